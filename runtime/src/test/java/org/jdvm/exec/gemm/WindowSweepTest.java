package org.jdvm.exec.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.KernelVariants.Forms;
import org.jdvm.exec.lane.Layout;
import org.jdvm.ir.Op;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Combined windows have the bits that the definition of {@link WindowMap} gives, whatever vectors they are computed in. */
class WindowSweepTest {
    private static final float[] SPECIAL = {Float.NaN, -0f, 0f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
    private static final int CASES = 600;

    @AfterEach
    void allForms() {
        KernelVariants.use(Forms.fromProperty());
    }

    @Test
    void windowsAgreeWithTheDefinition() {
        SplittableRandom random = new SplittableRandom(73);
        for (int i = 0; i < CASES; i++) {
            KernelVariants.use(i % 2 == 0 ? Forms.VECTOR : Forms.SCALAR);
            check(random, "case " + i);
        }
    }

    private static WindowMap windows(SplittableRandom random) {
        List<WindowMap.Axis> axes = new ArrayList<>();
        boolean isPlain = random.nextBoolean();
        long stride = isPlain || random.nextInt(3) > 0 ? 1 : 2;
        int border = isPlain ? 0 : random.nextInt(3);
        int most = random.nextInt(4) == 0 ? 60 : 20;
        for (int axis = random.nextInt(1, 4); axis > 0; axis--) {
            long extent = random.nextInt(20) == 0 ? 0 : random.nextInt(1, most);
            axes.addFirst(new WindowMap.Axis(
                    isPlain && random.nextBoolean() ? 3 : random.nextInt(1, 5),
                    random.nextInt(1, most),
                    random.nextInt(1, 5),
                    isPlain ? 1 : random.nextInt(4) == 0 ? -2 : random.nextInt(1, 3),
                    random.nextInt(-2, 4),
                    isPlain || random.nextInt(4) > 0 ? 1 : 2,
                    extent,
                    stride));
            stride *= Math.max(1, extent) + border;
        }
        return new WindowMap(axes);
    }

    private static void check(SplittableRandom random, String where) {
        WindowMap windows = windows(random);
        assertTrue(windows.hasPlane(), where);
        int columns = (int) Math.min(windows.windows(), random.nextInt(1, 2000));
        long first = random.nextLong(windows.windows() - columns + 1);
        int room = columns + random.nextInt(2 * Layout.COUNT);
        int from = random.nextInt(5);
        int channel = Math.toIntExact(windows.axes().getFirst().stride()
                * Math.max(1, windows.axes().getFirst().extent()));
        float[] array = new float[from + channel];
        short[] halves = new short[array.length];
        for (int i = 0; i < array.length; i++) {
            float special = SPECIAL[random.nextInt(SPECIAL.length)];
            halves[i] = Float.floatToFloat16(random.nextInt(20) == 0 ? special : random.nextInt(-100, 100) / 8f);
            array[i] = Float.float16ToFloat(halves[i]);
        }
        float[] weights = new float[(int) windows.elements()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextInt(-50, 50) / 7f;
        }
        ProgramWriter writer = new ProgramWriter();
        writer.windows(windows);
        WindowSweep sweep = new WindowSweep();
        sweep.begin(writer.toWords(), 0, first, columns, room);
        assertTrue(
                sweep.columns() == columns
                        || sweep.columns() > 0 && windows.axes().size() == 3,
                where);
        for (DType type : List.of(DType.F32, DType.F16)) {
            for (Op op : List.of(Op.MATMUL, Op.SUM, Op.REDUCE_MAX)) {
                MemorySegment s = Arena.ofAuto().allocate(4L * room + 2 * Layout.BYTES, 64);
                sweep.weigh(DType.F32, weights, 0, 1);
                sweep.fill(
                        type,
                        type == DType.F32 ? array : halves,
                        from,
                        op == Op.REDUCE_MAX ? Float.NEGATIVE_INFINITY : 0);
                sweep.combine(op, s, 0, 4L * room + Layout.BYTES - 4L * room % Layout.BYTES);
                for (int column = 0; column < sweep.columns(); column++) {
                    float expected = expected(op, windows, first + column, array, from, weights);
                    float actual = s.getAtIndex(Layout.FLOAT, column);
                    assertEquals(
                            Float.floatToIntBits(expected),
                            Float.floatToIntBits(actual),
                            () -> where + ", " + type + " " + op + " " + windows);
                }
            }
        }
    }

    private static float expected(Op op, WindowMap windows, long window, float[] array, int from, float[] weights) {
        float sum = op == Op.REDUCE_MAX ? Float.NEGATIVE_INFINITY : 0;
        for (int k = 0; k < windows.elements(); k++) {
            long at = WindowPackingTest.element(windows, k, window, 0);
            float outside = op == Op.REDUCE_MAX ? Float.NEGATIVE_INFINITY : 0;
            float x = at < 0 ? outside : array[Math.toIntExact(from + at)];
            sum = op == Op.MATMUL ? Math.fma(weights[k], x, sum) : op == Op.SUM ? sum + x : Math.max(sum, x);
        }
        return sum;
    }

    /** What is so large that a core's caches do not hold it is computed in parts, which are as large as fits. */
    @Test
    void largeChannelsAreCutIntoParts() {
        WindowMap windows = new WindowMap(List.of(
                new WindowMap.Axis(3, 4, 1, 1, 1, 1, 4, 500_000),
                new WindowMap.Axis(3, 500_000, 1, 1, 1, 1, 500_000, 1)));
        ProgramWriter writer = new ProgramWriter();
        writer.windows(windows);
        long[] words = writer.toWords();
        WindowSweep sweep = new WindowSweep();
        int done = 0;
        int parts = 0;
        while (done < windows.windows()) {
            sweep.begin(words, 0, done, (int) windows.windows() - done, (int) windows.windows() - done);
            assertTrue(sweep.columns() > 10_000 || done % 500_000 + sweep.columns() == 500_000);
            done += sweep.columns();
            parts++;
        }
        assertTrue(parts < 100, "parts: " + parts);
    }
}
