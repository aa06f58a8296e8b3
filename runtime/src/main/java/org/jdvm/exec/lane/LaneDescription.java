package org.jdvm.exec.lane;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the class that describes elementwise functions lane by lane. The build generates their vector forms and all loops from it, with the
 * processor of the module {@code lane-generator}.
 *
 * <p>A method has the name of an operation ({@code geluTanh} is {@code GELU_TANH}) and its operands' types; a test returns boolean. Private
 * methods and methods that are not an operation are helpers. What has a vector form is written in a part of Java:
 *
 * <ul>
 *   <li>local variables, assignments to them, and one return at the end;
 *   <li>arithmetic, bit operations and shifts, comparisons, {@code &&}, {@code ||}, {@code !};
 *   <li>{@code condition ? x : y} and {@code if}: vectors compute both sides;
 *   <li>{@code Math.abs}, {@code fma}, {@code max}, {@code min}, {@code (float) Math.sqrt}; casts between float and int; {@code
 *       Float.floatToRawIntBits} and {@code intBitsToFloat};
 *   <li>calls of other methods of the class, which get their operands' exact types;
 *   <li>in the end {@code return condition ? y : (float) Math.sin(x)} with any function of {@link Math}: a vector with a lane for which the
 *       condition fails is computed lane by lane.
 * </ul>
 *
 * <p>Anything else is an error of the build at its line, unless the method is {@link Scalar}.
 */
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
@interface LaneDescription {
    /** The table of operations. */
    Class<? extends Enum<?>> value();

    /** Marks a function without a vector form. Those of 64-bit integers have none anyway. */
    @Retention(RetentionPolicy.SOURCE)
    @Target(ElementType.METHOD)
    @interface Scalar {}
}
