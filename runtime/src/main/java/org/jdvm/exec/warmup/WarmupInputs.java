package org.jdvm.exec.warmup;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.exec.cube.Magnitude;
import org.jdvm.exec.cube.MagnitudeVectors;
import org.jdvm.exec.gemm.CopiedVectors;
import org.jdvm.exec.gemm.DirectKernels;
import org.jdvm.exec.gemm.DirectVectors;
import org.jdvm.exec.gemm.EdgeVectors;
import org.jdvm.exec.gemm.Edges;
import org.jdvm.exec.gemm.ExchangedTileVectors;
import org.jdvm.exec.gemm.ExchangedTiles;
import org.jdvm.exec.gemm.ExchangedVectors;
import org.jdvm.exec.gemm.MicroKernels;
import org.jdvm.exec.gemm.MicroVectors;
import org.jdvm.exec.gemm.NarrowKernels;
import org.jdvm.exec.gemm.Packing;
import org.jdvm.exec.gemm.Panel;
import org.jdvm.exec.gemm.PanelVectors;
import org.jdvm.exec.gemm.RowVectors;
import org.jdvm.exec.gemm.ScalarProducts;
import org.jdvm.exec.gemm.WindowPacking;
import org.jdvm.exec.gemm.WindowPlane;
import org.jdvm.exec.gemm.WindowSweep;
import org.jdvm.exec.gemm.WindowSweepVectors;
import org.jdvm.exec.lane.Copies;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.lane.ScalarTiles;
import org.jdvm.exec.memory.Rows;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.tile.Casts;
import org.jdvm.exec.tile.Elementwise;
import org.jdvm.exec.tile.FloatReduce;
import org.jdvm.exec.tile.FloatSums;
import org.jdvm.exec.tile.ScalarReduce;
import org.jdvm.exec.tile.SelectVectors;
import org.jdvm.ir.Op;
import org.jdvm.tier.SumTree;
import org.jspecify.annotations.Nullable;

/** Made-up data of the sizes of a small tile, on which each {@link KernelVariants} can be run in both of its forms. */
final class WarmupInputs {
    private static final int VECTORS = 8;
    private static final int ROWS = 1;
    private static final int BYTES = VECTORS * Layout.BYTES;
    private static final int ELEMENTS = BYTES / Float.BYTES;
    private static final int DEPTH = 8;

    /** Two rounds of a loop that goes on by four depths, and what is left. */
    private static final int UNEVEN_DEPTH = 11;

    private static final int MOST_ROWS = 16;

    /** Columns of a panel: all, and some. */
    private static final int[] PANEL_LANES = {2 * Layout.COUNT, 2 * Layout.COUNT - 1};

    private static final long A = 0;
    private static final long B = A + (long) MOST_ROWS * BYTES;
    private static final long TARGET = B + (long) MOST_ROWS * BYTES;
    private static final long END = TARGET + (long) MOST_ROWS * BYTES;

    /** Where the elements of a window of nine are. */
    private static final int[] WINDOW = {0, 1, 2, 9, 10, 11, 18, 19, 20};

    private static final int[] BASES = {0, 1, 2, 3};
    private static final long[] WINDOW_LANES = {-2 & (1 << Layout.COUNT) - 1, (1 << Layout.COUNT) - 1, 1, 0};
    private static final int[] PLACES = {0, Layout.COUNT, 2 * Layout.COUNT, 3 * Layout.COUNT};

    /** Some terms of a row. */
    private record Terms(int first, int count) {}

    /**
     * Rows that go every way through the code of sums: without memory, less than an iteration, and blocks that are added early or at the end. Most
     * are short, so that code for these, which takes no time, is compiled with the other.
     */
    private static final Terms[] SUMS = {
        new Terms(0, 1),
        new Terms(0, Layout.COUNT),
        new Terms(0, 2 * Layout.COUNT - 3),
        new Terms(0, 3 * Layout.COUNT),
        new Terms(0, 4 * Layout.COUNT - 1),
        new Terms(0, 8 * Layout.COUNT - 3),
        new Terms(0, SumTree.BLOCK + SumTree.PARTIALS + 3),
        new Terms(SumTree.BLOCK, SumTree.BLOCK + SumTree.PARTIALS + 3)
    };

    /** The same for largest and smallest elements: some are left after four vectors, or none. */
    private static final int[] COUNTS = {1, 4 * Layout.COUNT, 8 * Layout.COUNT - 3, 16 * Layout.COUNT};

    /** Rows that are reduced: one, and those whose lanes are combined at the same time. */
    private static final int[] ROW_COUNTS = {1, Layout.COUNT};

    /** Rows of a tile whose columns are added: several blocks, and one of a single row. */
    private static final int[] HEIGHTS = {2 * MOST_ROWS - 1, 1};

    /** The same for largest and smallest elements of columns. */
    private static final int[] EXTREME_HEIGHTS = {MOST_ROWS - 1, MOST_ROWS};

    private static final Op[] OPS = Op.values();
    private static final LaneType[] LANES = LaneType.values();

    private final CoreState core = new CoreState((int) END);
    private final MemorySegment s = core.local;
    private final float[] left = new float[MOST_ROWS * DEPTH];
    private final float[] copied = new float[(MOST_ROWS - 1) * DirectKernels.PITCH + UNEVEN_DEPTH];
    private final float[] right = new float[2 * Layout.COUNT * UNEVEN_DEPTH];
    private final float[] block = new float[2 * Layout.COUNT * Layout.COUNT];
    private final float[] panel = new float[2 * Layout.COUNT * Layout.COUNT];

    /** Made when they are needed. */
    private Panel @Nullable [] narrow;

    private final float[] array = new float[ELEMENTS];
    private final int[] ints = new int[ELEMENTS];
    private final SumTree sums = new SumTree();
    private final WindowPacking[] windows = {new WindowPacking(), new WindowPacking()};
    private final float[] exchanged = new float[ExchangedTiles.ROOM];
    private final int[] windowOrder = new int[4 * Layout.COUNT + WINDOW[WINDOW.length - 1]];
    private final float[] windowPanel = new float[12 * MicroKernels.COLUMNS];

    WarmupInputs() {
        for (int i = 0; i < END / Float.BYTES; i++) {
            s.set(Layout.FLOAT, 4L * i, 0.5f + i % 64 / 64f);
        }
        for (int i = 0; i < left.length; i++) {
            left[i] = i % 32 / 32f;
        }
        for (int i = 0; i < right.length; i++) {
            right[i] = i % 16 / 16f;
        }
        // Of the elements of these windows all columns are outside, some, or none; columns are adjacent or two elements
        // apart.
        int columns = MicroKernels.COLUMNS;
        for (int apart = 1; apart <= windows.length; apart++) {
            ProgramWriter words = new ProgramWriter();
            words.number(2);
            words.windowAxis(new WindowMap.Axis(3, 2, 1, 1, 1, 1, 2, apart * columns));
            words.windowAxis(new WindowMap.Axis(2, columns - 2, apart, 1, 1, 1, apart * columns, 1));
            windows[apart - 1].read(words.toWords(), 0);
            windows[apart - 1].begin(0, 1, 0, columns);
        }
    }

    /**
     * Has classes loaded that compiled code is sensitive to: where it relied on there being no other class of some kind, it is thrown away
     * when one comes.
     */
    void load() {
        for (MemorySegment segment : List.of(
                MemorySegment.ofArray(new byte[8]),
                MemorySegment.ofArray(new short[4]),
                MemorySegment.ofArray(new int[2]),
                MemorySegment.ofArray(new long[1]),
                MemorySegment.ofArray(new float[2]))) {
            segment.set(ValueLayout.JAVA_INT_UNALIGNED, 0, segment.get(ValueLayout.JAVA_INT_UNALIGNED, 0));
        }
        vector(KernelVariants.FLOATS, Op.EXP.ordinal()).run();
        vector(KernelVariants.FLOATS + KernelVariants.SECOND_SINGLE, Op.LT.ordinal())
                .run();
        vector(KernelVariants.INTS, Op.ADD.ordinal()).run();
        vector(KernelVariants.SELECT, 3).run();
        vector(KernelVariants.REDUCE_ROWS, Op.SUM.ordinal()).run();
        vector(KernelVariants.REDUCE_ROWS, Op.REDUCE_MAX.ordinal()).run();
        vector(KernelVariants.CAST, Casts.number(LaneType.F32, DType.BOOL)).run();
        vector(KernelVariants.CAST, Casts.number(LaneType.I32, DType.F32)).run();
    }

    /**
     * {@return what runs the vector form of a routine} Each kind has code for itself, which calls a routine several times where the routine is
     * small: so the compiler takes the routine first, as one that programs call, and does not make one method of many routines, which it
     * would give up halfway.
     */
    Runnable vector(int kind, int number) {
        int row = ELEMENTS - 3;
        return switch (kind) {
            case KernelVariants.REDUCE_ROWS ->
                switch (OPS[number]) {
                    case SUM -> this::sumRows;
                    case REDUCE_MAX -> this::maxRows;
                    default -> this::minRows;
                };
            case KernelVariants.REDUCE_COLUMNS ->
                switch (OPS[number]) {
                    case SUM -> this::sumColumns;
                    case REDUCE_MAX -> this::maxColumns;
                    default -> this::minColumns;
                };
            case KernelVariants.PRODUCT ->
                () -> MicroVectors.multiply(number, left, 0, right, 0, 2 * Layout.COUNT, DEPTH, s, TARGET, BYTES);
            case KernelVariants.DIRECT_PRODUCT ->
                () -> DirectVectors.multiply(number, left, 0, DEPTH, right, 0, DEPTH, s, TARGET, BYTES);
            case KernelVariants.COPIED_PRODUCT ->
                () -> CopiedVectors.multiply(number, copied, 0, right, 0, UNEVEN_DEPTH, s, TARGET, BYTES);
            case KernelVariants.EXCHANGED_PRODUCT ->
                () -> ExchangedVectors.multiply(number, right, 0, right, 0, UNEVEN_DEPTH, s, TARGET, BYTES);
            case KernelVariants.ROW_PRODUCT ->
                () -> RowVectors.fourPanels(
                        left, 0, right, 0, right, 0, right, 0, right, 0, 2 * Layout.COUNT, DEPTH, s, TARGET);
            case KernelVariants.NARROW_PRODUCT -> {
                Panel[] panels = narrow();
                yield () -> NarrowKernels.run(number, true, left, panels, DEPTH, s, TARGET, BYTES);
            }
            case KernelVariants.SELECT ->
                () -> SelectVectors.words(s, TARGET, A, A, (number & 1) != 0, B, (number & 2) != 0, BYTES);
            case KernelVariants.CAST ->
                () -> Casts.convert(
                        core,
                        LANES[number / Layout.TYPES.length],
                        Layout.TYPES[number % Layout.TYPES.length],
                        TARGET,
                        BYTES,
                        A,
                        BYTES,
                        ROWS,
                        ELEMENTS);
            case KernelVariants.MOVE -> () -> moveVectors(number, row);
            default -> {
                boolean floats = kind < KernelVariants.INTS;
                int pattern = kind - (floats ? KernelVariants.FLOATS : KernelVariants.INTS);
                Op op = OPS[number];
                yield op.kind().isUnary()
                        ? () -> Elementwise.unaryVectors(op, floats, s, TARGET, BYTES, A, BYTES, ROWS, BYTES)
                        : () -> Elementwise.binaryVectors(
                                op, floats, pattern, s, TARGET, BYTES, A, BYTES, B, BYTES, ROWS, BYTES);
            }
        };
    }

    private Panel[] narrow() {
        Panel[] panels = narrow;
        if (panels == null) {
            panels = NarrowKernels.samples(DEPTH);
            narrow = panels;
        }
        return panels;
    }

    private void sumRows() {
        for (Terms terms : SUMS) {
            for (int rows : ROW_COUNTS) {
                FloatSums.rows(core, array, A, BYTES, rows, terms.first, terms.count);
            }
        }
    }

    private void sumColumns() {
        for (int height : HEIGHTS) {
            sums.begin(ELEMENTS);
            FloatSums.pushRows(s, sums, A, BYTES, height, ELEMENTS);
        }
    }

    private void maxRows() {
        for (int count : COUNTS) {
            for (int rows : ROW_COUNTS) {
                FloatReduce.maxRows(core, TARGET, A, BYTES, rows, count, count == 1);
            }
        }
    }

    private void maxColumns() {
        for (int height : EXTREME_HEIGHTS) {
            FloatReduce.maxColumns(core, TARGET, A, BYTES, height, BYTES, height == MOST_ROWS);
        }
    }

    private void minRows() {
        for (int count : COUNTS) {
            for (int rows : ROW_COUNTS) {
                FloatReduce.minRows(core, TARGET, A, BYTES, rows, count, count == 1);
            }
        }
    }

    private void minColumns() {
        for (int height : EXTREME_HEIGHTS) {
            FloatReduce.minColumns(core, TARGET, A, BYTES, height, BYTES, height == MOST_ROWS);
        }
    }

    private void reduceScalars(int kind, Op op) {
        boolean alongRows = kind == KernelVariants.REDUCE_ROWS;
        if (op == Op.SUM && alongRows) {
            for (Terms terms : SUMS) {
                for (int rows : ROW_COUNTS) {
                    ScalarReduce.sumRows(core, array, A, BYTES, rows, terms.first, terms.count);
                }
            }
        } else if (op == Op.SUM) {
            for (int height : HEIGHTS) {
                sums.begin(ELEMENTS);
                ScalarReduce.pushRows(core, sums, A, BYTES, height, ELEMENTS);
            }
        } else if (alongRows) {
            for (int count : COUNTS) {
                for (int rows : ROW_COUNTS) {
                    ScalarReduce.rows(op, core, TARGET, A, BYTES, rows, count, count == 1);
                }
            }
        } else {
            for (int height : EXTREME_HEIGHTS) {
                ScalarReduce.columns(op, core, TARGET, A, BYTES, height, BYTES, height == MOST_ROWS);
            }
        }
    }

    private void moveVectors(int number, int count) {
        switch (number) {
            case KernelVariants.LOAD -> Rows.loadVectors(array, 0, 0, s, TARGET, BYTES, ROWS, count);
            case KernelVariants.STORE -> Rows.storeVectors(s, A, BYTES, array, 0, 0, ROWS, count);
            case KernelVariants.COPY -> Copies.copyVectors(s, TARGET, A, 4 * count);
            case KernelVariants.FILL -> Copies.fillVectors(s, TARGET, 1, count);
            case KernelVariants.PACK -> {
                for (int lanes : PANEL_LANES) {
                    PanelVectors.columns(block, 0, 2 * Layout.COUNT, lanes, Layout.COUNT, panel, 0);
                }
            }
            case KernelVariants.PACK_TRANSPOSED -> {
                for (int lanes : PANEL_LANES) {
                    PanelVectors.transposed(block, 0, Layout.COUNT, lanes, Layout.COUNT, panel, 0);
                }
            }
            case KernelVariants.PACK_WINDOWS -> {
                for (WindowPacking packing : windows) {
                    packing.vectors(right, Layout.COUNT, 1, 2, windowPanel, 0);
                }
            }
            case KernelVariants.WINDOW_PRODUCTS -> {
                WindowSweepVectors.products(
                        right, BASES, WINDOW_LANES, PLACES, 0, BASES.length, WINDOW, left, WINDOW.length, s, TARGET);
                WindowSweepVectors.nineProducts(
                        right, BASES, WINDOW_LANES, PLACES, 0, BASES.length, WINDOW, left, s, TARGET);
            }
            case KernelVariants.WINDOW_SUMS ->
                WindowSweepVectors.sums(
                        right, BASES, WINDOW_LANES, PLACES, 0, BASES.length, WINDOW, WINDOW.length, s, TARGET);
            case KernelVariants.WINDOW_MAXIMA -> {
                WindowSweepVectors.order(right, 4 * Layout.COUNT, windowOrder);
                WindowSweepVectors.maxima(
                        windowOrder, BASES, WINDOW_LANES, PLACES, 0, BASES.length, WINDOW, WINDOW.length, s, TARGET);
            }
            case KernelVariants.EXPAND ->
                WindowSweepVectors.expand(right, 0, BASES, WINDOW_LANES, BASES.length, 0, array);
            case KernelVariants.EXCHANGED_BACK -> {
                ExchangedTileVectors.store(
                        exchanged, Layout.COUNT, Layout.COUNT + 1, s, TARGET, 2 * Layout.BYTES, true, false);
                ExchangedTileVectors.store(
                        exchanged, Layout.COUNT, Layout.COUNT + 1, s, TARGET, 2 * Layout.BYTES, true, true);
            }
            case KernelVariants.EDGE -> EdgeVectors.floats(s, A, TARGET, Layout.COUNT + 1, true, false);
            case KernelVariants.ADD_EDGE -> EdgeVectors.floats(s, A, TARGET, Layout.COUNT + 1, true, true);
            case KernelVariants.INTEGER_EDGE -> EdgeVectors.integers(s, A, TARGET, Layout.COUNT + 1, true, false);
            case KernelVariants.ADD_INTEGER_EDGE -> EdgeVectors.integers(s, A, TARGET, Layout.COUNT + 1, true, true);
            case KernelVariants.MAGNITUDE -> array[0] = MagnitudeVectors.largest(right, 0, right.length);
            case KernelVariants.ROUND_TO_BF16 -> Rows.roundBf16(s, A, ints, 0, ELEMENTS);
            default -> throw new IllegalArgumentException("no move " + number);
        }
    }

    void scalar(int kind, int number) {
        int row = ELEMENTS - 3;
        switch (kind) {
            case KernelVariants.REDUCE_ROWS, KernelVariants.REDUCE_COLUMNS -> reduceScalars(kind, OPS[number]);
            case KernelVariants.PRODUCT ->
                ScalarProducts.multiply(
                        number, left, 0, 1, number, right, 0, 2 * Layout.COUNT, DEPTH, s, TARGET, BYTES);
            case KernelVariants.DIRECT_PRODUCT ->
                ScalarProducts.multiply(number, left, 0, DEPTH, 1, right, 0, 2 * Layout.COUNT, DEPTH, s, TARGET, BYTES);
            case KernelVariants.COPIED_PRODUCT ->
                ScalarProducts.multiply(
                        number,
                        copied,
                        0,
                        DirectKernels.PITCH,
                        1,
                        right,
                        0,
                        2 * Layout.COUNT,
                        UNEVEN_DEPTH,
                        s,
                        TARGET,
                        BYTES);
            case KernelVariants.EXCHANGED_PRODUCT ->
                ScalarProducts.multiply(
                        number,
                        right,
                        0,
                        1,
                        2 * Layout.COUNT,
                        right,
                        0,
                        2 * Layout.COUNT,
                        UNEVEN_DEPTH,
                        s,
                        TARGET,
                        BYTES);
            case KernelVariants.ROW_PRODUCT -> {
                for (int i = 0; i < number; i++) {
                    ScalarProducts.multiply(
                            1,
                            left,
                            0,
                            DEPTH,
                            1,
                            right,
                            0,
                            2 * Layout.COUNT,
                            DEPTH,
                            s,
                            TARGET + 2L * i * Layout.BYTES,
                            0);
                }
            }
            case KernelVariants.NARROW_PRODUCT ->
                NarrowKernels.run(number, false, left, narrow(), DEPTH, s, TARGET, BYTES);
            case KernelVariants.SELECT ->
                ScalarTiles.select(core.scalarRoom, s, TARGET, A, A, (number & 1) != 0, B, (number & 2) != 0, ELEMENTS);
            case KernelVariants.CAST ->
                ScalarTiles.cast(
                        core.scalarRoom,
                        s,
                        LANES[number / Layout.TYPES.length],
                        Layout.TYPES[number % Layout.TYPES.length],
                        TARGET,
                        BYTES,
                        A,
                        BYTES,
                        ROWS,
                        ELEMENTS);
            case KernelVariants.MOVE -> move(number, row);
            default -> {
                boolean floats = kind < KernelVariants.INTS;
                int pattern = kind - (floats ? KernelVariants.FLOATS : KernelVariants.INTS);
                Op op = OPS[number];
                LaneType lane = floats ? LaneType.F32 : LaneType.I32;
                if (op.kind().isUnary()) {
                    ScalarTiles.unary(op, lane, true, core.scalarRoom, s, TARGET, BYTES, A, BYTES, ROWS, ELEMENTS);
                } else {
                    boolean vectorA = pattern != KernelVariants.FIRST_SINGLE;
                    boolean vectorB = pattern != KernelVariants.SECOND_SINGLE;
                    ScalarTiles.binary(
                            op,
                            lane,
                            vectorA,
                            vectorB,
                            core.scalarRoom,
                            s,
                            TARGET,
                            BYTES,
                            A,
                            BYTES,
                            B,
                            BYTES,
                            ROWS,
                            ELEMENTS);
                }
            }
        }
    }

    private void move(int number, int count) {
        switch (number) {
            case KernelVariants.LOAD -> MemorySegment.copy(array, 0, s, Layout.FLOAT, TARGET, count);
            case KernelVariants.STORE -> MemorySegment.copy(s, Layout.FLOAT, A, array, 0, count);
            case KernelVariants.COPY -> MemorySegment.copy(s, A, s, TARGET, 4L * count);
            case KernelVariants.FILL -> ScalarTiles.fill(s, TARGET, 1, count);
            case KernelVariants.PACK -> packScalars(1, 2 * Layout.COUNT);
            case KernelVariants.PACK_TRANSPOSED -> packScalars(Layout.COUNT, 1);
            case KernelVariants.PACK_WINDOWS -> {
                for (WindowPacking packing : windows) {
                    packing.rows(right, Layout.COUNT, 1, 2, windowPanel, 0);
                }
            }
            case KernelVariants.WINDOW_PRODUCTS -> window(Op.MATMUL);
            case KernelVariants.WINDOW_SUMS -> window(Op.SUM);
            case KernelVariants.WINDOW_MAXIMA -> window(Op.REDUCE_MAX);
            case KernelVariants.EXPAND -> {
                for (int vector = 0; vector < BASES.length; vector++) {
                    WindowPlane.expand(right, BASES[vector], WINDOW_LANES[vector], 0, array, vector * Layout.COUNT);
                }
            }
            case KernelVariants.EXCHANGED_BACK -> {
                ExchangedTiles.scalar(exchanged, Layout.COUNT, Layout.COUNT + 1, s, TARGET, 2 * Layout.BYTES, false);
                ExchangedTiles.scalar(exchanged, Layout.COUNT, Layout.COUNT + 1, s, TARGET, 2 * Layout.BYTES, true);
            }
            case KernelVariants.EDGE -> ScalarTiles.edge(s, A, TARGET, Layout.COUNT + 1, false);
            case KernelVariants.ADD_EDGE -> ScalarTiles.edge(s, A, TARGET, Layout.COUNT + 1, true);
            case KernelVariants.INTEGER_EDGE -> Edges.integers(s, A, TARGET, Layout.COUNT + 1, false);
            case KernelVariants.ADD_INTEGER_EDGE -> Edges.integers(s, A, TARGET, Layout.COUNT + 1, true);
            case KernelVariants.MAGNITUDE -> array[0] = Magnitude.scalar(right, 0, 1, right.length);
            case KernelVariants.ROUND_TO_BF16 -> ScalarTiles.roundToBf16(s, A, ints, 0, ELEMENTS);
            default -> throw new IllegalArgumentException("no move " + number);
        }
    }

    private void packScalars(int laneStride, int depthStride) {
        for (int lanes : PANEL_LANES) {
            Packing.floats(block, 0, laneStride, depthStride, lanes, 2 * Layout.COUNT, Layout.COUNT, panel, 0);
        }
    }

    private void window(Op op) {
        for (int vector = 0; vector < BASES.length; vector++) {
            long target = TARGET + 4L * PLACES[vector];
            WindowSweep.scalar(op, right, BASES[vector], WINDOW_LANES[vector], WINDOW, left, WINDOW.length, s, target);
        }
    }
}
