package org.jdvm.nativetiles;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Objects;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jspecify.annotations.Nullable;

/** Kernels in executable memory, and their calls. Each call is checked against the bounds of its memory first. */
final class NativeTiles implements IntegerTiles {
    /** Bytes of the columns of a panel in a row of sums. */
    static final int ROW_BYTES = COLUMNS * Integer.BYTES;

    /** Groups up to which a call with several panels reads so little that it takes no more than some tens of microseconds. */
    private static final int MOST_GROUPS_OF_MANY = 1024;

    /** Depth up to which any call takes no more than that. */
    private static final int MOST_DEPTH = 16384;

    /** Calls a kernel, whose address is the first argument; arrays may be on the heap. */
    private static final class Call {
        static final MethodHandle HANDLE = handle();

        @SuppressWarnings("restricted") // The types are those of the kernels.
        private static MethodHandle handle() {
            return Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.ofVoid(
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG),
                            Linker.Option.critical(true));
        }
    }

    private final InstructionSet set;

    /** By {@link #number}; null for those that there are not. */
    private final @Nullable MemorySegment[] kernels;

    /** For numbers of rows up to the most: rows of the highest kernel that is not higher, for both kinds of left operands. */
    private final int[] heights;

    /**
     * Takes kernels of one instruction set.
     *
     * @throws IllegalArgumentException if they do not cover all blocks: there must be those of a single row
     */
    NativeTiles(InstructionSet set, TestedKernels tested) {
        this.set = set;
        kernels = new MemorySegment[number(set.mostRows() + 1, 1, false)];
        heights = new int[set.mostRows() + 1];
        tested.passed().forEach((form, code) -> kernels[number(form)] = code);
        for (int rows = 1; rows <= set.mostRows(); rows++) {
            heights[rows] = has(rows) ? rows : heights[rows - 1];
        }
        if (heights[1] == 0) {
            throw new IllegalArgumentException("a single row cannot be computed by %s".formatted(set));
        }
    }

    private boolean has(int rows) {
        return BlockForm.all(set).stream()
                .filter(form -> form.rows() == rows && form.panels() == 1)
                .allMatch(form -> kernels[number(form)] != null);
    }

    private static int number(BlockForm form) {
        return number(form.rows(), form.panels(), form.isSigned());
    }

    private static int number(int rows, int panels, boolean isSigned) {
        return 4 * rows + (panels > 1 ? 2 : 0) + (isSigned ? 1 : 0);
    }

    InstructionSet set() {
        return set;
    }

    @Override
    public LeftForm leftForm() {
        return set.leftForm();
    }

    @Override
    public int mostDepth() {
        return MOST_DEPTH;
    }

    /** {@return rows of a block at most, so that a call is short} */
    int mostRows(int groups) {
        return Math.clamp(set.mostProducts() / ((long) groups * GROUP * COLUMNS), 1, set.mostRows());
    }

    @Override
    public void multiply(Block block, MemorySegment target, long to, long pitch) {
        check(set, block, target, to, pitch);
        int most = heights[mostRows(block.groups())];
        int panelBytes = IntegerTiles.panelBytes(block.groups());
        int panels = block.panels();
        int next;
        for (int panel = 0; panel < panels; panel += next) {
            next = takesMany(block, panels - panel) ? BlockForm.MANY : 1;
            int right = block.rightAt() + panel * panelBytes;
            int rows;
            for (int row = 0; row < block.rows(); row += rows) {
                // Blocks of about the same height: high ones reuse more of what they load.
                int left = block.rows() - row;
                rows = heights[Math.ceilDiv(left, Math.ceilDiv(left, most))];
                MemorySegment kernel = Objects.requireNonNull(kernels[number(rows, next, block.isSigned())]);
                call(
                        kernel,
                        set.stripe(),
                        block,
                        row,
                        right,
                        target,
                        to + row * pitch + (long) panel * ROW_BYTES,
                        pitch);
            }
        }
    }

    private boolean takesMany(Block block, int panels) {
        return block.rows() <= set.fewRows()
                && panels >= BlockForm.MANY
                && block.groups() <= MOST_GROUPS_OF_MANY
                && kernels[number(block.rows(), BlockForm.MANY, block.isSigned())] != null;
    }

    /** Calls a kernel once for each stripe of columns, for a test of it; the same checks. */
    static void run(MemorySegment kernel, BlockForm form, Block block, MemorySegment target, long to, long pitch) {
        check(form.set(), block, target, to, pitch);
        if (form.rows() != block.rows() || form.panels() != block.panels() || form.isSigned() != block.isSigned()) {
            throw new IllegalArgumentException(form + " does not compute " + block);
        }
        call(kernel, form.set().stripe(), block, 0, block.rightAt(), target, to, pitch);
    }

    private static void check(InstructionSet set, Block block, MemorySegment target, long to, long pitch) {
        if (block.rows() < 1 || block.panels() < 1 || block.groups() < 1 || block.groups() > MOST_DEPTH / GROUP) {
            throw new IllegalArgumentException("no block: %d rows, %d panels, %d groups of depths"
                    .formatted(block.rows(), block.panels(), block.groups()));
        }
        if (block.isSigned() && set.leftForm() == LeftForm.SHORTS) {
            throw new IllegalArgumentException("nothing is added to 16-bit integers");
        }
        if (block.leftStep() < 0
                || pitch < 0
                || target.isReadOnly()
                || !target.isAccessibleBy(Thread.currentThread())) {
            throw new IllegalArgumentException("rows go backwards, or the target cannot be written");
        }
        long depth = (long) block.groups() * GROUP * set.leftForm().bytes();
        Objects.checkFromIndexSize(
                block.leftAt(),
                Math.addExact(Math.multiplyExact(block.leftStep(), block.rows() - 1L), depth),
                block.left().byteSize());
        Objects.checkFromIndexSize(
                block.rightAt() - (long) HEAD_BYTES,
                (long) IntegerTiles.panelBytes(block.groups()) * block.panels(),
                block.right().length);
        long last = Math.multiplyExact(pitch, (long) block.rows() - 1);
        Objects.checkFromIndexSize(to, Math.addExact(last, (long) ROW_BYTES * block.panels()), target.byteSize());
    }

    private static void call(
            MemorySegment kernel,
            int stripe,
            Block block,
            int row,
            int right,
            MemorySegment target,
            long to,
            long pitch) {
        MemorySegment left = block.left().asSlice(block.leftAt() + row * block.leftStep());
        MemorySegment panels = MemorySegment.ofArray(block.right());
        try {
            for (int bytes = 0; bytes < ROW_BYTES; bytes += stripe) {
                Call.HANDLE.invokeExact(
                        kernel,
                        left,
                        panels.asSlice(right + bytes),
                        target.asSlice(to + bytes),
                        (long) block.groups(),
                        block.leftStep(),
                        pitch);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "%s, %d kernels"
                .formatted(set, Arrays.stream(kernels).filter(Objects::nonNull).count());
    }
}
