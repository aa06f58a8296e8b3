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
 * Writes a kernel of products of 16-bit integers: a function of the System V calling convention that multiplies some rows of 16-bit integers by
 * a panel.
 *
 * <p>A vector of a panel is four columns of four depths, widened when it is loaded. Its product with four depths of a row has two sums for each
 * column, of depths 0 and 1 and of depths 2 and 3; they are added at the end. Products of two pairs of 8-bit integers fit in 32 bits, so all is exact
 * up to where 32-bit sums wrap. ({@code vpmaddubsw}, which needs no widening, saturates at 16 bits.)
 *
 * <p>Arguments: {@code rdi} the rows, {@code rsi} the panel after its head, {@code rdx} where the block goes, {@code rcx} groups of depths, at
 * least one, {@code r8} bytes from row to row, {@code r9} bytes between rows of the block. No register is used that it would have to keep.
 */
final class PairProductWriter {
    /** Columns in a vector. */
    private static final int COLUMNS = 4;

    /** Bytes of a row for a group of depths, and the shift that multiplies by them. */
    private static final int LEFT_BYTES = IntegerTiles.GROUP * Short.BYTES;

    private static final int LEFT_SHIFT = 3;

    /** Bytes of a panel for a group of depths, against those of a row. */
    private static final int PANEL_SHIFT = 4;

    private static final int GROUP_BYTES = IntegerTiles.COLUMNS * IntegerTiles.GROUP;
    private static final int VECTOR_BYTES = COLUMNS * IntegerTiles.GROUP;

    /** Rows that a single address register reaches: 0, 1 and 2 times the distance from it. */
    private static final int ROWS_OF_BASE = 3;

    /** Rows up to which these stay in registers while columns go by. */
    private static final int FEW_ROWS = 2;

    /** Puts four pairs of columns in their order after sums of neighbours in each half of two vectors. */
    private static final int EVEN_FIRST = 0b11_01_10_00;

    private final X86Assembler code;
    private final BlockForm form;

    /** Vectors of columns that are summed at a time. */
    private final int vectors;

    private PairProductWriter(X86Assembler code, BlockForm form) {
        this.code = code;
        this.form = form;
        this.vectors = switch (form.rows()) {
            case 1 -> 8;
            case 2 -> 4;
            default -> 2;
        };
    }

    static void write(X86Assembler code, BlockForm form) {
        new PairProductWriter(code, form).write();
    }

    private void write() {
        if (form.rows() > ROWS_OF_BASE) {
            code.address(RAX, CodeAddress.of(R8, R8, 2, 0));
            code.add(RAX, RDI);
        }
        int turns = IntegerTiles.COLUMNS / (COLUMNS * vectors);
        if (turns == 1) {
            columns();
        } else {
            code.move(R11, RCX);
            code.shiftLeft(R11, LEFT_SHIFT);
            code.move(R10, turns);
            X86Assembler.Target loop = code.target();
            columns();
            nextColumns();
            code.subtract(R10, 1);
            code.jumpIfNotZero(loop);
        }
        code.zeroUpper();
        code.ret();
    }

    /** Sums and stores some columns. */
    private void columns() {
        for (int row = 0; row < form.rows(); row++) {
            for (int vector = 0; vector < vectors; vector++) {
                code.zero(sum(row, vector));
            }
        }
        DepthLoop.write(code, RCX, form.set().unrolled(), this::groups);
        store();
    }

    /** Goes back to the first depth, and on to the next columns. */
    private void nextColumns() {
        code.subtract(RDI, R11);
        if (form.rows() > ROWS_OF_BASE) {
            code.subtract(RAX, R11);
        }
        code.move(RCX, R11);
        code.shiftLeft(RCX, PANEL_SHIFT);
        code.subtract(RSI, RCX);
        code.add(RSI, vectors * VECTOR_BYTES);
        code.move(RCX, R11);
        code.shiftRight(RCX, LEFT_SHIFT);
        for (int row = 1; row < form.rows(); row++) {
            code.subtract(RDX, R9);
        }
        code.add(RDX, vectors * COLUMNS * Integer.BYTES);
    }

    private void groups(int count) {
        for (int group = 0; group < count; group++) {
            if (form.rows() <= FEW_ROWS) {
                fewRows(group);
            } else {
                manyRows(group);
            }
        }
        code.add(RDI, count * LEFT_BYTES);
        if (form.rows() > ROWS_OF_BASE) {
            code.add(RAX, count * LEFT_BYTES);
        }
        code.add(RSI, count * GROUP_BYTES);
    }

    /** Rows stay in registers while columns go by. */
    private void fewRows(int group) {
        VectorRegister right = free(form.rows());
        VectorRegister product = free(form.rows() + 1);
        for (int row = 0; row < form.rows(); row++) {
            code.broadcastQuad(free(row), rowAddress(row, group));
        }
        for (int vector = 0; vector < vectors; vector++) {
            code.loadWidened(right, columnsAddress(vector, group));
            for (int row = 0; row < form.rows(); row++) {
                add(row, vector, row + 1 < form.rows() ? product : right, free(row), right);
            }
        }
    }

    /** Columns stay in registers while rows go by. */
    private void manyRows(int group) {
        VectorRegister left = free(vectors);
        VectorRegister product = free(vectors + 1);
        for (int vector = 0; vector < vectors; vector++) {
            code.loadWidened(free(vector), columnsAddress(vector, group));
        }
        for (int row = 0; row < form.rows(); row++) {
            code.broadcastQuad(left, rowAddress(row, group));
            for (int vector = 0; vector < vectors; vector++) {
                add(row, vector, vector + 1 < vectors ? product : left, left, free(vector));
            }
        }
    }

    private void add(int row, int vector, VectorRegister product, VectorRegister left, VectorRegister right) {
        code.multiplyPairs(product, left, right);
        code.addIntegers(sum(row, vector), sum(row, vector), product);
    }

    /** Adds the two sums of each column, and stores these. */
    private void store() {
        for (int row = 0; row < form.rows(); row++) {
            if (row > 0) {
                code.add(RDX, R9);
            }
            for (int vector = 0; vector < vectors; vector += 2) {
                VectorRegister both = sum(row, vector);
                code.addNeighbours(both, both, sum(row, vector + 1));
                code.permuteQuads(both, both, EVEN_FIRST);
                code.store(CodeAddress.of(RDX, vector * COLUMNS * Integer.BYTES), both);
            }
        }
    }

    private VectorRegister sum(int row, int vector) {
        return form.set().register(row * vectors + vector);
    }

    /** A register after those of the sums. */
    private VectorRegister free(int number) {
        return form.set().register(form.rows() * vectors + number);
    }

    private static CodeAddress columnsAddress(int vector, int group) {
        return CodeAddress.of(RSI, group * GROUP_BYTES + vector * VECTOR_BYTES);
    }

    private static CodeAddress rowAddress(int row, int group) {
        GeneralRegister base = row < ROWS_OF_BASE ? RDI : RAX;
        int displacement = group * LEFT_BYTES;
        return row % ROWS_OF_BASE == 0
                ? CodeAddress.of(base, displacement)
                : CodeAddress.of(base, R8, row % ROWS_OF_BASE, displacement);
    }
}
