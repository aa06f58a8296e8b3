package org.jdvm.exec.tile;

import java.lang.foreign.MemorySegment;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.lane.Copies;
import org.jdvm.exec.lane.FloatVectorTiles;
import org.jdvm.exec.lane.IntVectorTiles;
import org.jdvm.exec.lane.Integers;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.lane.ScalarTiles;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.KernelException;
import org.jdvm.exec.state.LaunchOperands;
import org.jdvm.ir.Op;

/**
 * Finds the layout of the operands of elementwise instructions and calls the loops that fit.
 *
 * <p>A target is seen as rows of consecutive elements. For each of these rows a source is either a vector (the same number of elements) or a
 * scalar (one element). Where all operands are whole tiles, the tile is one long row. Loops go over whole vectors, into the padding.
 * If the machine aligns operands less than a vector, the last part of each row takes a detour through scratch memory.
 */
public final class Elementwise {
    private static final Op[] FUNCTIONS = new Op[256];
    private static final int F32 = LaneType.F32.ordinal();

    // Places in scratch memory: scalars of up to three sources, then staged ends of rows.
    private static final int STAGED_A = 4;
    private static final int STAGED_B = 5;
    private static final int STAGED_TARGET = 6;

    static {
        for (Op op : Op.values()) {
            FUNCTIONS[op.code()] = op;
        }
    }

    private Elementwise() {}

    static Op function(long head) {
        return FUNCTIONS[Words.function(head)];
    }

    public static void unary(CoreState core, LaunchOperands launch, long head, int at) {
        Op op = function(head);
        long target = launch.words()[at];
        long source = launch.words()[at + 1];
        int lane = Words.operandLane(source);
        int laneBytes = Layout.LANES[lane].bytes();
        int te = Words.extent(target);
        int se = Words.extent(source);
        int rows = core.rowsOf(te);
        int columns = core.elementsOf(te);
        if (rows == 0 || columns == 0) {
            return;
        }
        long d = Words.value(target);
        long dStep = core.pitch(te, Layout.LANES[Words.operandLane(target)].bytes());
        long a = core.place(launch, source, lane, 0);
        long aStep = core.step(te, se, laneBytes);
        if (laneBytes == 8) {
            ScalarTiles.unary(
                    op,
                    Layout.LANES[lane],
                    CoreState.isVector(te, se),
                    core.scalarRoom,
                    core.local,
                    d,
                    dStep,
                    a,
                    aStep,
                    rows,
                    columns);
            return;
        }
        if (!CoreState.isVector(te, se)) {
            Copies.spread(core.local, laneBytes, false, d, dStep, a, aStep, rows, columns);
            a = d;
            aStep = dStep;
            se = te;
        }
        int bytes = core.pad(4L * columns);
        if (CoreState.isTile(te) && se == te && bytes == dStep) {
            bytes *= rows;
            rows = 1;
        }
        int whole = bytes & -Layout.BYTES;
        if (whole > 0) {
            unary(op, lane, core, d, dStep, a, aStep, rows, whole);
        }
        if (whole < bytes) {
            long stagedA = core.scratch + (long) STAGED_A * Layout.BYTES;
            long stagedTarget = core.scratch + (long) STAGED_TARGET * Layout.BYTES;
            for (int r = 0; r < rows; r++) {
                MemorySegment.copy(core.local, a + r * aStep + whole, core.local, stagedA, bytes - whole);
                unary(op, lane, core, stagedTarget, 0, stagedA, 0, 1, Layout.BYTES);
                MemorySegment.copy(core.local, stagedTarget, core.local, d + r * dStep + whole, bytes - whole);
            }
        }
    }

    private static void unary(
            Op op, int lane, CoreState core, long d, long dStep, long a, long aStep, int rows, int bytes) {
        boolean floats = lane == F32;
        if (KernelVariants.hasVectorForm(op, floats)
                && KernelVariants.isReady(floats ? KernelVariants.FLOATS : KernelVariants.INTS, op)) {
            unaryVectors(op, floats, core.local, d, dStep, a, aStep, rows, bytes);
        } else {
            ScalarTiles.unary(
                    op,
                    Layout.LANES[lane],
                    true,
                    core.scalarRoom,
                    core.local,
                    d,
                    dStep,
                    a,
                    aStep,
                    rows,
                    bytes / Float.BYTES);
        }
    }

    public static void unaryVectors(
            Op op, boolean floats, MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        if (floats) {
            FloatVectorTiles.unary(op, s, d, dStep, a, aStep, rows, bytes);
        } else {
            IntVectorTiles.unary(op, s, d, dStep, a, aStep, rows, bytes);
        }
    }

    public static void binary(CoreState core, LaunchOperands launch, long head, int at) {
        Op op = function(head);
        long target = launch.words()[at];
        long first = launch.words()[at + 1];
        long second = launch.words()[at + 2];
        int lane = Words.operandLane(first);
        int laneBytes = Layout.LANES[lane].bytes();
        int te = Words.extent(target);
        int ae = Words.extent(first);
        int be = Words.extent(second);
        int rows = core.rowsOf(te);
        int columns = core.elementsOf(te);
        if (rows == 0 || columns == 0) {
            return;
        }
        boolean vectorA = CoreState.isVector(te, ae);
        boolean vectorB = CoreState.isVector(te, be);
        long d = Words.value(target);
        long dStep = core.pitch(te, Layout.LANES[Words.operandLane(target)].bytes());
        long a = core.place(launch, first, lane, 0);
        long aStep = core.step(te, ae, laneBytes);
        long b = core.place(launch, second, lane, 1);
        long bStep = core.step(te, be, laneBytes);
        if (!Layout.LANES[lane].isFloat() && op.divides()) {
            checkDivisors(launch, op, Layout.LANES[lane], core.local, b, bStep, rows, vectorB ? columns : 1);
        }
        if (laneBytes == 8) {
            ScalarTiles.binary(
                    op,
                    Layout.LANES[lane],
                    vectorA,
                    vectorB,
                    core.scalarRoom,
                    core.local,
                    d,
                    dStep,
                    a,
                    aStep,
                    b,
                    bStep,
                    rows,
                    columns);
            return;
        }
        if (!vectorA && !vectorB) {
            Copies.spread(core.local, laneBytes, false, d, dStep, a, aStep, rows, columns);
            vectorA = true;
            a = d;
            aStep = dStep;
            ae = te;
        }
        int bytes = core.pad(4L * columns);
        if (CoreState.isTile(te) && bytes == dStep && isFlat(vectorA, ae, aStep) && isFlat(vectorB, be, bStep)) {
            bytes *= rows;
            rows = 1;
        }
        int whole = bytes & -Layout.BYTES;
        if (whole > 0) {
            binary(op, lane, vectorA, vectorB, core, d, dStep, a, aStep, b, bStep, rows, whole);
        }
        if (whole < bytes) {
            int rest = bytes - whole;
            long stagedA = core.scratch + (long) STAGED_A * Layout.BYTES;
            long stagedB = core.scratch + (long) STAGED_B * Layout.BYTES;
            long stagedTarget = core.scratch + (long) STAGED_TARGET * Layout.BYTES;
            for (int r = 0; r < rows; r++) {
                MemorySegment.copy(
                        core.local, a + r * aStep + (vectorA ? whole : 0), core.local, stagedA, vectorA ? rest : 4);
                MemorySegment.copy(
                        core.local, b + r * bStep + (vectorB ? whole : 0), core.local, stagedB, vectorB ? rest : 4);
                binary(op, lane, vectorA, vectorB, core, stagedTarget, 0, stagedA, 0, stagedB, 0, 1, Layout.BYTES);
                MemorySegment.copy(core.local, stagedTarget, core.local, d + r * dStep + whole, rest);
            }
        }
    }

    /** Integers have no quotient by 0. Only the elements of the frame count, not what follows them in the padding. */
    private static void checkDivisors(
            LaunchOperands launch, Op op, LaneType lane, MemorySegment s, long b, long bStep, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                if (Integers.get(s, lane, b + r * bStep + (long) c * lane.bytes()) == 0) {
                    throw new KernelException("%s: an element of the divisor of %s is 0"
                            .formatted(launch.program().name(), op));
                }
            }
        }
    }

    /** True if a source goes on from row to row of the target as if it were one long row. */
    private static boolean isFlat(boolean vector, int extent, long step) {
        return vector ? CoreState.isTile(extent) : step == 0;
    }

    private static void binary(
            Op op,
            int lane,
            boolean vectorA,
            boolean vectorB,
            CoreState core,
            long d,
            long dStep,
            long a,
            long aStep,
            long b,
            long bStep,
            int rows,
            int bytes) {
        boolean floats = lane == F32;
        int pattern = KernelVariants.pattern(vectorA, vectorB);
        if (KernelVariants.hasVectorForm(op, floats)
                && KernelVariants.isReady((floats ? KernelVariants.FLOATS : KernelVariants.INTS) + pattern, op)) {
            binaryVectors(op, floats, pattern, core.local, d, dStep, a, aStep, b, bStep, rows, bytes);
        } else {
            ScalarTiles.binary(
                    op,
                    Layout.LANES[lane],
                    vectorA,
                    vectorB,
                    core.scalarRoom,
                    core.local,
                    d,
                    dStep,
                    a,
                    aStep,
                    b,
                    bStep,
                    rows,
                    bytes / Float.BYTES);
        }
    }

    /** The vector form, for one of the patterns of {@link KernelVariants}. */
    public static void binaryVectors(
            Op op,
            boolean floats,
            int pattern,
            MemorySegment s,
            long d,
            long dStep,
            long a,
            long aStep,
            long b,
            long bStep,
            int rows,
            int bytes) {
        if (floats) {
            switch (pattern) {
                case KernelVariants.SECOND_SINGLE ->
                    FloatVectorTiles.vectorAndScalar(op, s, d, dStep, a, aStep, b, bStep, rows, bytes);
                case KernelVariants.FIRST_SINGLE ->
                    FloatVectorTiles.scalarAndVector(op, s, d, dStep, a, aStep, b, bStep, rows, bytes);
                default -> FloatVectorTiles.vectors(op, s, d, dStep, a, aStep, b, bStep, rows, bytes);
            }
        } else {
            switch (pattern) {
                case KernelVariants.SECOND_SINGLE ->
                    IntVectorTiles.vectorAndScalar(op, s, d, dStep, a, aStep, b, bStep, rows, bytes);
                case KernelVariants.FIRST_SINGLE ->
                    IntVectorTiles.scalarAndVector(op, s, d, dStep, a, aStep, b, bStep, rows, bytes);
                default -> IntVectorTiles.vectors(op, s, d, dStep, a, aStep, b, bStep, rows, bytes);
            }
        }
    }

    public static void fill(CoreState core, LaunchOperands launch, int at) {
        long target = launch.words()[at];
        long source = launch.words()[at + 1];
        int te = Words.extent(target);
        int se = Words.extent(source);
        int rows = core.rowsOf(te);
        int columns = core.elementsOf(te);
        if (rows == 0 || columns == 0) {
            return;
        }
        int lane = Words.operandLane(target);
        int laneBytes = Layout.LANES[lane].bytes();
        long a = core.place(launch, source, lane, 0);
        long aStep = core.step(te, se, laneBytes);
        Copies.spread(
                core.local,
                laneBytes,
                CoreState.isVector(te, se),
                Words.value(target),
                core.pitch(te, laneBytes),
                a,
                aStep,
                rows,
                columns);
    }

    public static void iota(CoreState core, LaunchOperands launch, int at) {
        long target = launch.words()[at];
        int te = Words.extent(target);
        long address = core.address(launch.words(), at + 1, te);
        long rowStride = launch.words()[at + 2];
        long columnStride = launch.words()[at + 3];
        int rows = core.rowsOf(te);
        int columns = core.elementsOf(te);
        long stride = te == CoreState.COLUMN ? rowStride : columnStride;
        LaneType lane = Layout.LANES[Words.operandLane(target)];
        for (int r = 0; r < rows; r++) {
            long d = Words.value(target) + (long) r * core.pitch(te, lane.bytes());
            Integers.count(core.local, lane, d, address + r * rowStride, stride, columns);
        }
    }
}
