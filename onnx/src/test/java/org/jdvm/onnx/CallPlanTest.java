package org.jdvm.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdvm.Dvm;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.proto.MessageWriter;
import org.junit.jupiter.api.Test;

/** Calls that run a plan give what calls that record give, to the last bit, and hold nothing. */
class CallPlanTest {
    private static Tensor random(long seed, int... dims) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] elements = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.of(elements, dims);
    }

    /** A trace makes calls record, so that it sees what they record. */
    private static Tensor[] recorded(OnnxModel model, Tensor... inputs) {
        Dvm.shared().trace(_ -> {});
        try {
            return model.call(inputs);
        } finally {
            Dvm.shared().trace(null);
        }
    }

    private static int[] bits(Tensor tensor) {
        float[] floats = tensor.toFloatArray();
        int[] bits = new int[floats.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(floats[i]));
        return bits;
    }

    private static void assertSameBits(Tensor[] expected, Tensor[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i].type(), actual[i].type());
            assertArrayEquals(expected[i].dims(), actual[i].dims());
            if (expected[i].type().isFloat()) {
                assertArrayEquals(bits(expected[i]), bits(actual[i]));
            } else {
                assertArrayEquals(expected[i].toLongArray(), actual[i].toLongArray());
            }
        }
    }

    /** Calls until there is a plan: a call in which results are missed has none, and the next one keeps them. */
    private static void plan(OnnxModel model, Tensor... inputs) {
        for (int i = 0; i < 3 && model.plan(inputs) == null; i++) {
            model.call(inputs);
        }
        assertNotNull(model.plan(inputs));
    }

    private static OnnxModel model(String name, MessageWriter graph) {
        return OnnxModel.parse(ModelWriter.model(graph.text(2, "graph")), name);
    }

    @Test
    void randomModelsGiveTheSameBits() {
        for (int seed = 0; seed < 12; seed++) {
            OnnxModel model = OnnxModel.parse(RandomModel.of(seed), "model " + seed);
            for (int[] shape : new int[][] {{1, 1, 8}, {2, 5, 8}, {3, 37, 8}, {0, 3, 8}}) {
                Tensor first = random(seed, shape);
                Tensor second = random(seed + 100, shape);
                plan(model, first);
                Tensor[] expected = recorded(model, second);
                for (int round = 0; round < 3; round++) {
                    assertSameBits(recorded(model, first), model.call(first));
                    assertSameBits(expected, model.call(second));
                }
            }
        }
    }

    /** Strides of inputs, and which of them show the same memory, belong to the key. */
    @Test
    void inputsMayBeViews() {
        OnnxModel model = model(
                "views",
                new MessageWriter()
                        .message(1, ModelWriter.node("Mul", "a,b", "product"))
                        .message(1, ModelWriter.node("MatMul", "product,w", "sum"))
                        .message(1, ModelWriter.node("Relu", "sum", "y"))
                        .message(5, ModelWriter.floats("w", random(1, 6, 5).toFloatArray(), 6, 5))
                        .message(11, ModelWriter.value("a", "n", "6"))
                        .message(11, ModelWriter.value("b", "n", "6"))
                        .message(12, ModelWriter.value("y", "n", "5")));
        Tensor large = random(2, 9, 12);
        Tensor tall = random(3, 6, 4);
        List<Tensor> views = List.of(
                random(4, 4, 6),
                large.slice(0, 1, 5).slice(1, 2, 8),
                large.slice(0, 3, 7).slice(1, 6, 12),
                tall.transpose(),
                random(5, 1, 6).broadcastTo(4, 6),
                random(6, 24).reshape(4, 6),
                random(7, 4, 6).constant(),
                random(8, 4, 6).mul(2));
        for (Tensor a : views) {
            for (Tensor b : views) {
                plan(model, a, b);
                assertSameBits(recorded(model, a, b), model.call(a, b));
            }
        }
    }

    @Test
    void threadsMayCallAtTheSameTime() throws Exception {
        OnnxModel model = OnnxModel.parse(RandomModel.of(3), "shared");
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor[]> expected = new ArrayList<>();
        for (int[] shape : new int[][] {{1, 4, 8}, {2, 7, 8}, {5, 13, 8}}) {
            for (int seed = 0; seed < 3; seed++) {
                Tensor input = random(seed, shape);
                inputs.add(input);
                recorded(model, input);
                expected.add(recorded(model, input));
            }
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int task = 0; task < 90; task++) {
                int at = task % inputs.size();
                tasks.add(() -> {
                    assertSameBits(expected.get(at), model.call(inputs.get(at)));
                    return true;
                });
            }
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                assertTrue(done.get());
            }
        }
    }

    /** A plan belongs to no engine. */
    @Test
    void aPlanRunsOnTheEngineThatIsShared() {
        OnnxModel model = OnnxModel.parse(RandomModel.of(5), "engines");
        Tensor x = random(1, 2, 9, 8);
        plan(model, x);
        String before = System.getProperty("jdvm.reproducible", "false");
        Dvm.shared().close();
        System.setProperty("jdvm.reproducible", "true");
        try {
            assertNotNull(model.plan(x));
            assertSameBits(recorded(model, x), model.call(x));
        } finally {
            Dvm.shared().close();
            System.setProperty("jdvm.reproducible", before);
        }
        assertSameBits(recorded(model, x), model.call(x));
    }

    private static MessageWriter branch(String attribute, String operator, String output) {
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node(operator, "x", output))
                .text(2, attribute)
                .message(12, ModelWriter.value(output, "n"));
        return new MessageWriter().text(1, attribute).message(6, graph).number(20, 5);
    }

    /** What an If reads of a small input is a condition of the plan: others have their own one. */
    @Test
    void elementsThatWereReadBelongToThePlan() {
        OnnxModel model = model(
                "branches",
                new MessageWriter()
                        .message(1, ModelWriter.node("Greater", "c,limit", "isLarge"))
                        .message(
                                1,
                                ModelWriter.node("If", "isLarge", "chosen")
                                        .message(5, branch("then_branch", "Exp", "e"))
                                        .message(5, branch("else_branch", "Neg", "m")))
                        .message(1, ModelWriter.node("Add", "chosen,x", "y"))
                        .message(5, ModelWriter.floats("limit", new float[] {3}))
                        .message(11, ModelWriter.value("c"))
                        .message(11, ModelWriter.value("x", "n"))
                        .message(12, ModelWriter.value("y", "n")));
        Tensor small = Tensor.scalar(1);
        Tensor large = Tensor.scalar(5);
        Tensor x = random(1, 300);
        plan(model, small, x);
        assertNull(model.plan(large, x));
        plan(model, large, x);
        for (Tensor condition : List.of(small, large, small, large)) {
            assertNotNull(model.plan(condition, x));
            Tensor other = random(2, 300);
            assertSameBits(recorded(model, condition, other), model.call(condition, other));
        }
        // what was only compared on the way is not computed again
        assertEquals(
                1,
                model.plan(small, x)
                                .lines()
                                .filter(line -> line.startsWith("g"))
                                .count()
                        - 1);
    }

    @Test
    void sizesThatDependOnManyElementsHaveNoPlan() {
        OnnxModel model = model(
                "places",
                new MessageWriter()
                        .message(1, ModelWriter.node("Abs", "x", "a"))
                        .message(1, ModelWriter.node("NonZero", "a", "y"))
                        .message(11, ModelWriter.value("x", "n"))
                        .message(12, ModelWriter.value("y", "1", "m")));
        for (int round = 0; round < 40; round++) {
            float[] elements = new float[300];
            elements[round] = 1;
            elements[299] = 2;
            Tensor x = Tensor.of(elements, 300);
            assertArrayEquals(new long[] {round, 299}, model.call(x)[0].toLongArray());
            assertNull(model.plan(x));
        }
    }

    /** A failing plan says what the recorded call says. */
    @Test
    void errorsNameTheNode() {
        OnnxModel model = model(
                "gather",
                new MessageWriter()
                        .message(
                                1,
                                ModelWriter.node("Cast", "x", "i")
                                        .message(
                                                5,
                                                new MessageWriter()
                                                        .text(1, "to")
                                                        .number(3, 7)
                                                        .number(20, 2)))
                        .message(1, ModelWriter.node("Gather", "w,i", "y"))
                        .message(5, ModelWriter.floats("w", new float[] {1, 2, 3, 4, 5, 6}, 3, 2))
                        .message(11, ModelWriter.value("x", "n"))
                        .message(12, ModelWriter.value("y", "n", "2")));
        plan(model, Tensor.of(new float[] {0, 2}, 2));
        Tensor wrong = Tensor.of(new float[] {0, 7}, 2);
        String planned =
                assertThrows(JdvmException.class, () -> model.call(wrong)).getMessage();
        String recorded =
                assertThrows(JdvmException.class, () -> recorded(model, wrong)).getMessage();
        assertEquals(recorded, planned);
        assertTrue(planned.startsWith("model gather: Gather 'n_y': "), planned);
        assertArrayEquals(new float[] {1, 2, 5, 6}, model.call(Tensor.of(new float[] {0, 2}, 2))[0].toFloatArray());
    }

    /** Outputs belong to the caller: those of one call know nothing of others, and several may show the same elements. */
    @Test
    void callersMayWriteIntoOutputs() {
        OnnxModel model = model(
                "outputs",
                new MessageWriter()
                        .message(1, ModelWriter.node("Exp", "x", "e"))
                        .message(1, ModelWriter.node("Reshape", "e,minus", "flat"))
                        .message(1, ModelWriter.node("Shape", "x", "sizes"))
                        .message(1, ModelWriter.node("Identity", "x", "same"))
                        .message(5, ModelWriter.longs("minus", -1))
                        .message(11, ModelWriter.value("x", "n", "3"))
                        .message(12, ModelWriter.value("e", "n", "3"))
                        .message(12, ModelWriter.value("flat", "m"))
                        .message(12, ModelWriter.value("sizes", "2"))
                        .message(12, ModelWriter.value("same", "n", "3")));
        Tensor x = random(1, 4, 3);
        Tensor[] expected = recorded(model, x);
        plan(model, x);
        for (int round = 0; round < 3; round++) {
            Tensor[] results = model.call(x);
            assertSameBits(expected, results);
            assertSame(x.dims().length, results[3].rank());
            results[0].assign(7);
            assertEquals(7, results[1].toFloatArray()[5]);
            results[2].assign(9);
            assertSameBits(new Tensor[] {random(1, 4, 3)}, new Tensor[] {x});
        }
    }

    @Test
    void aPlanHoldsNeitherInputsNorResults() throws InterruptedException {
        OnnxModel model = OnnxModel.parse(RandomModel.of(7), "memory");
        List<WeakReference<Object>> held = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            float[] elements = new float[2 * 50 * 8];
            Tensor x = Tensor.of(elements, 2, 50, 8);
            held.add(new WeakReference<>(elements));
            Tensor[] results = model.call(x);
            held.add(new WeakReference<>(results[0]));
            if (round == 2) {
                assertNotNull(model.plan(x));
            }
        }
        for (int i = 0; i < 50 && held.stream().anyMatch(each -> each.get() != null); i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertTrue(held.stream().allMatch(each -> each.get() == null));
        assertNotNull(model.plan(random(1, 2, 50, 8)));
    }

    /** Unsigned bytes are carried by wider integers: what a call does to its inputs is part of the plan. */
    @Test
    void integersOfOtherSizesAreConverted() {
        MessageWriter type =
                new MessageWriter().message(1, new MessageWriter().number(1, 7).message(2, shape("n")));
        OnnxModel model = model(
                "integers",
                new MessageWriter()
                        .message(1, ModelWriter.node("Mul", "x,two", "y"))
                        .message(5, ModelWriter.longs("two", 2))
                        .message(11, new MessageWriter().text(1, "x").message(2, type))
                        .message(12, ModelWriter.value("y", "n")));
        for (DType given : List.of(DType.I32, DType.I64, DType.I32, DType.I8)) {
            Tensor x = Tensor.of(new int[] {1, 2, 3}, 3).cast(given);
            plan(model, x);
            assertArrayEquals(new long[] {2, 4, 6}, model.call(x)[0].toLongArray());
        }
    }

    private static MessageWriter shape(String... dims) {
        MessageWriter shape = new MessageWriter();
        for (String dim : dims) {
            shape.message(1, new MessageWriter().text(2, dim));
        }
        return shape;
    }
}
