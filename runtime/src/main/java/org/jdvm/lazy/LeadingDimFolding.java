package org.jdvm.lazy;

import java.util.Arrays;
import org.jdvm.JdvmException;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.specialize.Template;
import org.jdvm.storage.TensorData;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * The leading dims of one call, written as {@code ...}: one dim inside the operator, any number of dims in the call. All
 * arguments with {@code ...} must have the same ones.
 */
final class LeadingDimFolding {
    private final Template template;
    private int @Nullable [] dims;
    private @Nullable String origin;

    LeadingDimFolding(Template template) {
        this.template = template;
    }

    private int count(TensorParameter parameter, LazyTensor tensor) {
        int count = tensor.rank() - (parameter.shape().rank() - 1);
        if (count < 0) {
            throw new JdvmException("%s: %s has %d dims %s, but %s needs at least %d"
                    .formatted(
                            template.graph().name(),
                            parameter.name(),
                            tensor.rank(),
                            Arrays.toString(tensor.sizes()),
                            parameter.shape(),
                            parameter.shape().rank() - 1));
        }
        return count;
    }

    /** True if the leading dims are laid out in memory like one. */
    boolean canFold(TensorParameter parameter, LazyTensor tensor) {
        int[] strides = tensor.storage().strides();
        int[] sizes = tensor.sizes();
        int next = -1;
        for (int axis = count(parameter, tensor) - 1; axis >= 0; axis--) {
            if (sizes[axis] != 1) {
                if (next >= 0 && strides[axis] != strides[next] * sizes[next]) {
                    return false;
                }
                next = axis;
            }
        }
        return true;
    }

    int[] foldDims(TensorParameter parameter, LazyTensor tensor) {
        int count = count(parameter, tensor);
        int[] lead = Arrays.copyOf(tensor.sizes(), count);
        if (dims == null) {
            dims = lead;
            origin = parameter.name();
        } else if (!Arrays.equals(dims, lead)) {
            throw new JdvmException("%s: %s has the leading dims %s, but %s has %s"
                    .formatted(
                            template.graph().name(),
                            parameter.name(),
                            Arrays.toString(lead),
                            origin,
                            Arrays.toString(dims)));
        }
        int[] folded = new int[parameter.shape().rank()];
        folded[0] = TensorData.elements(template.graph().name(), lead);
        System.arraycopy(tensor.sizes(), count, folded, 1, folded.length - 1);
        return folded;
    }

    int[] foldStrides(TensorParameter parameter, LazyTensor tensor) {
        int count = count(parameter, tensor);
        int[] strides = tensor.storage().strides();
        int[] folded = new int[parameter.shape().rank()];
        for (int axis = count - 1; axis >= 0; axis--) {
            if (tensor.sizes()[axis] != 1) {
                folded[0] = strides[axis];
                break;
            }
        }
        System.arraycopy(strides, count, folded, 1, folded.length - 1);
        return folded;
    }

    /** The dims of a result as the caller sees them. */
    int[] unfold(int result, int[] sizes) {
        Shape shape = template.graph().results().get(result).shape();
        if (dims == null || shape.rank() == 0 || !shape.dim(0).equals(Dim.LEADING)) {
            return sizes;
        }
        int[] unfolded = Arrays.copyOf(dims, dims.length + sizes.length - 1);
        System.arraycopy(sizes, 1, unfolded, dims.length, sizes.length - 1);
        return unfolded;
    }
}
