package org.jdvm.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The symbolic shape and the element type of a tensor parameter, a record component, or the result of an operator.
 *
 * <p>The text lists the dims from the outermost to the innermost, separated by commas: a symbol ({@code T}), a number ({@code 3}),
 * an expression ({@code 2*H}, {@code S+1}), {@code _} for a size that nothing else refers to, and as the first entry {@code ...} for
 * any number of leading dims, the same ones wherever it occurs in one operator. The same symbol means the same size throughout
 * the operator. The empty text is a tensor of rank 0.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.METHOD, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.CLASS)
public @interface Dims {
    /** {@return the dims, such as {@code "B, S, 2*H"}} */
    String value();

    /** {@return the element type of the tensor} */
    DType dtype() default DType.F32;
}
