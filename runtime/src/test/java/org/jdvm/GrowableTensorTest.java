package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A tensor that grows holds what was appended, views stay as they are, and operators read what is in memory now. */
class GrowableTensorTest {
    private static final OperatorTemplate TWICE = OperatorTemplate.parse("""
        operator twice(%0 x: f32[T, H]) {
          %1: f32[T, H] = add %0, %0
          return %1
        }
        """);

    /** {@code softmax(q k^T) v}, with keys as rows. */
    private static final OperatorTemplate ATTEND = OperatorTemplate.parse("""
        operator attend(%0 q: f32[T, D], %1 k: f32[S, D], %2 v: f32[S, D]) {
          %3: f32[D, S] = permute %1 order [1, 0]
          %4: f32[T, S] = matmul %0, %3
          %5: f32[T, 1] = reduce_max %4 axes [1] keep
          %6: f32[T, S] = sub %4, %5
          %7: f32[T, S] = exp %6
          %8: f32[T, 1] = sum %7 axes [1] keep
          %9: f32[T, S] = div %7, %8
          %10: f32[T, D] = matmul %9, %2
          return %10
        }
        """);

    private static Tensor random(SplittableRandom random, DType type, int... dims) {
        int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        int[] numbers = random.ints(size, 0, 2).toArray();
        return switch (type) {
            case F32 -> {
                float[] floats = new float[size];
                for (int i = 0; i < size; i++) {
                    floats[i] = (float) random.nextDouble(-1, 1);
                }
                yield Tensor.of(floats, dims);
            }
            default -> Tensor.of(numbers, dims).cast(type);
        };
    }

    private static float[] numbers(Tensor tensor) {
        return tensor.cast(DType.F32).toFloatArray();
    }

    /** The elements of tensors one after the other along an axis, copied one by one. */
    private static float[] joined(List<Tensor> parts, int axis, int[] dims) {
        int inner = Arrays.stream(dims, axis + 1, dims.length).reduce(1, (a, b) -> a * b);
        int outer = Arrays.stream(dims, 0, axis).reduce(1, (a, b) -> a * b);
        int length = parts.stream().mapToInt(part -> part.dim(axis)).sum();
        float[] all = new float[outer * length * inner];
        int from = 0;
        for (Tensor part : parts) {
            float[] elements = numbers(part);
            int rows = part.dim(axis);
            for (int o = 0; o < outer; o++) {
                for (int row = 0; row < rows; row++) {
                    for (int i = 0; i < inner; i++) {
                        all[(o * length + from + row) * inner + i] = elements[(o * rows + row) * inner + i];
                    }
                }
            }
            from += rows;
        }
        return all;
    }

    private static Object memory(Tensor tensor) {
        return tensor.lazy().storage().array();
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void holdsWhatWasAppendedAndViewsStay(DType type) {
        SplittableRandom random = new SplittableRandom(type.ordinal());
        int[] sizes = {0, 1, 2, 3, 5, 16, 17};
        for (int round = 0; round < 40; round++) {
            int[] dims = random.ints(1 + random.nextInt(4), 0, sizes.length)
                    .map(i -> sizes[i])
                    .toArray();
            int axis = random.nextInt(dims.length);
            int[] expected = dims.clone();
            expected[axis] = 0;
            GrowableTensor growable = new GrowableTensor(type, random.nextBoolean() ? axis : axis - dims.length, dims);
            List<Tensor> parts = new ArrayList<>();
            List<Tensor> views = new ArrayList<>(List.of(growable.view()));
            List<float[]> then = new ArrayList<>(List.of(new float[0]));
            for (int i = random.nextInt(9); i >= 0; i--) {
                int[] rows = dims.clone();
                rows[axis] = random.nextInt(6);
                expected[axis] += rows[axis];
                parts.add(random(random, type, rows));
                growable.append(parts.getLast());
                views.add(growable.view());
                then.add(joined(parts, axis, dims));
                assertEquals(expected[axis], growable.length());
                assertTrue(growable.length() <= growable.capacity());
                assertArrayEquals(expected, views.getLast().dims());
                assertEquals(type, views.getLast().type());
            }
            for (int i = 0; i < views.size(); i++) {
                assertArrayEquals(then.get(i), numbers(views.get(i)), () -> Arrays.toString(dims) + " along " + axis);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "3, 1", "64, 1"})
    void copiesEachRowTwiceAtMost(int capacity, int axis) {
        int rows = 1000;
        GrowableTensor growable = axis == 0
                ? new GrowableTensor(DType.F32, 0, capacity, 2)
                : new GrowableTensor(DType.F32, 1, 2, capacity);
        Object memory = memory(growable.view());
        int copied = 0;
        for (int row = 0; row < rows; row++) {
            boolean isFull = growable.length() == growable.capacity();
            growable.append(axis == 0 ? Tensor.full(row, 1, 2) : Tensor.full(row, 2, 1));
            if (isFull) {
                assertNotSame(memory, memory(growable.view()));
                copied += row;
                memory = memory(growable.view());
            }
            assertSame(memory, memory(growable.view()));
        }
        assertTrue(copied <= 2 * rows, copied + " rows copied");
        assertTrue(growable.capacity() <= 2 * rows);
    }

    /** Rows of 4 KiB: what is allocated for one does not depend on how many there are. */
    @Test
    void aRowCostsTheSameHoweverManyThereAre() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        GrowableTensor growable = new GrowableTensor(DType.F32, 0, 5000, 1024);
        Tensor row = Tensor.full(1, 1, 1024).contiguous();
        row.toFloatArray();
        growable.append(row);
        for (int length : new int[] {1, 10, 100, 1000, 4999}) {
            growable.extend(length - growable.length());
            long before = threads.getCurrentThreadAllocatedBytes();
            growable.append(row);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(bytes < 4096, () -> bytes + " bytes for a row after " + length);
        }
    }

    @Test
    void resultsAreWrittenInPlace() {
        try (Dvm dvm = new Dvm(NpuSpec.host(2))) {
            GrowableTensor growable = new GrowableTensor(DType.F32, 0, 8, 3);
            growable.append(Tensor.of(new float[] {1, 2, 3}, 1, 3));
            Tensor before = growable.view();
            Tensor place = growable.extend(2);
            assertArrayEquals(new float[6], place.toFloatArray());
            TWICE.callInto(
                    dvm,
                    new Tensor[] {place},
                    new Tensor[] {Tensor.of(new float[] {4, 5, 6, 7, 8, 9}, 2, 3)},
                    new double[0]);
            assertArrayEquals(
                    new float[] {1, 2, 3, 8, 10, 12, 14, 16, 18},
                    growable.view().toFloatArray());
            assertArrayEquals(new float[] {1, 2, 3}, before.toFloatArray());
            assertSame(memory(before), memory(growable.view()));
        }
    }

    /**
     * The same program at the same addresses, before and after the memory changes: operands that were packed or copied for the first launch are
     * not used in the second.
     */
    @ParameterizedTest
    @CsvSource({"1, 0, 1", "1, 1, 2", "7, 0, 2", "40, 0, 1", "40, 1, 1", "40, 1, 2"})
    void operatorsReadWhatIsThereNow(int queries, int axis, int cores) {
        int size = 32;
        SplittableRandom random = new SplittableRandom(queries);
        try (Dvm dvm = new Dvm(NpuSpec.host(cores))) {
            int[] dims = axis == 0 ? new int[] {200, size} : new int[] {size, 200};
            GrowableTensor keys = new GrowableTensor(DType.F32, axis, dims);
            GrowableTensor values = new GrowableTensor(DType.F32, 0, 200, size);
            for (int length : new int[] {1, 17, 64, 65, 150}) {
                int added = length - keys.length();
                Tensor key = axis == 0 ? keys.extend(added) : keys.extend(added).transpose();
                Tensor value = values.extend(added);
                for (int turn = 0; turn < 3; turn++) {
                    if (turn > 0) {
                        key.assign(random(random, DType.F32, added, size));
                        value.assign(random(random, DType.F32, added, size));
                    }
                    Tensor query = random(random, DType.F32, queries, size);
                    Tensor all = axis == 0 ? keys.view() : keys.view().transpose();
                    float[] expected = call(dvm, query, copy(all), copy(values.view()));
                    assertArrayEquals(expected, call(dvm, query, all, values.view()), length + " keys, turn " + turn);
                }
            }
        }
    }

    private static float[] call(Dvm dvm, Tensor... arguments) {
        return ATTEND.call(dvm, arguments, new double[0]).toFloatArray();
    }

    /** The same elements with the same strides in another array. */
    private static Tensor copy(Tensor tensor) {
        boolean isTransposed = !tensor.lazy().isContiguous();
        Tensor rows = isTransposed ? tensor.transpose() : tensor;
        int[] dims = rows.dims();
        int axis = isTransposed ? 1 : 0;
        dims[axis] = 200;
        GrowableTensor other = new GrowableTensor(DType.F32, axis, dims);
        other.append(Tensor.copyOf(rows.toFloatArray(), rows.dims()));
        return isTransposed ? other.view().transpose() : other.view();
    }

    @Test
    void recordedOperationsReadWhatTheySaw() {
        GrowableTensor growable = new GrowableTensor(DType.F32, 0, 4, 2);
        growable.append(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
        Tensor sum = growable.view().sum();
        growable.append(Tensor.of(new float[] {5, 6}, 1, 2));
        Tensor more = growable.view().sum();
        growable.view().slice(0, 0, 1).assign(100);
        growable.append(Tensor.full(7, 5, 2));
        assertEquals(10, sum.item());
        assertEquals(21, more.item());
        assertEquals(200 + 18 + 70, growable.view().sum().item());
        Tensor recorded = growable.view().slice(0, 0, 2).mul(2);
        growable.append(recorded);
        assertArrayEquals(
                new float[] {200, 200, 6, 8}, growable.view().slice(0, 8, 10).toFloatArray());
    }

    @Test
    void writingIntoAViewIsSeenUntilThereIsOtherMemory() {
        GrowableTensor growable = new GrowableTensor(DType.I32, 0, 2);
        growable.append(Tensor.of(new int[] {1}, 1));
        Tensor first = growable.view();
        growable.append(Tensor.of(new int[] {2}, 1));
        first.assign(7);
        assertArrayEquals(new long[] {7, 2}, growable.view().toLongArray());
        growable.append(Tensor.of(new int[] {3}, 1));
        first.assign(8);
        assertArrayEquals(new long[] {8}, first.toLongArray());
        assertArrayEquals(new long[] {7, 2, 3}, growable.view().toLongArray());
    }

    @Test
    void rowsMayComeFromAnywhere() {
        GrowableTensor growable = new GrowableTensor(DType.F32, 1, 2, 1);
        Tensor numbers = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        growable.append(numbers.transpose());
        growable.append(Tensor.of(new float[] {9}, 1, 1).broadcastTo(2, 1));
        growable.append(growable.view().slice(1, 1, 3));
        growable.append(numbers.slice(0, 0, 3, 2).transpose());
        assertArrayEquals(
                new float[] {1, 3, 5, 9, 3, 5, 1, 5, 2, 4, 6, 9, 4, 6, 2, 6},
                growable.view().toFloatArray());
    }

    @Test
    void readersAndTheWriterDoNotDisturbEachOther() throws InterruptedException {
        GrowableTensor growable = new GrowableTensor(DType.F32, 0, 1, 3);
        AtomicBoolean isDone = new AtomicBoolean();
        AtomicReference<String> wrong = new AtomicReference<>();
        try (Dvm dvm = new Dvm(NpuSpec.host(2))) {
            List<Thread> readers = IntStream.range(0, 2)
                    .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                        while (!isDone.get()) {
                            Tensor view = growable.view();
                            float[] twice = TWICE.call(dvm, new Tensor[] {view}, new double[0])
                                    .toFloatArray();
                            for (int i = 0; i < twice.length; i++) {
                                if (twice[i] != 2 * (i / 3)) {
                                    wrong.set("row " + i / 3 + " is " + twice[i]);
                                }
                            }
                        }
                    }))
                    .toList();
            for (int row = 0; row < 500; row++) {
                growable.append(Tensor.of(new float[] {row, row, row}, 1, 3));
            }
            isDone.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
        }
        assertEquals(null, wrong.get());
    }

    private static void refused(Class<? extends RuntimeException> type, String message, Runnable call) {
        assertEquals(message, assertThrows(type, call::run).getMessage());
    }

    @Test
    void wrongCallsSayWhatToFix() {
        Class<JdvmException> wrong = JdvmException.class;
        refused(wrong, "GrowableTensor: the element type is null", () -> new GrowableTensor(null, 0, 1));
        refused(
                wrong,
                "GrowableTensor: the list of sizes is null",
                () -> new GrowableTensor(DType.F32, 0, (int[]) null));
        refused(
                wrong,
                "GrowableTensor: [4, 2] has 2 dims, so there is no axis 2 to grow along",
                () -> new GrowableTensor(DType.F32, 2, 4, 2));
        refused(
                wrong,
                "GrowableTensor: [4, 2] has 2 dims, so there is no axis -3 to grow along",
                () -> new GrowableTensor(DType.F32, -3, 4, 2));
        refused(
                wrong,
                "GrowableTensor: [] has 0 dims, so there is no axis 0 to grow along",
                () -> new GrowableTensor(DType.F32, 0));
        refused(wrong, "GrowableTensor: dim 1 cannot be -1", () -> new GrowableTensor(DType.F32, 0, 4, -1));
        refused(
                wrong,
                "GrowableTensor: [65536, 65536] has more elements than an array can hold",
                () -> new GrowableTensor(DType.F32, 0, 1 << 16, 1 << 16));
        GrowableTensor growable = new GrowableTensor(DType.F32, 1, 2, 4, 3);
        refused(wrong, "append: the tensor is null", () -> growable.append(null));
        refused(
                wrong,
                "append: the rows are f32[2, 1, 4], but f32[2, _, 3] is expected",
                () -> growable.append(Tensor.zeros(DType.F32, 2, 1, 4)));
        refused(
                wrong,
                "append: the rows are i32[2, 1, 3], but f32[2, _, 3] is expected",
                () -> growable.append(Tensor.zeros(DType.I32, 2, 1, 3)));
        refused(
                wrong,
                "append: the rows are f32[2, 3], but f32[2, _, 3] is expected",
                () -> growable.append(Tensor.zeros(DType.F32, 2, 3)));
        refused(wrong, "extend: the number of rows cannot be -1", () -> growable.extend(-1));
        refused(
                wrong,
                "extend: [2, 500000000, 3] has more elements than an array can hold",
                () -> growable.extend(500_000_000));
        assertEquals("f32[2, 0 of 4, 3]", growable.toString());
        growable.extend(3);
        assertEquals("f32[2, 3 of 4, 3]", growable.toString());
        assertEquals(1, growable.axis());
        assertEquals(DType.F32, growable.type());
    }

    @Test
    void whatIsConstantDoesNotGrow() {
        GrowableTensor growable = new GrowableTensor(DType.F32, 0, 4, 3);
        growable.extend(2);
        growable.view().constant();
        refused(
                IllegalStateException.class,
                "append: a view of this tensor was marked as constant",
                () -> growable.append(Tensor.zeros(DType.F32, 1, 3)));
        refused(
                IllegalStateException.class,
                "extend: a view of this tensor was marked as constant",
                () -> growable.extend(1));
        assertArrayEquals(new float[6], growable.view().toFloatArray());
    }
}
