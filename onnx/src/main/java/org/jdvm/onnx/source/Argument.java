package org.jdvm.onnx.source;

import java.util.List;
import org.jdvm.symbolic.Dim;

/** An argument of an operation: a tensor, a size or an axis, a number, or a choice of the API. */
sealed interface Argument {
    /** A tensor, by the number of its value. */
    record Of(int value) implements Argument {}

    /** Several tensors. */
    record Several(List<Integer> values) implements Argument {}

    /** An integer. */
    record Size(Dim size) implements Argument {}

    /** A list of integers. */
    record Sizes(List<Dim> sizes) implements Argument {}

    /** A number. */
    record Number(double number) implements Argument {}

    /** An element type, a constant of an enum, or text. */
    record Choice(Object choice) implements Argument {}
}
