package org.jdvm.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.proto.MessageWriter;
import org.junit.jupiter.api.Test;

/** What is known of a model before it is called: sizes of outputs, and plans of graphs. */
class DryRunTest {
    /** x [rows, columns] twice along the first axis, half of its columns, and its sizes; the file is wrong about these or says nothing. */
    private static OnnxModel model() {
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node("Concat", "x,x", "twice").message(5, axis()))
                .message(1, ModelWriter.node("Slice", "x,zero,last,one,two", "half"))
                .message(1, ModelWriter.node("MatMul", "twice,w", "y"))
                .message(1, ModelWriter.node("Shape", "y", "sizes"))
                .message(5, ModelWriter.longs("zero", 0))
                .message(5, ModelWriter.longs("one", 1))
                .message(5, ModelWriter.longs("two", 2))
                .message(5, ModelWriter.longs("last", Long.MAX_VALUE))
                .message(5, ModelWriter.floats("w", new float[15], 3, 5))
                .message(11, ModelWriter.value("x", "all rows", "3"))
                .message(12, ModelWriter.value("y", "rows", "4"))
                .message(12, new MessageWriter().text(1, "half"))
                .message(12, ModelWriter.value("sizes", "n"));
        return OnnxModel.parse(ModelWriter.model(graph), "sizes");
    }

    private static MessageWriter axis() {
        return new MessageWriter().text(1, "axis").number(3, 0).number(20, 2);
    }

    @Test
    void outputsHaveTheSizesThatCallsGive() {
        assertEquals(
                "[y: float[2*all rows, 5], half: float[all rows, 2], sizes: int64[2]]",
                model().outputs().toString());
    }

    @Test
    void outputsOfRandomModels() {
        for (int seed = 0; seed < 12; seed++) {
            OnnxModel model = OnnxModel.parse(RandomModel.of(seed), "model " + seed);
            assertEquals("[y: float[batch, steps, 8]]", model.outputs().toString());
            for (int[] shape : new int[][] {{1, 1, 8}, {2, 37, 8}}) {
                assertArrayEquals(shape, model.call(Tensor.zeros(DType.F32, shape))[0].dims());
            }
        }
    }

    /** Where sizes depend on elements they are those of the file. */
    @Test
    void whatDependsOnElementsIsAsTheFileSays() {
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node("NonZero", "x", "y"))
                .message(11, ModelWriter.value("x", "n"))
                .message(12, ModelWriter.value("y", "1", "found"));
        OnnxModel model = OnnxModel.parse(ModelWriter.model(graph), "places").prepare();
        assertEquals("[y: float[1, found]]", model.outputs().toString());
        assertArrayEquals(new long[] {1}, model.call(Tensor.of(new float[] {0, 3}, 2))[0].toLongArray());
    }

    /** Calls of a model that was prepared plan nothing: with one row and with several. */
    @Test
    void graphsArePlannedBeforeTheFirstCall() {
        List<String> planned = new ArrayList<>();
        int without = 0;
        for (int seed = 100; seed < 106; seed++) {
            OnnxModel model = OnnxModel.parse(RandomModel.of(seed), "model " + seed);
            if (seed % 2 == 0) {
                model.prepare();
            }
            Dvm.shared().trace(text -> {
                if (text.contains("not seen before")) {
                    planned.add(text);
                }
            });
            try {
                for (int[] shape : new int[][] {{1, 9, 8}, {3, 9, 8}, {4, 2, 8}}) {
                    model.call(Map.of("x", Tensor.zeros(DType.F32, shape)));
                }
            } finally {
                Dvm.shared().trace(null);
            }
            if (seed % 2 == 0) {
                assertEquals(List.of(), planned);
            }
            without += planned.size();
            planned.clear();
        }
        assertNotEquals(0, without);
    }

    @Test
    void aModelIsPreparedInTheBackground() throws InterruptedException {
        long specialised = Dvm.shared().statistics().specialisations();
        OnnxModel model = OnnxModel.parse(RandomModel.of(107), "model 107");
        assertSame(model, model.prepareAsync().prepareAsync());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("jdvm-onnx-plans")) {
                thread.join();
            }
        }
        assertEquals(
                specialised, Dvm.shared().statistics().specialisations(), "programs of assumed sizes are not kept");
        List<String> planned = new ArrayList<>();
        Dvm.shared().trace(planned::add);
        try {
            model.call(Map.of("x", Tensor.zeros(DType.F32, 3, 9, 8)));
        } finally {
            Dvm.shared().trace(null);
        }
        assertFalse(planned.isEmpty());
        assertTrue(planned.stream().noneMatch(text -> text.contains("not seen before")), planned::toString);
    }
}
