package org.jdvm;

import org.jdvm.exec.gemm.PanelFormat;

/**
 * In which form the elements of a {@linkplain Tensor#quantize quantized} weight are kept. Products widen them in registers to 32-bit floats, and
 * add in 32-bit floats: activations are not rounded, unless a program casts them.
 */
public enum WeightFormat {
    /** 16 bits: the first half of a 32-bit float. Relative error of an element at most 2<sup>-8</sup>. */
    BF16(PanelFormat.BF16, 0),

    /** 16 bits: IEEE 754 binary16. Relative error of an element at most 2<sup>-11</sup>; magnitudes up to 65504. */
    F16(PanelFormat.F16, 0),

    /**
     * Integers from -127 to 127 times a factor: the largest magnitude of a group over 127. By default the elements of a column that one sum takes are one
     * group.
     */
    INT8(PanelFormat.I8, 0),

    /**
     * Integers from -8 to 7 times a factor: of some factors near the largest magnitude of a group over 7 the one with the least square error. By default 32
     * elements that one sum takes are a group.
     */
    INT4(PanelFormat.I4, 32);

    private final PanelFormat panels;
    private final int group;

    WeightFormat(PanelFormat panels, int group) {
        this.panels = panels;
        this.group = group;
    }

    PanelFormat panels() {
        return panels;
    }

    /** How many elements have a factor together if nothing else is said; 0 for all that one sum takes. */
    int group() {
        return group;
    }
}
