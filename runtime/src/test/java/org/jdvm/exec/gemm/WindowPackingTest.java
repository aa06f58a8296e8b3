package org.jdvm.exec.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.WindowMap;
import org.junit.jupiter.api.Test;

/** Panels of windows hold the elements that the definition of {@link WindowMap} gives, whatever the columns have in common. */
class WindowPackingTest {
    private static final int WIDTH = MicroKernels.COLUMNS;
    private static final int CASES = 400;

    /** Panels of the same windows, one after the other. */
    private static final int PANELS = 12;

    @Test
    void panelsAgreeWithTheDefinition() {
        SplittableRandom random = new SplittableRandom(71);
        WindowPacking packing = new WindowPacking();
        for (int i = 0; i < CASES; i++) {
            check(packing, random, "case " + i);
        }
    }

    private static void check(WindowPacking packing, SplittableRandom random, String where) {
        int channels = random.nextInt(8) == 0 ? random.nextInt(15, 40) : random.nextInt(1, 4);
        int border = random.nextInt(3);
        List<WindowMap.Axis> axes = new ArrayList<>();
        long stride = 1;
        for (int axis = random.nextInt(1, 4); axis > 0; axis--) {
            long extent = random.nextInt(1, 24);
            axes.addFirst(new WindowMap.Axis(
                    random.nextInt(1, 4),
                    random.nextInt(1, 24),
                    random.nextInt(1, 4),
                    random.nextInt(4) == 0 ? -1 : random.nextInt(1, 3),
                    random.nextInt(-2, 4),
                    random.nextInt(4) == 0 ? 2 : 1,
                    extent,
                    stride));
            stride *= extent + border;
        }
        WindowMap windows = new WindowMap(axes);
        int from = random.nextInt(5);
        float[] array = new float[Math.toIntExact(from + channels * stride)];
        short[] halves = new short[array.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = 1 + random.nextInt(1000);
            halves[i] = Float.floatToFloat16(array[i]);
        }
        ProgramWriter writer = new ProgramWriter();
        writer.number(axes.size());
        axes.forEach(writer::windowAxis);
        packing.read(writer.toWords(), 0);
        for (int panels = 0; panels < PANELS; panels++) {
            Columns columns = Columns.of(windows, random);
            for (DType type : List.of(DType.F32, DType.F16)) {
                Object memory = type == DType.F32 ? array : halves;
                check(packing, windows, columns, type, memory, array, from, stride, channels, where + ", " + columns);
            }
        }
    }

    /** Columns of a panel: windows, of which some may be left out. */
    private record Columns(long first, long stride, int count) {
        static Columns of(WindowMap windows, SplittableRandom random) {
            // Often adjacent and as wide as the panel, as most panels are, so that one table is that of several panels.
            boolean areUsual = random.nextInt(4) > 0;
            int count = (int) Math.min(windows.windows(), areUsual ? WIDTH : random.nextInt(1, WIDTH + 1));
            long stride = areUsual ? 1 : 1 + random.nextInt((int) Math.max(1, windows.windows() / count));
            return new Columns(random.nextLong(windows.windows() - (count - 1) * stride), stride, count);
        }
    }

    private static void check(
            WindowPacking packing,
            WindowMap windows,
            Columns panelOf,
            DType type,
            Object memory,
            float[] array,
            int from,
            long stride,
            int channels,
            String where) {
        int depth = Math.toIntExact(channels * windows.elements());
        float[] panel = new float[depth * WIDTH];
        packing.panel(
                type, memory, from, 0, panelOf.first(), panelOf.stride(), stride, panelOf.count(), depth, panel, 0);
        if (type == DType.F32) {
            float[] scalar = new float[panel.length];
            packing.rows(array, from, Math.toIntExact(stride), channels, scalar, 0);
            assertArrayEquals(scalar, panel, where);
        }
        for (int k = 0; k < depth; k++) {
            for (int column = 0; column < WIDTH; column++) {
                long at = column < panelOf.count()
                        ? element(windows, k, panelOf.first() + column * panelOf.stride(), stride)
                        : -1;
                float expected = at < 0 ? 0 : array[Math.toIntExact(from + at)];
                assertEquals(expected, panel[k * WIDTH + column], where + ", " + type + " " + k + ", " + column);
            }
        }
    }

    /** Where an element of a window is, or -1. */
    static long element(WindowMap windows, long k, long window, long channelStride) {
        long at = 0;
        for (WindowMap.Axis axis : windows.axes().reversed()) {
            long place = window % axis.count() * axis.step() + k % axis.size() * axis.dilation() - axis.before();
            if (place < 0 || place % axis.spread() != 0 || place / axis.spread() >= axis.extent()) {
                return -1;
            }
            at += place / axis.spread() * axis.stride();
            window /= axis.count();
            k /= axis.size();
        }
        return at + k * channelStride;
    }
}
