package org.jdvm.nativetiles;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jdvm.exec.gemm.IntegerTiles;

/** Kernels in executable memory, and their calls. Each call is checked against the bounds of the arrays first. */
final class VnniTiles implements IntegerTiles {
    /** Where kernels begin: at a line of the cache. */
    private static final int ALIGNMENT = 64;

    /** Groups up to which a call with several panels reads so little that it takes no more than some tens of microseconds. */
    private static final int MOST_GROUPS_OF_MANY = 1024;

    /** Depth up to which any call takes no more than that. */
    private static final int MOST_DEPTH = 16384;

    private static final int GROUP_BYTES = COLUMNS * GROUP;
    private static final int ROW_BYTES = COLUMNS * Integer.BYTES;

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

    private final VectorWidth width;
    private final MemorySegment[] kernels;

    private VnniTiles(VectorWidth width, MemorySegment[] kernels) {
        this.width = width;
        this.kernels = kernels;
    }

    /** Writes all kernels of a width. */
    static VnniTiles write(VectorWidth width) {
        List<BlockForm> forms = BlockForm.all(width);
        List<byte[]> codes = new ArrayList<>();
        int size = 0;
        for (BlockForm form : forms) {
            X86Assembler code = new X86Assembler();
            BlockWriter.write(code, form);
            codes.add(code.bytes());
            size += aligned(code.bytes().length);
        }
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] code : codes) {
            System.arraycopy(code, 0, all, at, code.length);
            at += aligned(code.length);
        }
        MemorySegment memory = CodeMemory.of(all);
        MemorySegment[] kernels = new MemorySegment[4 * (width.mostRows() + 1)];
        at = 0;
        for (int i = 0; i < forms.size(); i++) {
            kernels[number(forms.get(i))] = memory.asSlice(at, codes.get(i).length);
            at += aligned(codes.get(i).length);
        }
        return new VnniTiles(width, kernels);
    }

    private static int aligned(int size) {
        return Math.ceilDiv(size, ALIGNMENT) * ALIGNMENT;
    }

    private static int number(BlockForm form) {
        return number(form.rows(), form.panels(), form.isSigned());
    }

    private static int number(int rows, int panels, boolean isSigned) {
        return 4 * rows + (panels > 1 ? 2 : 0) + (isSigned ? 1 : 0);
    }

    VectorWidth width() {
        return width;
    }

    @Override
    public int mostDepth() {
        return MOST_DEPTH;
    }

    @Override
    public void multiply(Block block, MemorySegment target, long to, long pitch) {
        check(block, target, to, pitch);
        int blocks = Math.ceilDiv(block.rows(), width.mostRows());
        int panelBytes = IntegerTiles.panelBytes(block.groups());
        int panels = block.panels();
        for (int panel = 0; panel < panels; ) {
            int next = block.rows() <= width.fewRows()
                            && panels - panel >= BlockForm.MANY
                            && block.groups() <= MOST_GROUPS_OF_MANY
                    ? BlockForm.MANY
                    : 1;
            int right = block.rightAt() + panel * panelBytes;
            for (int i = 0; i < blocks; i++) {
                int row = Math.toIntExact((long) block.rows() * i / blocks);
                int rows = Math.toIntExact((long) block.rows() * (i + 1) / blocks) - row;
                MemorySegment kernel = kernels[number(rows, next, block.isSigned())];
                for (int half = 0; half < GROUP_BYTES; half += 2 * width.bytes()) {
                    call(
                            kernel,
                            block.left(),
                            block.leftAt() + row * block.leftStep(),
                            block.right(),
                            right + half,
                            target,
                            to + row * pitch + (long) panel * ROW_BYTES + half,
                            block.groups(),
                            block.leftStep(),
                            pitch);
                }
            }
            panel += next;
        }
    }

    /** Calls a kernel once, for a test of it; the same checks. */
    void run(BlockForm form, Block block, MemorySegment target, long to, long pitch) {
        check(block, target, to, pitch);
        if (form.rows() != block.rows() || form.panels() != block.panels() || form.isSigned() != block.isSigned()) {
            throw new IllegalArgumentException(form + " does not compute " + block);
        }
        for (int half = 0; half < GROUP_BYTES; half += 2 * width.bytes()) {
            call(
                    kernels[number(form)],
                    block.left(),
                    block.leftAt(),
                    block.right(),
                    block.rightAt() + half,
                    target,
                    to + half,
                    block.groups(),
                    block.leftStep(),
                    pitch);
        }
    }

    private static void check(Block block, MemorySegment target, long to, long pitch) {
        if (block.rows() < 1 || block.panels() < 1 || block.groups() < 1 || block.groups() > MOST_DEPTH / GROUP) {
            throw new IllegalArgumentException("no block: %d rows, %d panels, %d groups of depths"
                    .formatted(block.rows(), block.panels(), block.groups()));
        }
        if (block.leftStep() < 0
                || pitch < 0
                || target.isReadOnly()
                || !target.isAccessibleBy(Thread.currentThread())) {
            throw new IllegalArgumentException("rows go backwards, or the target cannot be written");
        }
        long depth = (long) block.groups() * GROUP;
        Objects.checkFromIndexSize(
                block.leftAt(), (long) block.leftStep() * (block.rows() - 1) + depth, block.left().length);
        Objects.checkFromIndexSize(
                block.rightAt() - (long) HEAD_BYTES,
                (long) IntegerTiles.panelBytes(block.groups()) * block.panels(),
                block.right().length);
        long last = Math.multiplyExact(pitch, (long) block.rows() - 1);
        Objects.checkFromIndexSize(to, Math.addExact(last, (long) ROW_BYTES * block.panels()), target.byteSize());
    }

    private static void call(
            MemorySegment kernel,
            byte[] left,
            int leftAt,
            byte[] right,
            int rightAt,
            MemorySegment target,
            long to,
            int groups,
            int leftStep,
            long pitch) {
        try {
            Call.HANDLE.invokeExact(
                    kernel,
                    MemorySegment.ofArray(left).asSlice(leftAt),
                    MemorySegment.ofArray(right).asSlice(rightAt),
                    target.asSlice(to),
                    (long) groups,
                    (long) leftStep,
                    pitch);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "%s, %d kernels"
                .formatted(
                        width.extension(),
                        Arrays.stream(kernels).filter(Objects::nonNull).count());
    }
}
