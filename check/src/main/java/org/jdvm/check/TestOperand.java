package org.jdvm.check;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.reference.ReferenceTensor;

/**
 * A tensor argument of a call: its elements for the oracle, and how a {@link Tensor} shows them.
 *
 * @param values the elements
 * @param layout where they are in memory; {@link Layout#BROADCAST} only if all slices along the first axis are equal
 */
record TestOperand(ReferenceTensor values, Layout layout) {
    DType type() {
        return values.type();
    }

    int[] dims() {
        return values.dims();
    }

    int rank() {
        return values.rank();
    }

    /** {@return the same operand of integers with 1 for each 0} */
    TestOperand withoutZeros() {
        long[] all = Arrays.stream(values.toLongs()).map(v -> v == 0 ? 1 : v).toArray();
        return new TestOperand(ReferenceTensor.integers(type(), dims(), all), layout);
    }

    /** {@return a tensor with these elements, made by public methods} */
    Tensor tensor() {
        int[] dims = dims();
        if (dims.length == 0 || layout == Layout.CONTIGUOUS) {
            return TensorConversions.tensor(values);
        }
        int last = dims.length - 1;
        int count = values.elements();
        int[] stored = dims.clone();
        return switch (layout) {
            case CONTIGUOUS -> throw new AssertionError("handled above");
            case PERMUTED -> {
                int[] order =
                        IntStream.rangeClosed(0, last).map(axis -> last - axis).toArray();
                Arrays.setAll(stored, axis -> dims[order[axis]]);
                int[] from = new int[count];
                for (int i = 0; i < count; i++) {
                    from[permuted(i, dims)] = i;
                }
                yield TensorConversions.tensor(TensorConversions.picked(values, stored, from))
                        .permute(order);
            }
            case SLICED -> {
                stored[last] = 2 * dims[last] + 1;
                int[] from = IntStream.range(0, elements(stored))
                        .map(i -> sliceSource(i, stored[last], dims[last]))
                        .toArray();
                if (count == 0) {
                    yield TensorConversions.tensor(values);
                }
                yield TensorConversions.tensor(TensorConversions.picked(values, stored, from))
                        .slice(last, 1, stored[last], 2);
            }
            case BROADCAST -> {
                stored[0] = Math.min(1, dims[0]);
                int[] from = IntStream.range(0, elements(stored)).toArray();
                Tensor one = TensorConversions.tensor(TensorConversions.picked(values, stored, from));
                yield dims[0] == 0 ? one : one.broadcastTo(dims);
            }
            case FLIPPED -> {
                int inner = dims[0] == 0 ? 1 : count / dims[0];
                int[] from = IntStream.range(0, count)
                        .map(i -> (dims[0] - 1 - i / Math.max(1, inner)) * inner + i % Math.max(1, inner))
                        .toArray();
                yield TensorConversions.tensor(TensorConversions.picked(values, dims, from))
                        .flip(0);
            }
        };
    }

    /** The place of an element if the axes are in the opposite order. */
    private static int permuted(int index, int[] dims) {
        int rest = index;
        int place = 0;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            place = place * dims[axis] + rest % dims[axis];
            rest /= dims[axis];
        }
        return place;
    }

    /** Elements between those of the slice are others of the same row. */
    private static int sliceSource(int index, int storedRow, int row) {
        return row == 0 ? 0 : index / storedRow * row + Math.min(row - 1, index % storedRow / 2);
    }

    static int elements(int... dims) {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    @Override
    public String toString() {
        return values + (layout == Layout.CONTIGUOUS ? "" : " " + layout);
    }
}
