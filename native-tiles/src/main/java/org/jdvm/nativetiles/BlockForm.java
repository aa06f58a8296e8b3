package org.jdvm.nativetiles;

import java.util.ArrayList;
import java.util.List;

/**
 * A kernel: which block it computes.
 *
 * @param set the instructions it consists of
 * @param rows rows of the block
 * @param panels panels of columns, one after the other
 * @param isSigned whether the left operand is signed integers plus 128, which the head of a panel makes up for
 */
record BlockForm(InstructionSet set, int rows, int panels, boolean isSigned) {
    /**
     * Panels that blocks of few rows take at a time: with a single panel each sum would wait for the one before. Tiles, whose shapes are set in each call, are
     * set less often.
     */
    static final int MANY = 4;

    /** {@return all kernels of an instruction set} */
    static List<BlockForm> all(InstructionSet set) {
        List<BlockForm> forms = new ArrayList<>();
        boolean[] signs = switch (set.leftForm()) {
            case OFFSET_BYTES -> new boolean[] {false, true};
            case SHORTS, BFLOATS -> new boolean[] {false};
        };
        for (boolean isSigned : signs) {
            for (int rows = 1; rows <= set.mostRows(); rows++) {
                forms.add(new BlockForm(set, rows, 1, isSigned));
                if (rows <= set.fewRows()) {
                    forms.add(new BlockForm(set, rows, MANY, isSigned));
                }
            }
        }
        return forms;
    }

    /** {@return its machine code} */
    X86Assembler code() {
        X86Assembler code = new X86Assembler();
        switch (set) {
            case AMX_INT8, AMX_BF16 -> TileProductWriter.write(code, this);
            case AVX512_VNNI, AVX_VNNI, AVX512_BF16 -> DotProductWriter.write(code, this);
            case AVX2 -> PairProductWriter.write(code, this);
        }
        return code;
    }

    @Override
    public String toString() {
        String left = switch (set.leftForm()) {
            case OFFSET_BYTES -> isSigned ? "i8 x i8" : "u8 x i8";
            case SHORTS -> "i16 x i8";
            case BFLOATS -> "bf16 x bf16";
        };
        return "%s, %d rows x %d panels, %s".formatted(set, rows, panels, left);
    }
}
