package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.KernelException;
import org.jdvm.machine.NpuSpec;
import org.jdvm.testing.Machines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole launches: sections, tasks, loops, cores and failures. */
class NpuTest {
    private static final Program SOFTMAX = Assembler.parse("""
        program softmax
        machine host, cores 2, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
        scalars 0
        input x f32 3838
        output y f32 3838
        section grid i0 21; rows 5 of 101 by i0; columns 38; cost 7676; local 1088
          load.f32 tile@0x0000, x[0 + 190*i0; rows 38, cols 1] set vector:0
          reduce_x.max.f32 column@0x400, tile@0x0000 wait load:0
          sub.f32 tile@0x0000, tile@0x0000, column@0x400
          exp.f32 tile@0x0000, tile@0x0000
          reduce_x.sum.f32 column@0x400, tile@0x0000
          div.f32 tile@0x0000, tile@0x0000, column@0x400 set store:0
          store.f32 tile@0x0000, y[0 + 190*i0; rows 38, cols 1] wait vector:0
        end
        """);

    private static final double[] NONE = {};

    private static float[] random(int count) {
        Random random = new Random(7);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 8 - 4;
        }
        return values;
    }

    private static float[] softmax(Npu npu, float[] x) {
        float[] y = new float[x.length];
        npu.run(SOFTMAX, new Binding[] {new Binding(x, 0, null), new Binding(y, 0, null)}, new double[0]);
        return y;
    }

    /** Computes a softmax and checks its numbers: the machine works. */
    static void assertSoftmax(Npu npu) {
        float[] x = random(101 * 38);
        float[] y = softmax(npu, x);
        for (int r = 0; r < 101; r++) {
            double sum = 0;
            for (int c = 0; c < 38; c++) {
                sum += Math.exp(x[38 * r + c]);
            }
            for (int c = 0; c < 38; c++) {
                assertEquals(Math.exp(x[38 * r + c]) / sum, y[38 * r + c], 1e-6);
            }
        }
    }

    @Test
    void softmaxOfRows() {
        try (Npu npu = new Npu(machine(2))) {
            assertSoftmax(npu);
            assertEquals(1, npu.launches());
            assertEquals(1, npu.sections());
            assertEquals(21, npu.tasks());
        }
    }

    /** While routines are made ready, machines with few processors share nothing; so this is a matter of time. */
    @Test
    @Timeout(120)
    void sectionsAreShared() {
        float[] x = random(101 * 38);
        try (Npu npu = new Npu(machine(2))) {
            while (npu.sharedSections() == 0) {
                softmax(npu, x);
            }
            assertTrue(npu.sharedSections() <= npu.sections());
        }
    }

    @Test
    void numberOfCoresDoesNotChangeBits() {
        float[] x = random(101 * 38);
        try (Npu one = new Npu(machine(1));
                Npu two = new Npu(machine(2));
                Npu three = new Npu(machine(3))) {
            float[] expected = softmax(one, x);
            assertEquals(0, one.sharedSections());
            for (int i = 0; i < 50; i++) {
                assertArrayEquals(expected, softmax(two, x));
                assertArrayEquals(expected, softmax(three, x));
            }
        }
    }

    private static NpuSpec machine(int cores) {
        return Machines.plain(cores);
    }

    @Test
    void concurrentCallersGetTheirOwnResults() throws InterruptedException {
        try (Npu npu = new Npu(machine(2))) {
            float[] x = random(101 * 38);
            float[] expected = softmax(npu, x);
            List<Thread> threads = new ArrayList<>();
            AtomicInteger right = new AtomicInteger();
            for (int t = 0; t < 8; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 40; i++) {
                        if (Arrays.equals(expected, softmax(npu, x))) {
                            right.incrementAndGet();
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(8 * 40, right.get());
            assertEquals(8 * 40 + 1, npu.launches());
        }
    }

    /** A first section doubles each row, a second one adds up all columns in a loop over segments of rows. */
    private static final Program TWO_SECTIONS = Assembler.parse("""
        program columns
        machine host, cores 2, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
        scalars 2
        input x f32 2170
        workspace w f32 2170
        output y f32 31
        section grid i0 70; rows 1; columns 31; cost 2170; local 64
          load.f32 row@0x0, x[0 + 31*i0; rows 0, cols 1]
          mul.f32 row@0x0, row@0x0, s0
          store.f32 row@0x0, w[0 + 31*i0; rows 0, cols 1]
        end
        section loop i0 6, grid i1 4; rows 13 of 70 by i0; columns 8 of 31 by i1; cost 2170; local 896
          fill.f32 row@0x340, s1
          loop i0
            load.f32 tile@0x0, w[0 + 403*i0 + 8*i1; rows 31, cols 1]
            reduce_y.sum.f32.acc row@0x340, tile@0x0
          next i0
          store.f32 row@0x340, y[0 + 8*i1; rows 0, cols 1]
        end
        """);

    @Test
    void sectionsFollowEachOtherAndLoopsRunInOrder() {
        float[] x = random(70 * 31);
        try (Npu npu = new Npu(machine(2))) {
            for (int repeat = 0; repeat < 50; repeat++) {
                float[] y = new float[31];
                npu.run(TWO_SECTIONS, bindings(x, new float[x.length], y), new double[] {2, 10});
                for (int c = 0; c < 31; c++) {
                    double sum = 10;
                    for (int r = 0; r < 70; r++) {
                        sum += 2.0 * x[31 * r + c];
                    }
                    assertEquals(sum, y[c], 1e-4);
                }
            }
            assertEquals(100, npu.sections());
            assertEquals(50 * 74, npu.tasks());
        }
    }

    private static Binding[] bindings(Object... arrays) {
        return Arrays.stream(arrays).map(array -> new Binding(array, 0, null)).toArray(Binding[]::new);
    }

    @Test
    void emptyGridsAndLoopsDoNothing() {
        Program program = Assembler.parse("""
            program nothing
            machine host, cores 2, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
            scalars 2
            output y f32 4
            section grid i0 0; rows 1; columns 4; cost 0; local 64
              fill.f32 row@0x0, s0
              store.f32 row@0x0, y[0; rows 0, cols 1]
            end
            section loop i0 0; rows 1; columns 4; cost 0; local 64
              fill.f32 row@0x0, s1
              loop i0
                fill.f32 row@0x0, s0
              next i0
              store.f32 row@0x0, y[0; rows 0, cols 1]
            end
            """);
        float[] y = new float[4];
        try (Npu npu = new Npu(machine(2))) {
            npu.run(program, bindings((Object) y), new double[] {1, 5});
            assertArrayEquals(new float[] {5, 5, 5, 5}, y);
            assertEquals(1, npu.tasks());
        }
    }

    private static final Program EMBEDDING = Assembler.parse("""
        program embed
        machine host, cores 2, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
        scalars 0
        input ids i32 64
        input table f32 300
        output y f32 1920
        section grid i0 32; rows 2 of 64 by i0; columns 30; cost 1920; local 320
          load.i32 column@0x0, ids[0 + 2*i0; rows 1, cols 0]
          load_indexed.f32 tile@0x40, column@0x0, table[0; rows 0, cols 1], stride 30, limit 10
          store.f32 tile@0x40, y[0 + 60*i0; rows 30, cols 1]
        end
        """);

    @Test
    void anIndexOutOfRangeFailsTheLaunchAndNothingElse() {
        try (Npu npu = new Npu(machine(3))) {
            float[] table = random(300);
            for (int bad : new int[] {-1, 10, Integer.MAX_VALUE}) {
                for (int at : new int[] {0, 40, 63}) {
                    int[] ids = new int[64];
                    ids[at] = bad;
                    KernelException e = assertThrows(
                            KernelException.class,
                            () -> npu.run(EMBEDDING, bindings(ids, table, new float[1920]), new double[0]));
                    assertEquals("embed: index " + bad + " into 'table' is outside 0..9", e.getMessage());
                    ids[at] = 9;
                    float[] y = new float[1920];
                    npu.run(EMBEDDING, bindings(ids, table, y), new double[0]);
                    assertEquals(table[299], y[30 * at + 29]);
                }
            }
        }
    }

    @Test
    void bindingsMustFitTheProgram() {
        try (Npu npu = new Npu(machine(1))) {
            float[] x = random(101 * 38);
            assertEquals(
                    "softmax has 2 buffers, but 1 are bound",
                    assertThrows(IllegalArgumentException.class, () -> npu.run(SOFTMAX, bindings((Object) x), NONE))
                            .getMessage());
            assertEquals(
                    "softmax: buffer 'y' holds f32, but is bound to a short[]",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> npu.run(SOFTMAX, bindings(x, new short[3838]), NONE))
                            .getMessage());
            Binding shifted = new Binding(new float[3838], 1, null);
            assertEquals(
                    "softmax: buffer 'y' has 3838 elements, but is bound to an array of 3838 at 1",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> npu.run(SOFTMAX, new Binding[] {new Binding(x, 0, null), shifted}, NONE))
                            .getMessage());
            assertEquals(
                    "columns reads 2 scalars, but gets 0",
                    assertThrows(IllegalArgumentException.class, () -> npu.run(TWO_SECTIONS, bindings(x, x, x), NONE))
                            .getMessage());
        }
    }

    @Test
    void aSmallMachineRefusesALargeProgram() {
        try (Npu npu = new Npu(new NpuSpec("small", 1, 4096, 64, 1024, 8, 12, 32, 0))) {
            Program program = Assembler.parse("""
                program large
                machine host, cores 2, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
                scalars 0
                section grid i0 3; rows 1; columns 4; cost 1; local 5000
                end
                """);
            BytecodeException e = assertThrows(BytecodeException.class, () -> npu.run(program, bindings(), NONE));
            assertEquals("large takes 5000 bytes of local buffer, but a core has 4096", e.getMessage());
        }
    }

    @Test
    void aClosedMachineRefusesAndHasNoThreads() throws InterruptedException {
        Npu npu = new Npu(new NpuSpec("closing", 3, 65536, 64, 8192, 8, 12, 32, 0));
        float[] x = random(101 * 38);
        softmax(npu, x);
        npu.close();
        npu.close();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> softmax(npu, x));
        assertEquals("cannot run softmax: the NPU 'closing' is closed", e.getMessage());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("jdvm closing core")) {
                thread.join(10_000);
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    /** Two tasks of 2 rows; groups of 3 rows at most, each with a separate matrix of 2 x 2. */
    private static final Program GROUPS = Assembler.parse("""
        program experts
        machine host, cores 2, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
        scalars 0
        input x f32 8
        input w f32 12
        input sizes i32 3
        output y f32 8
        section grid i0 2; rows 2 of 4 by i0; columns 2; cost 40; local 128
          matmul_rows.f32 tile@0x0000, x[0 + 4*i0; rows 2, cols 1], w[0; rows 2, cols 1], depth 2, sizes[0; rows 0, cols 1], stride 4, limit 3 set store:0
          store.f32 tile@0x0000, y[0 + 4*i0; rows 2, cols 1] wait cube:0
        end
        """);

    private static float[] groups(Npu npu, int... sizes) {
        float[] x = {1, 0, 0, 1, 1, 1, 2, 0};
        float[] w = {1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400};
        float[] y = new float[8];
        Binding[] bindings = {
            new Binding(x, 0, null), new Binding(w, 0, null), new Binding(sizes, 0, null), new Binding(y, 0, null)
        };
        npu.run(GROUPS, bindings, NONE);
        return y;
    }

    @Test
    void eachGroupOfRowsHasItsOwnMatrix() {
        Verifier.verify(GROUPS);
        try (Npu npu = new Npu(machine(2))) {
            assertArrayEquals(new float[] {1, 2, 30, 40, 40, 60, 200, 400}, groups(npu, 1, 2, 1));
            assertArrayEquals(new float[] {100, 200, 300, 400, 400, 600, 200, 400}, groups(npu, 0, 0, 4));
        }
    }

    @Test
    void groupsThatDoNotAddUpFailTheLaunch() {
        try (Npu npu = new Npu(machine(2))) {
            assertEquals(
                    "experts: the sizes in 'sizes' add up to 5, but there are 4 rows",
                    assertThrows(KernelException.class, () -> groups(npu, 1, 2, 2))
                            .getMessage());
            assertEquals(
                    "experts: group 1 of 'sizes' has the size -2",
                    assertThrows(KernelException.class, () -> groups(npu, 1, -2, 5))
                            .getMessage());
            assertArrayEquals(new float[] {1, 2, 30, 40, 40, 60, 200, 400}, groups(npu, 1, 2, 1));
        }
    }
}
