package org.jdvm.exec.gemm;

/** In which form a packed panel holds its elements. All are widened to 32-bit floats before they are multiplied. */
public enum PanelFormat {
    F32,
    BF16,
    F16,
    /** Integers of 8 bits times a factor, one for each column and group of depths. */
    I8,
    /** The same of 4 bits, from -8 to 7. */
    I4;

    /** {@return true if elements are integers times factors} */
    public boolean isScaled() {
        return this == I8 || this == I4;
    }
}
