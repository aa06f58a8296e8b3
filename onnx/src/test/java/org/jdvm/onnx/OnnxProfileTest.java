package org.jdvm.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdvm.Dvm;
import org.jdvm.JdvmException;
import org.jdvm.Profile;
import org.jdvm.Tensor;
import org.jdvm.onnx.proto.MessageWriter;
import org.junit.jupiter.api.Test;

/** What users see of a call: where its time goes, what is planned when, and which node an error is about. */
class OnnxProfileTest {
    /** A product of [n, 3] and a constant, a constant's first n elements along an axis of 37, and a sum over both. */
    private static OnnxModel model() {
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node("MatMul", "x,w", "product"))
                .message(1, ModelWriter.node("Relu", "product", "positive"))
                .message(1, ModelWriter.node("Shape", "x", "sizes"))
                .message(1, ModelWriter.node("Slice", "sizes,zero,one", "rows"))
                .message(1, ModelWriter.node("Slice", "table,zero,rows,zero", "part"))
                .message(1, ModelWriter.node("Add", "positive,part", "y"))
                .message(5, ModelWriter.floats("w", new float[] {1, 2, 3, 4, 5, 6}, 3, 2))
                .message(5, ModelWriter.floats("table", new float[37], 37, 1))
                .message(5, ModelWriter.longs("zero", 0))
                .message(5, ModelWriter.longs("one", 1))
                .message(11, ModelWriter.value("x", "n", "3"))
                .message(12, ModelWriter.value("y", "n", "2"));
        return OnnxModel.parse(ModelWriter.model(graph), "test");
    }

    private static Map<String, Tensor> rows(int count) {
        float[] elements = new float[3 * count];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = i - 3;
        }
        return Map.of("x", Tensor.of(elements, count, 3));
    }

    @Test
    void aProfileNamesTheNodesOfEachKernel() {
        Profile profile = model().profile(rows(5));
        List<String> names = profile.kernels().stream()
                .flatMap(kernel -> kernel.names().stream())
                .toList();
        assertTrue(
                names.containsAll(List.of("MatMul 'n_product'", "Relu 'n_positive'", "Add 'n_y'")), names.toString());
        assertTrue(profile.kernels().stream().allMatch(kernel -> kernel.calls() == 1 && kernel.nanos() > 0));
        assertEquals(
                profile.runNanos(),
                profile.kernels().stream().mapToLong(Profile.Kernel::nanos).sum());
        assertTrue(profile.nanos() >= profile.runNanos() + profile.planNanos() + profile.specialiseNanos());
        assertTrue(profile.toString().contains("MatMul 'n_product'"), profile.toString());
    }

    @Test
    void newSizesPlanNothing() {
        OnnxModel model = model();
        model.call(rows(5));
        List<String> planned = new ArrayList<>();
        Dvm.shared().trace(text -> {
            if (text.contains("not seen before")) {
                planned.add(text);
            }
        });
        try {
            for (int count : new int[] {2, 7, 31, 37}) {
                assertEquals(
                        List.of(count, 2),
                        List.of(
                                model.call(rows(count)).get("y").dim(0),
                                model.call(rows(count)).get("y").dim(1)));
            }
        } finally {
            Dvm.shared().trace(null);
        }
        assertEquals(List.of(), planned);
    }

    /** How transformer files write a gelu: numbers are tensors without dims, on either side. */
    @Test
    void numbersOfTheFileAreNumbersOfTheGraph() {
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node("Div", "x,root", "scaled"))
                .message(1, ModelWriter.node("Erf", "scaled", "erf"))
                .message(1, ModelWriter.node("Add", "one,erf", "shifted"))
                .message(1, ModelWriter.node("Mul", "x,shifted", "product"))
                .message(1, ModelWriter.node("Mul", "product,half", "y"))
                .message(5, ModelWriter.floats("root", new float[] {(float) Math.sqrt(2)}))
                .message(5, ModelWriter.floats("one", new float[] {1}))
                .message(5, ModelWriter.floats("half", new float[] {0.5f}, 1))
                .message(11, ModelWriter.value("x", "n", "3"))
                .message(12, ModelWriter.value("y", "n", "3"));
        OnnxModel model = OnnxModel.parse(ModelWriter.model(graph), "test");
        Profile profile = model.profile(rows(5));
        assertEquals(1, profile.kernels().size());
        String kernel = profile.kernels().getFirst().operations();
        assertTrue(kernel.startsWith("gelu over"), kernel);
        float[] x = rows(5).get("x").toFloatArray();
        float[] y = model.call(rows(5)).get("y").toFloatArray();
        for (int i = 0; i < x.length; i++) {
            assertEquals(Tensor.of(new float[] {x[i]}, 1).gelu().toFloatArray()[0], y[i], 1e-6f);
        }
    }

    /** A number keeps the rank that it gives to the result, and the side of the operation that it is on. */
    @Test
    void numbersOfTheFileKeepTheirRankAndTheirSide() {
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node("Sub", "three,x", "difference"))
                .message(1, ModelWriter.node("Div", "three,difference", "quotient"))
                .message(1, ModelWriter.node("Max", "three,quotient", "larger"))
                .message(1, ModelWriter.node("Sub", "larger,deep", "y"))
                .message(5, ModelWriter.floats("three", new float[] {3}, 1, 1))
                .message(5, ModelWriter.floats("deep", new float[] {0.75f}, 1, 1, 1))
                .message(11, ModelWriter.value("x", "n", "3"))
                .message(12, ModelWriter.value("y", "1", "n", "3"));
        Tensor y =
                OnnxModel.parse(ModelWriter.model(graph), "test").call(rows(2)).get("y");
        assertArrayEquals(new int[] {1, 2, 3}, y.dims());
        float[] x = rows(2).get("x").toFloatArray();
        for (int i = 0; i < x.length; i++) {
            assertEquals(Math.max(3, 3 / (3 - x[i])) - 0.75f, y.toFloatArray()[i]);
        }
    }

    @Test
    void theExplanationListsWhatIsLeftToRun() {
        String text = model().explain();
        assertTrue(text.contains("MatMul 'n_product' -> product"), text);
        assertTrue(text.contains("Slice 'n_part' -> part"), text);
    }

    @Test
    void anErrorOfARecordedOperationNamesItsNode() {
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node("Cast", "x", "i").message(5, integer("to", 7)))
                .message(1, ModelWriter.node("Gather", "w,i", "y"))
                .message(5, ModelWriter.floats("w", new float[] {1, 2, 3, 4, 5, 6}, 3, 2))
                .message(11, ModelWriter.value("x", "n"))
                .message(12, ModelWriter.value("y", "n", "2"));
        OnnxModel model = OnnxModel.parse(ModelWriter.model(graph), "test");
        String message = assertThrows(
                        JdvmException.class, () -> model.call(Map.of("x", Tensor.of(new float[] {0, 7}, 2))))
                .getMessage();
        assertTrue(message.startsWith("model test: Gather 'n_y': "), message);
        assertTrue(message.contains("index 7"), message);
    }

    private static MessageWriter integer(String name, long value) {
        return new MessageWriter().text(1, name).number(3, value).number(20, 2);
    }
}
