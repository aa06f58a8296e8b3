package org.jdvm.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A fact about the sizes of an operator's arguments, such as {@code "H % 8 == 0"} or {@code "1 <= S <= 512"}.
 *
 * <p>Fusion relies on it at build time; every call checks it and fails with a message that names it if it does not hold.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Where.All.class)
public @interface Where {
    /** {@return a comparison, or a chain of comparisons, between expressions over the symbols of the operator} */
    String value();

    /** Holds several {@link Where} annotations of one operator. */
    @Documented
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.CLASS)
    @interface All {
        /** {@return the facts} */
        Where[] value();
    }
}
