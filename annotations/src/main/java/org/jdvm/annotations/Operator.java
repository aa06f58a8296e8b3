package org.jdvm.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method as a tensor operator: its body is read at build time and turned into a template that is specialised for
 * the concrete sizes of each call.
 *
 * <p>The annotation processor writes a class named after the enclosing class with {@code Operators} appended, with a static
 * method of the same name and parameters. The body may use locals, calls on {@code Tensor}, other operators and private static
 * helpers of the same compilation, scalar parameters, sizes ({@code x.dim(1) / 2}), and loops and branches that can be decided
 * at build time.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface Operator {
    /** {@return whether the operator must be fused as far as the rules go} */
    Fuse fuse() default Fuse.POSSIBLE;

    /**
     * {@return whether the method runs as ordinary Java at each call}
     *
     * <p>The body of a dynamic operator may do anything: loop until a number converges, branch on data, recurse. Its operations are
     * recorded and fused at run time. The generated method only checks the arguments against {@code @Dims} and {@code @Where} and calls
     * it; parameters of other types and tensors without {@code @Dims} are passed on unchecked.
     */
    boolean dynamic() default false;

    /**
     * {@return the sizes that differ from sequence to sequence when the operator is called for many sequences at once}
     *
     * <p>With {@code ragged = "T"} there is one more generated method of the same name: each tensor parameter whose first dim is
     * {@code T} is a {@code RaggedTensor} there, and each sequence is computed at its own length. The result, whose {@code @Dims} must be
     * stated, is a {@code RaggedTensor} if its first dim depends on {@code T}; if none does, a tensor with the sequences along a new
     * first dim.
     */
    String[] ragged() default {};
}
