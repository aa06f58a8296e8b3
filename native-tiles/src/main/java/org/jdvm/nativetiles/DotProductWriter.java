package org.jdvm.nativetiles;

import static org.jdvm.nativetiles.GeneralRegister.R10;
import static org.jdvm.nativetiles.GeneralRegister.R11;
import static org.jdvm.nativetiles.GeneralRegister.R8;
import static org.jdvm.nativetiles.GeneralRegister.R9;
import static org.jdvm.nativetiles.GeneralRegister.RAX;
import static org.jdvm.nativetiles.GeneralRegister.RCX;
import static org.jdvm.nativetiles.GeneralRegister.RDI;
import static org.jdvm.nativetiles.GeneralRegister.RDX;
import static org.jdvm.nativetiles.GeneralRegister.RSI;

import org.jdvm.exec.gemm.IntegerTiles;

/**
 * Writes a kernel of dot products: a function of the System V calling convention that multiplies some rows of unsigned bytes, or of bfloat16 numbers, by one
 * or more panels. With vectors of 256 bits it computes one half of the columns.
 *
 * <p>Arguments: {@code rdi} the rows, {@code rsi} the first panel after its head, {@code rdx} where the block goes, {@code rcx} groups of
 * depths, at least one, {@code r8} bytes from row to row, {@code r9} bytes between rows of the block. No register is used that it would
 * have to keep.
 */
final class DotProductWriter {
    /** Vectors of a panel that a kernel computes. */
    private static final int VECTORS = 2;

    /** Rows that a single address register reaches: 0, 1 and 2 times the distance from it. */
    private static final int ROWS_OF_BASE = 3;

    private static final int GROUP_BYTES = IntegerTiles.COLUMNS * IntegerTiles.GROUP;

    /** Registers that hold addresses, after the one with the first. */
    private static final GeneralRegister[] BASES = {RAX, R10, R11};

    private final X86Assembler code;
    private final BlockForm form;

    private DotProductWriter(X86Assembler code, BlockForm form) {
        this.code = code;
        this.form = form;
    }

    static void write(X86Assembler code, BlockForm form) {
        new DotProductWriter(code, form).write();
    }

    private void write() {
        if (form.panels() > 1) {
            code.move(R11, RCX);
            code.shiftLeft(R11, Integer.numberOfTrailingZeros(GROUP_BYTES));
            code.add(R11, IntegerTiles.HEAD_BYTES);
            bases(RSI);
        } else if (form.rows() > ROWS_OF_BASE) {
            code.address(R11, CodeAddress.of(R8, R8, 2, 0));
            bases(RDI);
        }
        start();
        DepthLoop.write(code, RCX, form.set().unrolled(), this::groups);
        finish();
    }

    /** Addresses at equal distances, which is in the last register. */
    private void bases(GeneralRegister first) {
        code.address(RAX, CodeAddress.of(first, R11, 1, 0));
        code.address(R10, CodeAddress.of(RAX, R11, 1, 0));
        code.add(R11, R10);
    }

    /** Sums begin with the numbers in the heads of the panels. */
    private void start() {
        int head = form.isSigned() ? -IntegerTiles.HEAD_BYTES : -IntegerTiles.HEAD_BYTES / 2;
        for (int row = 0; row < form.rows(); row++) {
            for (int panel = 0; panel < form.panels(); panel++) {
                for (int vector = 0; vector < VECTORS; vector++) {
                    int displacement = head + vector * form.set().bytes();
                    code.load(sum(row, panel, vector), CodeAddress.of(panelBase(panel), displacement));
                }
            }
        }
    }

    private void groups(int count) {
        for (int group = 0; group < count; group++) {
            if (form.rows() == 1) {
                row(group);
            } else if (form.panels() > 1) {
                fewRows(group);
            } else {
                manyRows(group);
            }
        }
        boolean isOneBase = form.panels() > 1 || form.rows() <= ROWS_OF_BASE;
        code.add(RDI, count * IntegerTiles.GROUP);
        code.add(RSI, count * GROUP_BYTES);
        if (form.panels() > 1) {
            for (GeneralRegister base : BASES) {
                code.add(base, count * GROUP_BYTES);
            }
        } else if (!isOneBase) {
            for (GeneralRegister base : BASES) {
                code.add(base, count * IntegerTiles.GROUP);
            }
        }
    }

    /** A single row: columns come from memory. */
    private void row(int group) {
        VectorRegister left = free(0);
        code.broadcast(left, rowAddress(0, group));
        for (int panel = 0; panel < form.panels(); panel++) {
            for (int vector = 0; vector < VECTORS; vector++) {
                add(sum(0, panel, vector), left, columns(panel, vector, group));
            }
        }
    }

    /** Rows stay in registers while columns go by. */
    private void fewRows(int group) {
        VectorRegister right = free(form.rows());
        for (int row = 0; row < form.rows(); row++) {
            code.broadcast(free(row), rowAddress(row, group));
        }
        for (int panel = 0; panel < form.panels(); panel++) {
            for (int vector = 0; vector < VECTORS; vector++) {
                code.load(right, columns(panel, vector, group));
                for (int row = 0; row < form.rows(); row++) {
                    add(sum(row, panel, vector), free(row), right);
                }
            }
        }
    }

    /** Columns stay in registers while rows go by. */
    private void manyRows(int group) {
        VectorRegister left = free(VECTORS);
        for (int vector = 0; vector < VECTORS; vector++) {
            code.load(free(vector), columns(0, vector, group));
        }
        for (int row = 0; row < form.rows(); row++) {
            code.broadcast(left, rowAddress(row, group));
            for (int vector = 0; vector < VECTORS; vector++) {
                add(sum(row, 0, vector), left, free(vector));
            }
        }
    }

    private void add(VectorRegister sum, VectorRegister left, VectorRegister right) {
        if (form.set().isOfFloats()) {
            code.dotProductOfBfloats(sum, left, right);
        } else {
            code.dotProduct(sum, left, right);
        }
    }

    private void add(VectorRegister sum, VectorRegister left, CodeAddress right) {
        if (form.set().isOfFloats()) {
            code.dotProductOfBfloats(sum, left, right);
        } else {
            code.dotProduct(sum, left, right);
        }
    }

    private void finish() {
        for (int row = 0; row < form.rows(); row++) {
            for (int panel = 0; panel < form.panels(); panel++) {
                for (int vector = 0; vector < VECTORS; vector++) {
                    int displacement = panel * Integer.BYTES * IntegerTiles.COLUMNS
                            + vector * form.set().bytes();
                    code.store(CodeAddress.of(RDX, displacement), sum(row, panel, vector));
                }
            }
            if (row + 1 < form.rows()) {
                code.add(RDX, R9);
            }
        }
        code.zeroUpper();
        code.ret();
    }

    private VectorRegister sum(int row, int panel, int vector) {
        return form.set().register((row * form.panels() + panel) * VECTORS + vector);
    }

    /** A register after those of the sums. */
    private VectorRegister free(int number) {
        return form.set().register(form.rows() * form.panels() * VECTORS + number);
    }

    private static GeneralRegister panelBase(int panel) {
        return panel == 0 ? RSI : BASES[panel - 1];
    }

    private CodeAddress columns(int panel, int vector, int group) {
        return CodeAddress.of(
                panelBase(panel), group * GROUP_BYTES + vector * form.set().bytes());
    }

    private static CodeAddress rowAddress(int row, int group) {
        GeneralRegister base = row < ROWS_OF_BASE ? RDI : BASES[row / ROWS_OF_BASE - 1];
        int displacement = group * IntegerTiles.GROUP;
        return row % ROWS_OF_BASE == 0
                ? CodeAddress.of(base, displacement)
                : CodeAddress.of(base, R8, row % ROWS_OF_BASE, displacement);
    }
}
