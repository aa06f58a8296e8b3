package org.jdvm.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jdvm.symbolic.Dim;

/**
 * How windows move along an axis: element {@code e} of window {@code w} is at {@code w * step + e * dilation - before}, counted in steps of
 * which {@code spread} make an element of the axis. Between these elements, before the first and after the last one, there are zeros.
 *
 * @param size the elements of a window
 * @param count the number of windows
 * @param step from a window to the next, at least 1
 * @param dilation from an element of a window to the next; less than 0 if windows are read from their end
 * @param before where the first window begins before the axis
 * @param spread how far the elements of the axis are apart, at least 1
 */
public record WindowAxis(Dim size, Dim count, long step, long dilation, Dim before, long spread) {
    /**
     * {@return the shape of the matrix of windows of a tensor}
     *
     * @param operand [..., C, spatial]
     * @param windows how windows move along the last axes
     */
    static Shape matrix(Shape operand, List<WindowAxis> windows) {
        int channel = operand.rank() - windows.size() - 1;
        Dim depth = operand.dim(channel);
        Dim columns = Dim.ONE;
        for (WindowAxis window : windows) {
            depth = depth.times(window.size());
            columns = columns.times(window.count());
        }
        List<Dim> dims = new ArrayList<>(operand.dims().subList(0, channel));
        dims.add(depth);
        dims.add(columns);
        return new Shape(dims);
    }

    /**
     * {@return the shape of what is combined of the windows of a tensor}
     *
     * @param operand [..., spatial]
     * @param windows how windows move along the last axes
     */
    static Shape reduced(Shape operand, List<WindowAxis> windows) {
        List<Dim> dims = new ArrayList<>(operand.dims().subList(0, operand.rank() - windows.size()));
        dims.add(windows.stream().map(WindowAxis::count).reduce(Dim.ONE, Dim::times));
        return new Shape(dims);
    }

    /**
     * {@return the same with other sizes}
     *
     * @param change what becomes of each size
     */
    public WindowAxis map(UnaryOperator<Dim> change) {
        return new WindowAxis(change.apply(size), change.apply(count), step, dilation, change.apply(before), spread);
    }

    /**
     * {@return the same over the inner part of the axis}
     *
     * @param border the elements before that part
     */
    public WindowAxis within(Dim border) {
        return new WindowAxis(size, count, step, dilation, before.plus(border), spread);
    }

    /** {@return true if windows of one element are the elements of the axis in their order} */
    boolean isPlain() {
        return size.equals(Dim.ONE) && step == 1 && spread == 1 && before.equals(Dim.ZERO);
    }

    @Override
    public String toString() {
        return "{" + size + "} x {" + count + "} step " + step + " dilation " + dilation + " before {" + before
                + "} spread " + spread;
    }
}
