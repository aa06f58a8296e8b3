package org.jdvm.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.jdvm.Tensor;
import org.jdvm.onnx.proto.MessageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attributes whose other value gives other numbers. */
class AttributesTest {
    private static final int INTEGER = 2;
    private static final int TEXT = 3;

    private static MessageWriter integer(String name, long value) {
        return new MessageWriter().text(1, name).number(3, value).number(20, INTEGER);
    }

    private static MessageWriter text(String name, String value) {
        return new MessageWriter().text(1, name).text(4, value).number(20, TEXT);
    }

    private static float[] run(MessageWriter graph, Tensor input) {
        return OnnxModel.parse(ModelWriter.model(graph), "attributes")
                .call(input)[0]
                .toFloatArray();
    }

    /** In column-row-depth order the pixels of a channel are neighbours, otherwise its blocks. */
    @ParameterizedTest
    @CsvSource({"DCR", "CRD"})
    void spaceToDepth(String mode) {
        int channels = 3;
        int height = 4;
        int width = 6;
        int block = 2;
        float[] pixels = new float[channels * height * width];
        float[] expected = new float[pixels.length];
        for (int c = 0; c < channels; c++) {
            for (int h = 0; h < height; h++) {
                for (int w = 0; w < width; w++) {
                    int at = (c * height + h) * width + w;
                    pixels[at] = at;
                    int inBlock = h % block * block + w % block;
                    int channel = mode.equals("CRD") ? c * block * block + inBlock : inBlock * channels + c;
                    expected[(channel * height / block + h / block) * (width / block) + w / block] = at;
                }
            }
        }
        MessageWriter node = ModelWriter.node("SpaceToDepth", "x", "y")
                .message(5, integer("blocksize", block))
                .message(5, text("mode", mode));
        MessageWriter graph = new MessageWriter()
                .message(1, node)
                .message(11, ModelWriter.value("x", "1", "3", "4", "6"))
                .message(12, ModelWriter.value("y", "1", "12", "2", "3"));
        assertArrayEquals(expected, run(graph, Tensor.of(pixels, 1, channels, height, width)));
    }

    /** Floats of 8 bits: the type's number, its largest one, and the first one above it that is rounded up. */
    @ParameterizedTest
    @CsvSource({"17, 448, 464.5, NaN", "18, 240, 248.5, NaN", "19, 57344, 61441, Infinity", "20, 57344, 61441, NaN"})
    void castBeyondTheLargest(int type, float largest, float beyond, float unsaturated) {
        float[] numbers = {1, largest, beyond, -beyond, Float.POSITIVE_INFINITY, Float.NaN};
        assertArrayEquals(new float[] {1, largest, largest, -largest, largest, Float.NaN}, cast(type, 1, numbers));
        float[] expected = {1, largest, unsaturated, -unsaturated, unsaturated, Float.NaN};
        assertArrayEquals(expected, cast(type, 0, numbers));
    }

    @Test
    void fourBitsHaveNoNan() {
        float[] expected = {6, -6, -0.0f, 0.5f};
        assertArrayEquals(expected, cast(23, 1, new float[] {100, Float.NEGATIVE_INFINITY, Float.NaN, 0.4f}));
    }

    private static float[] cast(int type, int saturate, float[] numbers) {
        MessageWriter graph = new MessageWriter()
                .message(
                        1,
                        ModelWriter.node("Cast", "x", "small")
                                .message(5, integer("to", type))
                                .message(5, integer("saturate", saturate)))
                .message(1, ModelWriter.node("Cast", "small", "y").message(5, integer("to", 1)))
                .message(11, ModelWriter.value("x", Integer.toString(numbers.length)))
                .message(12, ModelWriter.value("y", Integer.toString(numbers.length)));
        return run(graph, Tensor.of(numbers, numbers.length));
    }
}
