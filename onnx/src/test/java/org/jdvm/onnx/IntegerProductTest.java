package org.jdvm.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.onnx.proto.MessageWriter;
import org.junit.jupiter.api.Test;

/**
 * Products of 8-bit integers against arithmetic in 64 bits; where ONNX Runtime differs from it, its sums are those of a processor whose instruction
 * saturates sums of two products in 16 bits.
 */
class IntegerProductTest {
    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT32 = 6;

    private static MessageWriter cast(String from, String to, int type) {
        MessageWriter attribute =
                new MessageWriter().text(1, "to").number(3, type).number(20, 2);
        return ModelWriter.node("Cast", from, to).message(5, attribute);
    }

    private static MessageWriter bytes(String name, int type, int[] elements, int... dims) {
        MessageWriter tensor = new MessageWriter();
        for (int dim : dims) {
            tensor.number(1, dim);
        }
        byte[] raw = new byte[elements.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) elements[i];
        }
        return tensor.number(2, type).text(8, name).bytes(9, raw);
    }

    /** A product of an input of floats, which are cast to uint8, and a weight; the sums are given as floats, or in two halves. */
    private static byte[] product(int[] weight, int weightType, int zero, int weightZero, int depth, int columns) {
        MessageWriter graph = new MessageWriter()
                .message(1, cast("x", "a", UINT8))
                .message(1, ModelWriter.node("MatMulInteger", "a,w,az,wz", "p"))
                .message(1, cast("p", "p6", INT32))
                .message(1, ModelWriter.node("Div", "p6,k", "q"))
                .message(1, ModelWriter.node("Mul", "q,k", "qk"))
                .message(1, ModelWriter.node("Sub", "p6,qk", "r"))
                .message(1, cast("q", "high", FLOAT))
                .message(1, cast("r", "low", FLOAT))
                .message(5, bytes("w", weightType, weight, depth, columns))
                .message(5, bytes("az", UINT8, new int[] {zero}))
                .message(5, bytes("wz", weightType, new int[] {weightZero}))
                .message(5, new MessageWriter().number(2, INT32).text(8, "k").number(5, 4096))
                .message(11, ModelWriter.value("x", "rows", Integer.toString(depth)))
                .message(12, ModelWriter.value("high", "rows", Integer.toString(columns)))
                .message(12, ModelWriter.value("low", "rows", Integer.toString(columns)));
        return ModelWriter.model(graph);
    }

    private static long[] sums(double[] high, double[] low) {
        long[] sums = new long[high.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (long) high[i] * 4096 + (long) low[i];
        }
        return sums;
    }

    private static double[] doubles(Tensor tensor) {
        float[] floats = tensor.toFloatArray();
        double[] doubles = new double[floats.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    /** The sum with neighbouring products added in 16 bits that saturate, as AVX2 without VNNI does for unsigned times signed bytes. */
    private static long saturated(
            float[] x, int row, int[] weight, int column, int depth, int columns, int zero, int weightZero) {
        long sum = 0;
        for (int k = 0; k < depth; k += 2) {
            int pair = 0;
            for (int i = k; i < Math.min(k + 2, depth); i++) {
                int a = (int) x[row * depth + i];
                int w = weight[i * columns + column];
                pair += a * w;
                sum += (long) zero * weightZero - (long) zero * w - (long) weightZero * a;
            }
            sum += Math.clamp(pair, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return sum;
    }

    /** A random product, of large elements where {@code isLarge}; returns how many sums of ONNX Runtime differ from the exact ones. */
    private static int check(SplittableRandom random, boolean isLarge, int rows, int depth, int columns, int type) {
        float[] x = new float[rows * depth];
        int[] weight = new int[depth * columns];
        int least = type == INT8 ? -128 : 0;
        int most = type == INT8 ? 127 : 255;
        for (int i = 0; i < x.length; i++) {
            x[i] = isLarge ? random.nextInt(250, 256) : random.nextInt(256);
        }
        for (int i = 0; i < weight.length; i++) {
            weight[i] = isLarge ? (random.nextInt(8) == 0 ? least : most) : random.nextInt(least, most + 1);
        }
        int zero = random.nextInt(256);
        int weightZero = random.nextBoolean() ? 0 : random.nextInt(least, most + 1);
        long[] expected = new long[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < depth; k++) {
                    expected[i * columns + j] +=
                            ((long) x[i * depth + k] - zero) * (weight[k * columns + j] - weightZero);
                }
            }
        }
        byte[] bytes = product(weight, type, zero, weightZero, depth, columns);
        Map<String, Tensor> inputs = Map.of("x", Tensor.of(x, rows, depth));
        Map<String, Tensor> results = OnnxModel.parse(bytes, "product").call(inputs);
        String shape =
                "%d x %d x %d, type %d, zero points %d and %d".formatted(rows, depth, columns, type, zero, weightZero);
        assertArrayEquals(expected, sums(doubles(results.get("high")), doubles(results.get("low"))), shape);
        int different = 0;
        try (OrtSession session = new OrtSession(bytes, 1)) {
            Map<String, OrtSession.Output> other = session.call(inputs);
            long[] theirs = sums(other.get("high").elements(), other.get("low").elements());
            for (int i = 0; i < theirs.length; i++) {
                if (theirs[i] != expected[i]) {
                    different++;
                    int row = i / columns;
                    assertEquals(
                            saturated(x, row, weight, i % columns, depth, columns, zero, weightZero), theirs[i], shape);
                }
            }
        }
        return different;
    }

    @Test
    void productsAreExactAtAllDepths() {
        SplittableRandom random = new SplittableRandom(11);
        int different = 0;
        int count = 0;
        for (boolean isLarge : new boolean[] {false, true}) {
            for (int[] shape : new int[][] {{1, 1, 1}, {2, 7, 3}, {5, 384, 17}, {3, 1537, 8}}) {
                int unsigned = check(random, isLarge, shape[0], shape[1], shape[2], UINT8);
                different += check(random, isLarge, shape[0], shape[1], shape[2], INT8);
                count += shape[0] * shape[2];
                assertEquals(0, unsigned, "ONNX Runtime is exact for unsigned weights");
            }
        }
        System.out.printf("%d of %d sums of u8 and i8 differ from the exact ones in ONNX Runtime%n", different, count);
    }

    @Test
    void eachMatrixOfAConstantHasItsSums() {
        SplittableRandom random = new SplittableRandom(13);
        int rows = 3;
        int depth = 5;
        int columns = 4;
        int matrices = 2;
        for (int type : new int[] {UINT8, INT8}) {
            int least = type == INT8 ? -128 : 0;
            int[] weight =
                    random.ints(matrices * depth * columns, least, least + 256).toArray();
            int zero = 77;
            MessageWriter graph = new MessageWriter()
                    .message(1, cast("x", "a", UINT8))
                    .message(1, ModelWriter.node("MatMulInteger", "a,w,az", "p"))
                    .message(1, cast("p", "y", FLOAT))
                    .message(5, bytes("w", type, weight, matrices, depth, columns))
                    .message(5, bytes("az", UINT8, new int[] {zero}))
                    .message(11, ModelWriter.value("x", "rows", Integer.toString(depth)))
                    .message(12, ModelWriter.value("y", Integer.toString(matrices), "rows", Integer.toString(columns)));
            float[] x = new float[rows * depth];
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextInt(256);
            }
            double[] expected = new double[matrices * rows * columns];
            for (int i = 0; i < expected.length; i++) {
                int matrix = i / (rows * columns);
                for (int k = 0; k < depth; k++) {
                    int w = weight[(matrix * depth + k) * columns + i % columns];
                    expected[i] += (x[i / columns % rows * depth + k] - zero) * w;
                }
            }
            Tensor y = OnnxModel.parse(ModelWriter.model(graph), "matrices")
                    .call(Map.of("x", Tensor.of(x, rows, depth)))
                    .get("y");
            assertArrayEquals(expected, doubles(y));
        }
    }

    private static MessageWriter floats(String name, float[] elements, int... dims) {
        MessageWriter tensor = new MessageWriter();
        for (int dim : dims) {
            tensor.number(1, dim);
        }
        ByteBuffer raw = ByteBuffer.allocate(Float.BYTES * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(elements);
        return tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array());
    }

    private static float[] random(SplittableRandom random, int count) {
        float[] elements = new float[count];
        for (int i = 0; i < count; i++) {
            elements[i] = (float) random.nextDouble(-3, 5);
        }
        return elements;
    }

    /** The nodes that a tool writes which quantises weights of floats: with a scale and a zero point for each column, and a bias. */
    @Test
    void dynamicallyQuantisedProductsAreThoseOfOnnxRuntime() {
        SplittableRandom random = new SplittableRandom(12);
        // The way that is found takes part from the first product on.
        Dvm.integerProductsDescription();
        for (int[] shape : new int[][] {{1, 1, 1}, {1, 64, 96}, {13, 37, 33}, {37, 384, 130}, {70, 100, 31}}) {
            int depth = shape[1];
            int columns = shape[2];
            int[] weight = new int[depth * columns];
            for (int i = 0; i < weight.length; i++) {
                // So small that two products fit 16 bits: ONNX Runtime is exact then on any processor.
                weight[i] = random.nextInt(-63, 64);
            }
            MessageWriter graph = new MessageWriter()
                    .message(
                            1,
                            ModelWriter.node("DynamicQuantizeLinear", "x", "q")
                                    .text(2, "s")
                                    .text(2, "z"))
                    .message(1, ModelWriter.node("MatMulInteger", "q,w,z,wz", "p"))
                    .message(1, cast("p", "f", FLOAT))
                    .message(1, ModelWriter.node("Mul", "s,ws", "m"))
                    .message(1, ModelWriter.node("Mul", "f,m", "y0"))
                    .message(1, ModelWriter.node("Add", "y0,b", "y"))
                    .message(5, bytes("w", INT8, weight, depth, columns))
                    .message(5, bytes("wz", INT8, new int[columns], columns))
                    .message(5, floats("ws", random(random, columns), columns))
                    .message(5, floats("b", random(random, columns), columns))
                    .message(11, ModelWriter.value("x", "rows", Integer.toString(depth)))
                    .message(12, ModelWriter.value("y", "rows", Integer.toString(columns)));
            byte[] model = ModelWriter.model(graph);
            Map<String, Tensor> inputs = Map.of("x", Tensor.of(random(random, shape[0] * depth), shape[0], depth));
            double[] actual =
                    doubles(OnnxModel.parse(model, "quantised").call(inputs).get("y"));
            try (OrtSession session = new OrtSession(model, 1)) {
                double[] expected = session.call(inputs).get("y").elements();
                assertArrayEquals(expected, actual, 1e-4, Arrays.toString(shape));
            }
        }
    }
}
