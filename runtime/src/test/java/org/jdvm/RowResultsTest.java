package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.jdvm.Conversions.Layout;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both results of a routine for rows, from one pass over the rows. */
class RowResultsTest {
    private static final int CASES = 20;
    private static final int[] SIZES = {0, 1, 2, 7, 64, 513};

    private static Graph both(RowOp op, DType type, int rank, int axis, int length, long descending) {
        GraphBuilder builder = new GraphBuilder("both");
        List<Dim> dims = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            dims.add(Dim.symbol("d" + i));
        }
        Value x = builder.input(new TensorParameter("x", type, new Shape(dims), false));
        Value values = row(builder, op, x, axis, length, descending, 0);
        Value indices = row(builder, op, x, axis, length, descending, 1);
        return builder.build(List.of(values, builder.elementwise(Op.ADD, indices, indices), indices));
    }

    private static Value row(
            GraphBuilder builder, RowOp op, Value x, int axis, int length, long descending, int output) {
        long[] options = {descending};
        return op.isSized()
                ? builder.rowWise(op, x, axis, Dim.of(length), options, output)
                : builder.rowWise(op, x, axis, options, output);
    }

    @ParameterizedTest
    @EnumSource
    void agreeWithTheOracle(DType type) {
        SplittableRandom random = new SplittableRandom(type.ordinal());
        for (RowOp op : List.of(RowOps.SORT, RowOps.TOP_K)) {
            for (int i = 0; i < CASES; i++) {
                int rank = 1 + random.nextInt(3);
                int axis = random.nextInt(rank);
                int[] dims = random.ints(rank, 0, 5).toArray();
                dims[axis] = SIZES[random.nextInt(SIZES.length)];
                Graph graph = both(op, type, rank, axis, random.nextInt(dims[axis] + 1), random.nextInt(2));
                int elements = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
                long[] numbers =
                        random.longs(elements, 0, type == DType.BOOL ? 2 : 100).toArray();
                ReferenceTensor x = type.isFloat()
                        ? ReferenceTensor.floats(
                                type,
                                dims,
                                Arrays.stream(numbers).asDoubleStream().toArray())
                        : ReferenceTensor.integers(type, dims, numbers);
                GraphCase test = new GraphCase(graph, List.of(x), Map.of());
                for (Layout layout : Layout.values()) {
                    assertNull(FusedRunner.difference(test, List.of(layout)), test::toString);
                }
            }
        }
    }

    /** Both results of one call are of one size, those of others are not: the same graphs serve all sizes. */
    @Test
    void recordedCalls() {
        for (int[] sizes : new int[][] {{2, 2}, {3, 3}, {2, 3}, {4, 4}, {3, 2}, {1, 4}, {1, 1}}) {
            Tensor x = Tensor.of(new float[] {3, 9, -1, 4, 9, 7, 2, 8}, 2, 4);
            Tensor values = x.topK(1, sizes[0]);
            Tensor indices = x.argTopK(1, sizes[1]);
            Tensor.compute(values, indices);
            assertArrayEquals(
                    firsts(sizes[0], new double[] {9, 4, 3, -1}, new double[] {9, 8, 7, 2}), values.toDoubleArray());
            assertArrayEquals(
                    firsts(sizes[1], new double[] {1, 3, 0, 2}, new double[] {0, 3, 1, 2}),
                    indices.cast(DType.F64).toDoubleArray());
        }
    }

    private static double[] firsts(int count, double[] row, double[] next) {
        return DoubleStream.concat(
                        Arrays.stream(row).limit(count), Arrays.stream(next).limit(count))
                .toArray();
    }
}
