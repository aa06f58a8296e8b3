package org.jdvm.lazy;

import java.util.Arrays;
import java.util.Locale;
import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;
import org.jdvm.exec.gemm.PanelCache;
import org.jdvm.exec.gemm.PanelFormat;
import org.jdvm.exec.gemm.Quantizer;

/** Makes constants whose matrices are kept in a form narrower than floats. */
public final class WeightQuantization {
    /** Elements of a group at least: with fewer, factors would take more memory than elements. */
    private static final int LEAST_GROUP = 16;

    private static final int LARGEST_GROUP = 1 << 30;
    private static final float LARGEST_HALF = 65504f;

    private WeightQuantization() {}

    /**
     * {@return a constant of the same sizes}
     *
     * @param weight matrices
     * @param format of the panels
     * @param group elements along the axis that have a factor together, 0 for all
     * @param axis the last axis or the one before
     */
    public static LazyTensor quantize(LazyTensor weight, PanelFormat format, int group, int axis) {
        int[] dims = weight.sizes();
        int rank = dims.length;
        if (weight.type() != DType.F32 || rank < 2) {
            throw new JdvmException("quantize: expected an f32 tensor of at least two dims, but this is %s of type %s"
                    .formatted(Arrays.toString(dims), weight.type().toString().toLowerCase(Locale.ROOT)));
        }
        int counted = axis < 0 ? axis + rank : axis;
        if (counted != rank - 1 && counted != rank - 2) {
            throw new JdvmException("quantize: products add along one of the last two axes of %s, not along axis %d"
                    .formatted(Arrays.toString(dims), axis));
        }
        checkGroup(format, group);
        float[] elements = weight.toFloats();
        checkElements(format, elements, dims);
        PanelCache panels = Quantizer.quantize(
                format,
                elements,
                dims[rank - 2],
                dims[rank - 1],
                counted == rank - 1,
                group == 0 ? LARGEST_GROUP : group);
        return new LazyTensor(weight.type(), dims.clone(), new StorageRef(new VersionedArray(panels), false));
    }

    private static void checkGroup(PanelFormat format, int group) {
        if (group != 0 && !format.isScaled()) {
            throw new JdvmException(
                    "quantize: elements of the format %s have no factors, so there can be no groups of %d"
                            .formatted(format, group));
        }
        if (group != 0 && (group < LEAST_GROUP || Integer.bitCount(group) != 1)) {
            throw new JdvmException("quantize: a group is a power of two of at least %d elements, or 0 for all, not %d"
                    .formatted(LEAST_GROUP, group));
        }
    }

    private static void checkElements(PanelFormat format, float[] elements, int[] dims) {
        float largest = format == PanelFormat.F16 ? LARGEST_HALF : Float.MAX_VALUE;
        for (int i = 0; i < elements.length; i++) {
            if (!(Math.abs(elements[i]) <= largest)) {
                throw new JdvmException("quantize: element %d of %s is %s, which the format %s cannot hold"
                        .formatted(i, Arrays.toString(dims), elements[i], format));
            }
        }
    }
}
