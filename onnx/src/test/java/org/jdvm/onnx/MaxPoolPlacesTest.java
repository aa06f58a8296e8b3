package org.jdvm.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.Tensor;
import org.jdvm.onnx.proto.MessageWriter;
import org.junit.jupiter.api.Test;

/** The second result of MaxPool against loops over each window: borders of any width on each side, equal elements, both orders of places. */
class MaxPoolPlacesTest {
    private static final int PLANES = 6;

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void placesAreThoseOfLoops() {
        int[][] cases = {
            // rows, columns, window, strides, dilations, borders before and after
            {5, 6, 2, 3, 1, 2, 1, 1, 0, 0, 0, 0},
            {7, 5, 3, 2, 2, 1, 1, 1, 1, 0, 2, 1},
            {4, 9, 2, 2, 1, 3, 2, 2, 1, 1, 0, 2},
            {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0},
        };
        for (int[] c : cases) {
            for (int order = 0; order < 2; order++) {
                float[] x = new float[PLANES * c[0] * c[1]];
                for (int i = 0; i < x.length; i++) {
                    // few different numbers, of which the least is that of the border
                    x[i] = random.nextInt(4) == 0 ? Float.NEGATIVE_INFINITY : random.nextInt(3);
                }
                MessageWriter pool = ModelWriter.node("MaxPool", "r", "y")
                        .text(2, "i")
                        .message(5, integers("kernel_shape", c[2], c[3]))
                        .message(5, integers("strides", c[4], c[5]))
                        .message(5, integers("dilations", c[6], c[7]))
                        .message(5, integers("pads", c[8], c[9], c[10], c[11]))
                        .message(
                                5,
                                new MessageWriter()
                                        .text(1, "storage_order")
                                        .number(3, order)
                                        .number(20, 2));
                MessageWriter graph = new MessageWriter()
                        .message(1, ModelWriter.node("Identity", "x", "r"))
                        .message(1, pool)
                        .message(11, ModelWriter.value("x", "2", "3", "h", "w"))
                        .message(12, ModelWriter.value("y", "2", "3", "p", "q"))
                        .message(12, ModelWriter.value("i", "2", "3", "p", "q"));
                OnnxModel model = OnnxModel.parse(ModelWriter.model(graph), "test");
                Map<String, Tensor> results = model.call(Map.of("x", Tensor.of(x, 2, 3, c[0], c[1])));
                assertNotNull(
                        model.plan(Tensor.of(new float[x.length], 2, 3, c[0], c[1])),
                        "no plan for other elements: some were read on the host");
                assertArrayEquals(places(x, c, order == 1), results.get("i").toLongArray());
            }
        }
    }

    private static MessageWriter integers(String name, long... values) {
        MessageWriter attribute = new MessageWriter().text(1, name);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute.number(20, 7);
    }

    private static long[] places(float[] x, int[] c, boolean isColumnMajor) {
        int rows = (c[0] + c[8] + c[10] - (c[2] - 1) * c[6] - 1) / c[4] + 1;
        int columns = (c[1] + c[9] + c[11] - (c[3] - 1) * c[7] - 1) / c[5] + 1;
        long[] places = new long[PLANES * rows * columns];
        for (int i = 0; i < places.length; i++) {
            int plane = i / (rows * columns);
            long place = -1;
            float best = 0;
            for (int e = 0; e < c[2] * c[3]; e++) {
                int row = i / columns % rows * c[4] - c[8] + e / c[3] * c[6];
                int column = i % columns * c[5] - c[9] + e % c[3] * c[7];
                if (row < 0 || row >= c[0] || column < 0 || column >= c[1]) {
                    continue;
                }
                float element = x[(plane * c[0] + row) * c[1] + column];
                if (place < 0 || element > best) {
                    best = element;
                    place = (long) plane * c[0] * c[1] + (isColumnMajor ? column * c[0] + row : row * c[1] + column);
                }
            }
            places[i] = place;
        }
        return places;
    }
}
