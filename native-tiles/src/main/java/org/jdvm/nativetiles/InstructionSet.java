package org.jdvm.nativetiles;

import org.jdvm.exec.gemm.IntegerTiles.LeftForm;
import org.jdvm.nativetiles.VectorRegister.Ymm;
import org.jdvm.nativetiles.VectorRegister.Zmm;

/** The instructions that kernels consist of: those for integers, then those for bfloat16 numbers, best first. */
enum InstructionSet {
    /**
     * Products of tiles, two of which are all columns of a panel. Against dot products of 512 bits a prototype of them was faster from 8 rows on for a
     * product, and from 16 on for the weights of a sentence encoder.
     */
    AMX_INT8("AMX-INT8", CpuExtension.AMX_INT8, 64, 12, 32, 32, 16, LeftForm.OFFSET_BYTES, 24 << 20),
    /** Dot products in 32 registers of 512 bits, two of which are all columns of a panel. */
    AVX512_VNNI("AVX512-VNNI", CpuExtension.AVX512_VNNI, 64, 1, 12, 3, 4, LeftForm.OFFSET_BYTES, 6 << 20),
    /** Dot products in 16 registers of 256 bits, two of which are half the columns of a panel. */
    AVX_VNNI("AVX-VNNI", CpuExtension.AVX_VNNI, 32, 1, 6, 1, 4, LeftForm.OFFSET_BYTES, 3 << 20),
    /** Products of 16-bit integers, summed in pairs, in 16 registers of 256 bits: integers are widened first. */
    AVX2("AVX2", CpuExtension.AVX2, 32, 1, 6, 0, 4, LeftForm.SHORTS, 1 << 20),
    /** Products of tiles of bfloat16 numbers. Sums are rounded in another order than by {@link #AVX512_BF16}: one of both takes all rows. */
    AMX_BF16("AMX-BF16", CpuExtension.AMX_BF16, 64, 1, 32, 32, 16, LeftForm.BFLOATS, 24 << 20),
    /** Dot products of bfloat16 numbers in 32 registers of 512 bits, two of which are all columns of a panel. */
    AVX512_BF16("AVX512-BF16", CpuExtension.AVX512_BF16, 64, 1, 12, 3, 4, LeftForm.BFLOATS, 3 << 20);

    private final String title;
    private final CpuExtension extension;
    private final int bytes;
    private final int leastRows;
    private final int mostRows;
    private final int fewRows;
    private final int unrolled;
    private final LeftForm leftForm;
    private final int mostProducts;

    InstructionSet(
            String title,
            CpuExtension extension,
            int bytes,
            int leastRows,
            int mostRows,
            int fewRows,
            int unrolled,
            LeftForm leftForm,
            int mostProducts) {
        this.title = title;
        this.extension = extension;
        this.bytes = bytes;
        this.leastRows = leastRows;
        this.mostRows = mostRows;
        this.fewRows = fewRows;
        this.unrolled = unrolled;
        this.leftForm = leftForm;
        this.mostProducts = mostProducts;
    }

    /** {@return what the processor must have} */
    CpuExtension extension() {
        return extension;
    }

    /** {@return bytes of a vector} */
    int bytes() {
        return bytes;
    }

    /** {@return bytes of columns, in a row of sums of a panel, that one call of a kernel computes} */
    int stripe() {
        return switch (leftForm) {
            case OFFSET_BYTES, BFLOATS -> 2 * bytes;
            case SHORTS -> NativeTiles.ROW_BYTES;
        };
    }

    /** {@return rows of a block from which these are faster than the next ones} */
    int leastRows() {
        return leastRows;
    }

    /** {@return rows of a block for which there are registers} */
    int mostRows() {
        return mostRows;
    }

    /** {@return rows of a block up to which a call takes several panels, which keep the unit busy; 0 if one panel always does} */
    int fewRows() {
        return fewRows;
    }

    /** {@return groups of depths in a turn of the loop} */
    int unrolled() {
        return unrolled;
    }

    /** {@return whether products are those of bfloat16 numbers, not of integers} */
    boolean isOfFloats() {
        return leftForm == LeftForm.BFLOATS;
    }

    LeftForm leftForm() {
        return leftForm;
    }

    /**
     * {@return products of a call at most, four for each group and column, so that it takes no more than 50 us, also at a third of the rate that was measured: collections wait
     * for its end}
     */
    int mostProducts() {
        return mostProducts;
    }

    VectorRegister register(int number) {
        return bytes == 64 ? new Zmm(number) : new Ymm(number);
    }

    @Override
    public String toString() {
        return title;
    }
}
