package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Layout;

/**
 * As {@link DirectKernels}, with panels that are narrower than floats: elements are widened in registers. The sums are those of the same panels
 * in floats, bit for bit.
 */
public final class NarrowKernels {
    /** Numbers of routines of a form. */
    private static final int ROUTINES = 16;

    /** The routine that multiplies a single row by some panels at a time; the others have the height of their block as a number. */
    private static final int ROW = 0;

    private static final int SAMPLE_GROUP = 32;

    private NarrowKernels() {}

    /**
     * Computes a block.
     *
     * @param height rows of the block
     * @param a the left operand
     * @param aAt index of its first element
     * @param aStep elements from row to row
     * @param panel the right operand
     * @param first its depth that is multiplied first
     * @param depth number of products in each sum
     * @param s the local buffer
     * @param c offset of the block
     * @param pitch bytes between its rows
     */
    public static void multiply(
            int height,
            float[] a,
            int aAt,
            int aStep,
            Panel panel,
            int first,
            int depth,
            MemorySegment s,
            long c,
            long pitch) {
        if (KernelVariants.isReady(KernelVariants.NARROW_PRODUCT, number(panel.format(), height))) {
            vectors(height, a, aAt, aStep, panel, first, depth, s, c, pitch);
        } else {
            scalar(height, a, aAt, aStep, panel, first, depth, s, c, pitch);
        }
    }

    /** The vector form. */
    private static void vectors(
            int height,
            float[] a,
            int aAt,
            int aStep,
            Panel panel,
            int first,
            int depth,
            MemorySegment s,
            long c,
            long pitch) {
        int b = panel.at(first);
        float[] scales = panel.scales();
        int shift = panel.shift();
        switch (panel.format()) {
            case F32 -> DirectVectors.multiply(height, a, aAt, aStep, panel.floats(), b, depth, s, c, pitch);
            case BF16 -> Bf16Vectors.multiply(height, a, aAt, aStep, panel.shorts(), b, depth, s, c, pitch);
            case F16 -> F16Vectors.multiply(height, a, aAt, aStep, panel.shorts(), b, depth, s, c, pitch);
            case I8 ->
                Int8Vectors.multiply(height, a, aAt, aStep, panel.bytes(), scales, b, first, shift, depth, s, c, pitch);
            case I4 ->
                Int4Vectors.multiply(height, a, aAt, aStep, panel.bytes(), scales, b, first, shift, depth, s, c, pitch);
        }
    }

    /** The scalar form. */
    private static void scalar(
            int height,
            float[] a,
            int aAt,
            int aStep,
            Panel panel,
            int first,
            int depth,
            MemorySegment s,
            long c,
            long pitch) {
        float[] wide = new float[depth * MicroKernels.COLUMNS];
        panel.widen(first, depth, wide);
        ScalarProducts.multiply(height, a, aAt, aStep, 1, wide, 0, MicroKernels.COLUMNS, depth, s, c, pitch);
    }

    /**
     * Computes a block of one row, as wide as {@link RowKernels#PANELS} panels of the same form.
     *
     * @param panels has the panels
     * @param at number of the first of them; the other parameters are those of {@link #multiply}
     */
    public static void row(float[] a, int aAt, Panel[] panels, int at, int first, int depth, MemorySegment s, long c) {
        PanelFormat format = panels[at].format();
        if (KernelVariants.isReady(KernelVariants.NARROW_PRODUCT, number(format, ROW))) {
            rowVectors(a, aAt, panels, at, first, depth, s, c);
        } else {
            rowScalar(a, aAt, panels, at, first, depth, s, c);
        }
    }

    /** The vector form of {@link #row}. */
    private static void rowVectors(
            float[] a, int aAt, Panel[] panels, int at, int first, int depth, MemorySegment s, long c) {
        Panel p0 = panels[at];
        Panel p1 = panels[at + 1];
        Panel p2 = panels[at + 2];
        Panel p3 = panels[at + 3];
        int b = p0.at(first);
        int shift = p0.shift();
        switch (p0.format()) {
            case F32 ->
                RowVectors.fourPanels(
                        a,
                        aAt,
                        p0.floats(),
                        b,
                        p1.floats(),
                        b,
                        p2.floats(),
                        b,
                        p3.floats(),
                        b,
                        MicroKernels.COLUMNS,
                        depth,
                        s,
                        c);
            case BF16 -> Bf16Vectors.row(a, aAt, p0.shorts(), p1.shorts(), p2.shorts(), p3.shorts(), b, depth, s, c);
            case F16 -> F16Vectors.row(a, aAt, p0.shorts(), p1.shorts(), p2.shorts(), p3.shorts(), b, depth, s, c);
            case I8 ->
                Int8Vectors.row(
                        a,
                        aAt,
                        p0.bytes(),
                        p0.scales(),
                        p1.bytes(),
                        p1.scales(),
                        p2.bytes(),
                        p2.scales(),
                        p3.bytes(),
                        p3.scales(),
                        b,
                        first,
                        shift,
                        depth,
                        s,
                        c);
            case I4 ->
                Int4Vectors.row(
                        a,
                        aAt,
                        p0.bytes(),
                        p0.scales(),
                        p1.bytes(),
                        p1.scales(),
                        p2.bytes(),
                        p2.scales(),
                        p3.bytes(),
                        p3.scales(),
                        b,
                        first,
                        shift,
                        depth,
                        s,
                        c);
        }
    }

    private static void rowScalar(
            float[] a, int aAt, Panel[] panels, int at, int first, int depth, MemorySegment s, long c) {
        for (int i = 0; i < RowKernels.PANELS; i++) {
            scalar(1, a, aAt, 0, panels[at + i], first, depth, s, c + 2L * i * Layout.BYTES, 0);
        }
    }

    private static int number(PanelFormat format, int routine) {
        return format.ordinal() * ROUTINES + routine;
    }

    /** {@return operands for {@link #run}: {@link RowKernels#PANELS} panels of each form, one form after the other} */
    public static Panel[] samples(int depth) {
        short[] shorts = new short[depth * MicroKernels.COLUMNS];
        byte[] integers = new byte[depth * MicroKernels.COLUMNS];
        float[] scales = new float[MicroKernels.COLUMNS * Math.ceilDiv(depth, SAMPLE_GROUP)];
        return Arrays.stream(PanelFormat.values())
                .map(format -> switch (format) {
                    case F32 ->
                        Panel.of(
                                new PanelBlocks.Place(new float[depth * MicroKernels.COLUMNS], 0),
                                depth * MicroKernels.COLUMNS);
                    case BF16, F16 -> Panel.of(format, shorts);
                    case I8, I4 -> Panel.of(format, integers, scales, SAMPLE_GROUP);
                })
                .flatMap(panel -> Collections.nCopies(RowKernels.PANELS, panel).stream())
                .toArray(Panel[]::new);
    }

    /**
     * Runs a routine on made-up operands, so that it becomes ready.
     *
     * @param number the routine
     * @param isVector its vector form, else its scalar one
     * @param left at least the rows of the highest block
     * @param panels what {@link #samples} gave
     * @param depth of both
     * @param s the local buffer
     * @param c where a block goes
     * @param pitch bytes between its rows
     */
    public static void run(
            int number,
            boolean isVector,
            float[] left,
            Panel[] panels,
            int depth,
            MemorySegment s,
            long c,
            long pitch) {
        int routine = number % ROUTINES;
        int at = number / ROUTINES * RowKernels.PANELS;
        if (routine == ROW) {
            if (isVector) {
                rowVectors(left, 0, panels, at, 0, depth, s, c);
            } else {
                rowScalar(left, 0, panels, at, 0, depth, s, c);
            }
        } else if (isVector) {
            vectors(routine, left, 0, depth, panels[at], 0, depth, s, c, pitch);
        } else {
            scalar(routine, left, 0, depth, panels[at], 0, depth, s, c, pitch);
        }
    }
}
