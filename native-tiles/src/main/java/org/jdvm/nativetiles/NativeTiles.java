package org.jdvm.nativetiles;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
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

    /** Runs a kernel. */
    interface Call {
        /**
         * Computes a stripe of a block.
         *
         * @param kernel its machine code
         * @param left begins with the first row
         * @param right begins with the first panel after its head, at the first column of the stripe
         * @param target begins where the block goes
         * @param groups groups of depths
         * @param leftStep bytes from row to row
         * @param pitch bytes between rows of the block
         */
        void run(
                MemorySegment kernel,
                MemorySegment left,
                MemorySegment right,
                MemorySegment target,
                long groups,
                long leftStep,
                long pitch)
                throws Throwable;
    }

    /** Runs kernels in executable memory, whose address is the first argument; arrays may be on the heap. */
    private static final class NativeCall {
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

    private static void runNative(
            MemorySegment kernel,
            MemorySegment left,
            MemorySegment right,
            MemorySegment target,
            long groups,
            long leftStep,
            long pitch)
            throws Throwable {
        NativeCall.HANDLE.invokeExact(kernel, left, right, target, groups, leftStep, pitch);
    }

    private final InstructionSet set;
    private final Call call;

    /** By {@link #number}; null for those that there are not. */
    private final @Nullable MemorySegment[] kernels;

    /** For numbers of rows up to the most: rows of the highest kernel that is not higher, for both kinds of left operands. */
    private final int[] heights;

    /** The same for kernels of several panels, which may be missing: then 0. */
    private final int[] heightsOfMany;

    /**
     * Takes kernels of one instruction set.
     *
     * @throws IllegalArgumentException if they do not cover all blocks: there must be those of a single row
     */
    NativeTiles(InstructionSet set, TestedKernels tested) {
        this(set, tested, NativeTiles::runNative);
    }

    /** The same with another way to run kernels. */
    NativeTiles(InstructionSet set, TestedKernels tested, Call call) {
        this.set = set;
        this.call = call;
        kernels = new MemorySegment[number(set.mostRows() + 1, 1, false)];
        tested.passed().forEach((form, code) -> kernels[number(form)] = code);
        heights = heights(1);
        heightsOfMany = heights(BlockForm.MANY);
        if (heights[1] == 0) {
            throw new IllegalArgumentException("a single row cannot be computed by %s".formatted(set));
        }
    }

    private int[] heights(int panels) {
        int[] all = new int[set.mostRows() + 1];
        for (int rows = 1; rows <= set.mostRows(); rows++) {
            all[rows] = has(rows, panels) ? rows : all[rows - 1];
        }
        return all;
    }

    private boolean has(int rows, int panels) {
        List<BlockForm> forms = BlockForm.all(set).stream()
                .filter(form -> form.rows() == rows && form.panels() == panels)
                .toList();
        return !forms.isEmpty() && forms.stream().allMatch(form -> kernels[number(form)] != null);
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
        return MOST_DEPTH / GROUP * set.leftForm().groupBytes() / set.leftForm().bytes();
    }

    /** {@return rows of a block at most, so that a call is short} */
    int mostRows(int groups) {
        return Math.clamp(set.mostProducts() / ((long) groups * GROUP * COLUMNS), 1, set.mostRows());
    }

    @Override
    public void multiply(Block block, MemorySegment target, long to, long pitch) {
        check(set, block, target, to, pitch);
        int most = mostRows(block.groups());
        boolean isMany = takesMany(block, most);
        int panelBytes = IntegerTiles.panelBytes(block.groups());
        int panels = block.panels();
        int next;
        for (int panel = 0; panel < panels; panel += next) {
            next = isMany && panels - panel >= BlockForm.MANY ? BlockForm.MANY : 1;
            int[] all = next > 1 ? heightsOfMany : heights;
            int right = block.rightAt() + panel * panelBytes;
            int rows;
            for (int row = 0; row < block.rows(); row += rows) {
                // Blocks of about the same height: high ones reuse more of what they load.
                int left = block.rows() - row;
                rows = all[Math.ceilDiv(left, Math.ceilDiv(left, all[most]))];
                MemorySegment kernel = Objects.requireNonNull(kernels[number(rows, next, block.isSigned())]);
                call(
                        call,
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

    private boolean takesMany(Block block, int most) {
        int rows = Math.min(block.rows(), most);
        return rows <= set.fewRows() && block.groups() <= MOST_GROUPS_OF_MANY && heightsOfMany[1] > 0;
    }

    /** Calls a kernel once for each stripe of columns, for a test of it; the same checks. */
    static void run(MemorySegment kernel, BlockForm form, Block block, MemorySegment target, long to, long pitch) {
        check(form.set(), block, target, to, pitch);
        if (form.rows() != block.rows() || form.panels() != block.panels() || form.isSigned() != block.isSigned()) {
            throw new IllegalArgumentException(form + " does not compute " + block);
        }
        call(NativeTiles::runNative, kernel, form.set().stripe(), block, 0, block.rightAt(), target, to, pitch);
    }

    private static void check(InstructionSet set, Block block, MemorySegment target, long to, long pitch) {
        if (block.rows() < 1 || block.panels() < 1 || block.groups() < 1 || block.groups() > MOST_DEPTH / GROUP) {
            throw new IllegalArgumentException("no block: %d rows, %d panels, %d groups of depths"
                    .formatted(block.rows(), block.panels(), block.groups()));
        }
        if (block.isSigned() && set.leftForm() != LeftForm.OFFSET_BYTES) {
            throw new IllegalArgumentException("nothing is added to 16-bit numbers");
        }
        if (block.leftStep() < 0
                || pitch < 0
                || target.isReadOnly()
                || !target.isAccessibleBy(Thread.currentThread())) {
            throw new IllegalArgumentException("rows go backwards, or the target cannot be written");
        }
        long depth = (long) block.groups() * set.leftForm().groupBytes();
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
            Call call,
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
                call.run(
                        kernel,
                        left,
                        panels.asSlice(right + bytes),
                        target.asSlice(to + bytes),
                        block.groups(),
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
