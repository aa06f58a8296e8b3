package org.jdvm.nativetiles;

import org.jdvm.nativetiles.VectorRegister.Ymm;
import org.jdvm.nativetiles.VectorRegister.Zmm;

/** Which registers kernels compute in. */
enum VectorWidth {
    /** The dot products of AVX-VNNI: 16 registers, two of which are half the columns of a panel. */
    BITS_256("AVX-VNNI", 32, 6, 1),
    /** The dot products of AVX512-VNNI: 32 registers, two of which are all columns of a panel. */
    BITS_512("AVX512-VNNI", 64, 12, 3);

    private final String extension;
    private final int bytes;
    private final int mostRows;
    private final int fewRows;

    VectorWidth(String extension, int bytes, int mostRows, int fewRows) {
        this.extension = extension;
        this.bytes = bytes;
        this.mostRows = mostRows;
        this.fewRows = fewRows;
    }

    /** {@return the instructions that it needs} */
    String extension() {
        return extension;
    }

    int bytes() {
        return bytes;
    }

    /** {@return rows of a block for which there are registers, with two vectors of columns} */
    int mostRows() {
        return mostRows;
    }

    /** {@return rows of a block up to which several panels at a time keep the unit busy} */
    int fewRows() {
        return fewRows;
    }

    VectorRegister register(int number) {
        return this == BITS_256 ? new Ymm(number) : new Zmm(number);
    }
}
