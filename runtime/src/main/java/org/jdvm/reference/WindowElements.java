package org.jdvm.reference;

import java.util.List;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.WindowAxis;

/** The elements of windows, in double precision. */
final class WindowElements {
    private WindowElements() {}

    /** Each column is a window, its elements in row-major order, those of a channel after those of the one before. */
    static ReferenceTensor matrix(
            ReferenceTensor source, List<WindowAxis> windows, Bindings bindings, ReferenceTensor result) {
        int channel = source.rank() - windows.size() - 1;
        MultiIndex index = new MultiIndex(result.dims());
        for (int i = 0; i < result.elements(); i++, index.next()) {
            int[] at = new int[source.rank()];
            long channels = place(windows, bindings, source, index.at(channel), index.at(channel + 1), at);
            if (channels >= 0) {
                at[channel] = (int) channels;
                for (int axis = 0; axis < channel; axis++) {
                    at[axis] = index.at(axis);
                }
                result.set(i, source, MultiIndex.position(source, axis -> at[axis]));
            }
        }
        return result;
    }

    /** The sum of the elements of each window that are there, or the largest. */
    static ReferenceTensor reduce(
            Node.WindowReduce node, ReferenceTensor source, Bindings bindings, ReferenceTensor result) {
        int leading = source.rank() - node.windows().size();
        long elements = 1;
        for (WindowAxis window : node.windows()) {
            elements *= bindings.value(window.size());
        }
        MultiIndex index = new MultiIndex(result.dims());
        for (int i = 0; i < result.elements(); i++, index.next()) {
            double combined = node.op().floatIdentity();
            for (long element = 0; element < elements; element++) {
                int[] at = new int[source.rank()];
                if (place(node.windows(), bindings, source, element, index.at(leading), at) < 0) {
                    continue;
                }
                for (int axis = 0; axis < leading; axis++) {
                    at[axis] = index.at(axis);
                }
                double x = source.asDouble(MultiIndex.position(source, axis -> at[axis]));
                combined = node.op() == Op.SUM ? combined + x : Math.max(combined, x);
            }
            result.set(i, combined);
        }
        return result;
    }

    /** Where an element of a window is along the last axes; gives the rest of the element's number, or -1 if it is outside. */
    private static long place(
            List<WindowAxis> windows, Bindings bindings, ReferenceTensor source, long element, long window, int[] at) {
        boolean isInside = true;
        for (int axis = windows.size() - 1; axis >= 0; axis--) {
            WindowAxis along = windows.get(axis);
            int spatial = source.rank() - windows.size() + axis;
            long size = bindings.value(along.size());
            long count = bindings.value(along.count());
            long place =
                    window % count * along.step() + element % size * along.dilation() - bindings.value(along.before());
            element /= size;
            window /= count;
            isInside &= place % along.spread() == 0 && place >= 0 && place / along.spread() < source.dims()[spatial];
            at[spatial] = (int) (place / along.spread());
        }
        return isInside ? element : -1;
    }
}
