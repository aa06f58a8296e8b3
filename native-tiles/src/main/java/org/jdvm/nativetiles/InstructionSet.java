package org.jdvm.nativetiles;

import org.jdvm.exec.gemm.IntegerTiles.LeftForm;
import org.jdvm.nativetiles.VectorRegister.Ymm;
import org.jdvm.nativetiles.VectorRegister.Zmm;

/** The instructions that kernels consist of, best first. */
enum InstructionSet {
    /** Dot products in 32 registers of 512 bits, two of which are all columns of a panel. */
    AVX512_VNNI("AVX512-VNNI", CpuExtension.AVX512_VNNI, 64, 12, 3, LeftForm.OFFSET_BYTES, 6 << 20),
    /** Dot products in 16 registers of 256 bits, two of which are half the columns of a panel. */
    AVX_VNNI("AVX-VNNI", CpuExtension.AVX_VNNI, 32, 6, 1, LeftForm.OFFSET_BYTES, 3 << 20),
    /** Products of 16-bit integers, summed in pairs, in 16 registers of 256 bits: integers are widened first. */
    AVX2("AVX2", CpuExtension.AVX2, 32, 6, 0, LeftForm.SHORTS, 1 << 20);

    private final String title;
    private final CpuExtension extension;
    private final int bytes;
    private final int mostRows;
    private final int fewRows;
    private final LeftForm leftForm;
    private final int mostProducts;

    InstructionSet(
            String title,
            CpuExtension extension,
            int bytes,
            int mostRows,
            int fewRows,
            LeftForm leftForm,
            int mostProducts) {
        this.title = title;
        this.extension = extension;
        this.bytes = bytes;
        this.mostRows = mostRows;
        this.fewRows = fewRows;
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
            case OFFSET_BYTES -> 2 * bytes;
            case SHORTS -> NativeTiles.ROW_BYTES;
        };
    }

    /** {@return rows of a block for which there are registers} */
    int mostRows() {
        return mostRows;
    }

    /** {@return rows of a block up to which several panels at a time keep the unit busy; 0 if one panel always does} */
    int fewRows() {
        return fewRows;
    }

    LeftForm leftForm() {
        return leftForm;
    }

    /**
     * {@return products of a call at most, so that it takes no more than 50 us, also at a third of the rate that was measured: collections wait
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
