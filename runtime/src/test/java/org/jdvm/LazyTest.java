package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jdvm.annotations.DType;
import org.jdvm.exec.state.KernelException;
import org.jdvm.ir.GraphException;
import org.jdvm.lazy.MemoryPressure;
import org.jdvm.lazy.Recorded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is recorded, when it is computed, and what is seen of it. */
class LazyTest {
    private final List<String> traced = new ArrayList<>();

    @AfterEach
    void switchOff() {
        Dvm.shared().trace(null);
        Dvm.shared().sync(false);
        Dvm.shared().origins(false);
        Dvm.shared().isolate();
    }

    private static long launches() {
        return Dvm.shared().statistics().launches();
    }

    private static Tensor numbers(int... dims) {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        float[] data = new float[size];
        for (int i = 0; i < size; i++) {
            data[i] = (i * 37 % 19 - 9) / 8f;
        }
        return Tensor.of(data, dims);
    }

    @Test
    void readingComputesAllInOneLaunch() {
        Tensor x = numbers(3, 5);
        long before = launches();
        Tensor y = x.mul(2).add(x).exp().sum(-1);
        assertEquals(before, launches());
        float[] result = y.toFloatArray();
        assertEquals(before + 1, launches());
        float[] data = x.toFloatArray();
        for (int row = 0; row < 3; row++) {
            double sum = 0;
            for (int column = 0; column < 5; column++) {
                sum += Math.exp(3 * data[row * 5 + column]);
            }
            assertEquals(sum, result[row], 1e-4 * sum);
        }
    }

    @Test
    void unreadResultsAreNotComputed() {
        Tensor x = numbers(4);
        Tensor failing = numbers(3).gather(0, Tensor.of(new int[] {99}, 1));
        long before = launches();
        Tensor read = x.neg();
        Tensor unread = x.abs().add(failing.sum());
        assertEquals(-x.toFloatArray()[0], read.toFloatArray()[0]);
        assertEquals(before + 1, launches());
        assertThrows(KernelException.class, unread::toFloatArray);
    }

    @Test
    void aGraphSeenBeforeIsFoundAlsoWithOtherSizesAndNumbers() {
        Dvm.shared().trace(traced::add);
        for (int size = 3; size < 9; size++) {
            Tensor x = numbers(size, 2 * size + 1);
            float[] result =
                    x.sub(x.max(-1, Tensor.KEEP_DIMS)).mul(0.3 * size).exp().toFloatArray();
            assertEquals(size * (2 * size + 1), result.length);
        }
        assertEquals(6, traced.size());
        assertTrue(traced.stream().skip(1).allMatch(text -> text.contains("; seen before")), traced::toString);
    }

    @Test
    void sizesThatGrowAreOneGraph() {
        Dvm.shared().trace(traced::add);
        Tensor cache = numbers(30, 4);
        for (int step = 0; step < 5; step++) {
            cache = Tensor.concat(0, cache, numbers(1, 4));
            assertEquals(
                    cache.dim(0),
                    cache.matmul(numbers(4, 1))
                            .softmax(0)
                            .mul(cache.dim(0))
                            .sum()
                            .item(),
                    1e-4);
        }
        long made = traced.stream().filter(text -> text.contains("not seen")).count();
        // once where the size is that of the row, and once more when the graph has learnt to keep the cache
        assertTrue(made <= 4, traced::toString);
        assertTrue(traced.getLast().contains("; seen before"), traced::getLast);
    }

    @Test
    void aResultThatIsNeededAgainIsKeptFromThenOn() {
        Tensor state = numbers(6);
        double[] norms = new double[12];
        double expected = 0;
        float[] plain = state.toFloatArray();
        Dvm.shared().trace(traced::add);
        for (int step = 0; step < norms.length; step++) {
            state = state.mul(0.9).add(0.01).tanh();
            norms[step] = state.square().sum().item();
            expected = 0;
            for (int i = 0; i < plain.length; i++) {
                plain[i] = (float) Math.tanh(plain[i] * 0.9f + 0.01f);
                expected += plain[i] * plain[i];
            }
            assertEquals(expected, norms[step], 1e-5);
        }
        // three operations for the state, two for its norm: the state before is there
        assertTrue(traced.getLast().startsWith("flush of 5 operations"), traced::getLast);
        assertTrue(traced.getLast().contains("; seen before"), traced::getLast);
    }

    @Test
    void manyTensorsAreJoinedInGroupsThatShareAGraph() {
        Dvm.shared().trace(traced::add);
        for (int axis = 0; axis < 2; axis++) {
            traced.clear();
            Tensor[] pieces = new Tensor[1000];
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = Tensor.of(new float[] {i, i + 0.25f, i + 0.5f, i + 0.75f}, 2, 2)
                        .neg();
            }
            float[] joined = Tensor.concat(axis, pieces).toFloatArray();
            for (int i = 0; i < pieces.length; i++) {
                for (int element = 0; element < 4; element++) {
                    int at = axis == 0 ? 4 * i + element : element / 2 * 2 * pieces.length + 2 * i + element % 2;
                    assertEquals(-(i + 0.25f * element), joined[at]);
                }
            }
            // 15 whole groups of 64 and one of 40, then the 16 groups
            assertEquals(17, traced.size(), traced::toString);
            long made =
                    traced.stream().filter(text -> text.contains("not seen")).count();
            assertEquals(3, made, traced::toString);
        }
    }

    @Test
    void aTensorOfOtherSizesAmongManyIsRefusedBeforeAnythingIsComputed() {
        Tensor[] pieces = new Tensor[200];
        Arrays.fill(pieces, numbers(2, 2));
        pieces[150] = numbers(2, 3);
        Dvm.shared().trace(traced::add);
        assertThrows(RuntimeException.class, () -> Tensor.concat(0, pieces));
        assertEquals(0, traced.size(), traced::toString);
        assertEquals(401, Tensor.concat(1, pieces).dim(1));
    }

    @Test
    void aLongGraphIsComputedInPieces() {
        Tensor x = Tensor.of(new float[] {1}, 1);
        Dvm.shared().trace(traced::add);
        for (int i = 0; i < 1000; i++) {
            x = x.add(1);
        }
        assertEquals(3, traced.size());
        assertTrue(traced.getFirst().contains("more than 256 operations"), traced::getFirst);
        assertEquals(1001, x.item());
    }

    @Test
    void sharedOperandsAreCountedOnce() {
        Tensor x = Tensor.of(new float[] {1}, 1);
        Dvm.shared().trace(traced::add);
        for (int i = 0; i < 100; i++) {
            x = x.add(x).mul(0.5);
        }
        assertEquals(List.of(), traced);
        assertEquals(1, x.item());
    }

    @Test
    void severalTensorsAreComputedTogether() {
        Tensor x = numbers(5);
        Tensor exp = x.exp();
        Tensor a = exp.add(1);
        Tensor b = exp.sub(1);
        long before = launches();
        Tensor.compute(a, b, x);
        assertEquals(before + 1, launches());
        assertEquals(2, a.toFloatArray()[2] - b.toFloatArray()[2], 1e-6);
        assertEquals(before + 1, launches());
    }

    @Test
    void mistakesAreFoundWhenTheyAreRecorded() {
        Tensor x = numbers(2, 3);
        assertMessage("add of [2, 3] and [4]: 3 and 4 are neither equal nor 1", () -> x.add(numbers(4)));
        assertMessage("exp: takes", () -> x.cast(DType.I32).softmax(0));
        assertMessage("no axis 2", () -> x.sum(2));
        assertMessage("named twice", () -> x.sum(new int[] {0, -2}));
        assertMessage("slice", () -> x.slice(0, 1, 4));
        assertMessage("reshape", () -> x.reshape(4, -1));
        assertMessage("matmul", () -> x.matmul(x));
        assertMessage("permute", () -> x.permute(0, 0));
        assertMessage("squeeze", () -> x.squeeze(0));
        assertMessage("gather", () -> x.gather(0, x));
        assertMessage("concat", () -> Tensor.concat(0, x, numbers(2, 4)));
        assertThrows(IllegalArgumentException.class, () -> x.add((Tensor) null));
    }

    private static void assertMessage(String part, Runnable call) {
        String message = assertThrows(GraphException.class, call::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void callsOfOperatorsJoinTheGraph() {
        OperatorTemplate norm = OperatorTemplate.parse("""
            operator scale(%0 x: f32[T, 2*H], %1 w: f32[H], eps: float, k: int) {
              %2: f32[T, H] = slice %0 axis 1 start {0} step 1
              %3: f32[T, H] = mul %2, %1
              %4: f32[T, H] = add %3, {eps}
              %5: f32[T, H] = mul %4, {size(k)}
              %6: f32[T] = sum %5 axes [1]
              return %5, %6
            }
            """);
        Dvm.shared().trace(traced::add);
        for (int size = 3; size < 6; size++) {
            Tensor x = numbers(size, 4);
            Tensor w = numbers(2);
            double[] scalars = {0.3, 3};
            float[] direct = norm.callAll(Dvm.shared(), new Tensor[] {x.neg().contiguous(), w}, scalars)[0]
                    .add(1)
                    .toFloatArray();
            assertEquals(1, traced.size());
            Tensor negated = Tensor.of(x.neg().toFloatArray(), size, 4);
            traced.clear();
            float[] atOnce = norm.callAll(Dvm.shared(), new Tensor[] {negated, w}, scalars)[0]
                    .add(1)
                    .toFloatArray();
            assertArrayEquals(atOnce, direct, 1e-6f);
            assertTrue(traced.getLast().startsWith("flush of 1 operations"), traced::toString);
            traced.clear();
        }
    }

    @Test
    void allResultsOfACallAreThere() {
        OperatorTemplate both = OperatorTemplate.parse("""
            operator both(%0 x: f32[..., N]) {
              %1: f32[..., N] = neg %0
              %2: f32[...] = sum %0 axes [1]
              return %1, %2
            }
            """);
        Tensor x = numbers(2, 3, 4);
        Tensor[] results = both.callAll(Dvm.shared(), new Tensor[] {x.mul(2)}, new double[0]);
        assertArrayEquals(new int[] {2, 3}, results[1].dims());
        assertArrayEquals(x.mul(2).sum(-1).toFloatArray(), results[1].toFloatArray(), 1e-6f);
        assertArrayEquals(x.mul(-2).toFloatArray(), results[0].toFloatArray());
    }

    @Test
    void aTraceTellsWhyAndWhat() {
        Dvm.shared().trace(traced::add);
        numbers(7).rsub(1.25).toFloatArray();
        assertEquals(1, traced.size());
        String text = traced.getFirst();
        assertTrue(text.contains("because a tensor is read"), text);
        assertTrue(text.contains("sub {c0}, %0"), text);
        assertTrue(text.contains("cut into 1 kernels"), text);
    }

    @Test
    void anIsolatedOperationIsComputedAlone() {
        Dvm.shared().trace(traced::add);
        Dvm.shared().isolate("exp");
        Tensor x = numbers(3);
        float[] result = x.mul(2).exp().add(1).toFloatArray();
        assertEquals(3, traced.size());
        assertEquals(Math.exp(2 * x.toFloatArray()[1]) + 1, result[1], 1e-5);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Dvm.shared().isolate("expo"))
                .getMessage();
        assertTrue(message.contains("'expo'"), message);
    }

    @Test
    void inSyncEachOperationRunsAtOnce() {
        Dvm.shared().sync(true);
        Tensor table = numbers(3);
        Tensor wrong = Tensor.of(new int[] {0, 5}, 2);
        assertThrows(KernelException.class, () -> table.gather(0, wrong));
        long before = launches();
        Tensor y = table.add(1);
        assertEquals(before + 1, launches());
        assertEquals(table.toFloatArray()[0] + 1, y.toFloatArray()[0]);
    }

    @Test
    void aFailureNamesTheOperationAndWhereItWasRecorded() {
        Dvm.shared().origins(true);
        Tensor table = numbers(3).neg();
        Tensor wrong = Tensor.of(new int[] {0, 5}, 2);
        Tensor picked = table.gather(0, wrong);
        Tensor sum = picked.exp().sum();
        KernelException failure = assertThrows(KernelException.class, sum::item);
        assertTrue(failure.getMessage().startsWith("gather: index 5"), failure::getMessage);
        Throwable origin = failure.getSuppressed()[0];
        assertTrue(origin instanceof RecordedHere, origin::toString);
        StackTraceElement line = origin.getStackTrace()[0];
        assertEquals(LazyTest.class.getName(), line.getClassName());
        assertEquals("aFailureNamesTheOperationAndWhereItWasRecorded", line.getMethodName());
    }

    @Test
    void aLazyTensorMayBeReadByManyThreads() {
        Tensor x = numbers(100);
        Tensor y = x.exp().sum();
        List<CompletableFuture<Double>> readers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            readers.add(CompletableFuture.supplyAsync(() -> y.add(0).item()));
        }
        double expected = y.item();
        readers.forEach(reader -> assertEquals(expected, reader.join()));
    }

    @Test
    void aWriterWaitsForThreadsThatReadTheOldElements() {
        Tensor x = Tensor.zeros(DType.F32, 64, 1024);
        for (int step = 0; step < 50; step++) {
            Tensor sum = x.sum();
            CompletableFuture<Double> reader = CompletableFuture.supplyAsync(sum::item);
            x.slice(0, step, step + 1).assign(1);
            assertEquals(1024.0 * step, reader.join());
        }
    }

    @Test
    void whatHoldsMuchMemoryIsComputed() {
        MemoryPressure pressure = new MemoryPressure(16 << 20);
        List<Tensor> sums = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Tensor shifted = Tensor.zeros(DType.F32, 1 << 20).add(i);
            pressure.watch(shifted.lazy().contents().operation());
            Tensor sum = shifted.sum();
            sums.add(sum);
            pressure.watch(sum.lazy().contents().operation());
        }
        assertTrue(!sums.getFirst().lazy().isRecorded(), "the first sum holds its input no more");
        assertTrue(sums.getLast().lazy().isRecorded(), "the last sum may wait");
        for (int i = 0; i < 12; i++) {
            assertEquals((double) i * (1 << 20), sums.get(i).item());
        }
    }

    @Test
    void nothingKeepsInputsOfComputedOrForgottenTensors() throws InterruptedException {
        float[] data = new float[1000];
        WeakReference<float[]> inputs = new WeakReference<>(data);
        Tensor computed = Tensor.of(data, 1000).neg();
        computed.toFloatArray();
        Tensor forgotten = Tensor.of(data, 1000).exp();
        assertEquals(1000, forgotten.size());
        forgotten = computed;
        data = null;
        for (int i = 0; i < 50 && inputs.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertNull(inputs.get());
        assertEquals(1000, forgotten.size());
    }

    @Test
    void operationsHoldWhatTheyReadThemselvesAndNoConstants() {
        Tensor weights = Tensor.zeros(DType.F32, 1000).constant();
        Tensor x = Tensor.zeros(DType.F32, 1000);
        Recorded first = (Recorded) x.mul(weights).lazy().source();
        assertEquals(4000, first.held());
        assertEquals(4000, first.ownBytes());
        Tensor sum = x.mul(weights);
        Recorded second = (Recorded) sum.add(sum).lazy().source();
        assertEquals(0, second.ownBytes());
        assertEquals(0, ((Recorded) weights.exp().lazy().source()).held());
    }
}
