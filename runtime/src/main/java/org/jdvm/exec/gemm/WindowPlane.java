package org.jdvm.exec.gemm;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Layout;

/**
 * What some windows show of a channel, with the border around it. In it no window has an element outside, and element k of the windows of a line is
 * at the same distance from the first one for all of them.
 *
 * <p>Windows that are two elements apart along the last axis have a plane of those between them too; where they are further apart, elements of each
 * phase are adjacent. A vector of the plane whose elements are adjacent in memory, but for the border, is one load that is expanded.
 */
public final class WindowPlane {
    private static final int COUNT = Layout.COUNT;

    /** The offset of what is outside of the tensor. */
    private static final int OUTSIDE = Integer.MIN_VALUE;

    /** How windows move along an axis, and the plane along it. */
    private static final class Axis {
        private int size;
        private long count;
        private long step;
        private long dilation;
        private long before;
        private long spread;
        private long extent;
        private long stride;

        /** Windows of the plane from one that is asked for to the next. */
        private int apart;

        /** The first window that is asked for along the axis, and how many of these there are. */
        private long first;

        private long windows;

        /** Elements of a phase in the plane. */
        private int length;

        /** Elements of the plane from index to index. */
        private int pitch;

        /** The phases that occur, and for each element of a window its distance from the first one. */
        private int phases;

        private long[] phase = new long[0];
        private int[] offsets = new int[0];

        /** For each index of each phase where it is in the tensor, or {@link #OUTSIDE}. */
        private int[] places = new int[0];

        /** For each phase the indices that are in the tensor if its elements are not spread: from the first one on, before the end. */
        private int[] inside = new int[0];

        private int[] end = new int[0];

        private void read(long[] words, int word, boolean isLast) {
            size = Math.toIntExact(words[word]);
            count = words[word + 1];
            step = words[word + 2];
            dilation = words[word + 3];
            before = words[word + 4];
            spread = words[word + 5];
            extent = words[word + 6];
            stride = words[word + 7];
            boolean isDense = !isLast || count == 1 || step == 2 && spread == 1 && stride == 1;
            apart = count == 1 ? 1 : isDense ? Math.toIntExact(step) : 1;
            step = count == 1 ? 1 : step;
            step /= apart;
            int most = (int) Math.min(step, size);
            if (phase.length < most || offsets.length < size) {
                phase = new long[most];
                inside = new int[most];
                end = new int[most];
                offsets = new int[size];
            }
        }

        private long origin() {
            return first * apart * step - before + Math.min(0, (size - 1) * dilation);
        }

        /**
         * Lays out the plane along the axis.
         *
         * @param inner elements of the plane along the axes after it
         * @param isWhole whether elements of the tensor that no window shows may be in it too, so that nothing of a line is left out
         * @return elements along it, or more than there may be
         */
        private long layOut(int inner, boolean isWhole) {
            long reach = (size - 1) * Math.abs(dilation);
            long room = (windows - 1) * apart + 1 + reach / step;
            long all = extent - origin();
            if (isWhole && step == 1 && spread == 1 && all > room && all <= room + COUNT) {
                room = all;
            }
            if (room * Math.min(step, size) > WindowMap.MOST_PLANE) {
                return WindowMap.MOST_PLANE + 1;
            }
            length = (int) room;
            pitch = inner;
            phases = 0;
            for (int element = 0; element < size; element++) {
                long at = dilation > 0 ? element * dilation : reach + element * dilation;
                long row = step == 1 ? at : at / step;
                long rest = at - row * step;
                int number = 0;
                while (number < phases && phase[number] != rest) {
                    number++;
                }
                if (number == phases) {
                    phase[phases++] = rest;
                }
                offsets[element] = (number * length + (int) row) * pitch;
            }
            return (long) phases * length;
        }

        /** Finds where the elements of the plane are in the tensor. */
        private void place() {
            if (places.length < phases * length) {
                places = new int[phases * length];
            }
            for (int number = 0; number < phases; number++) {
                long begin = origin() + phase[number];
                if (spread == 1) {
                    inside[number] = Math.clamp(Math.ceilDiv(-begin, step), 0, length);
                    end[number] = Math.clamp(Math.floorDiv(extent - 1 - begin, step) + 1, inside[number], length);
                }
                for (int at = 0; at < length; at++) {
                    long place = begin + at * step;
                    long index = spread == 1 ? place : Math.floorDiv(place, spread);
                    boolean isThere = index >= 0 && index < extent && index * spread == place;
                    places[number * length + at] = isThere ? (int) (index * stride) : OUTSIDE;
                }
            }
        }

        private boolean showsAll() {
            return end[0] - inside[0] == extent;
        }
    }

    private final Axis[] all = new Axis[WindowMap.MOST_AXES];
    private int axes;

    /** For each axis the number of a window. */
    private final long[] numbers = new long[WindowMap.MOST_AXES];

    /** The elements. What follows them is room for vectors that begin at one of them. */
    float[] elements = new float[0];

    private int size;

    /** What is in the border; no number if there is none yet. */
    private float border = Float.NaN;

    /** True if each vector is one load. */
    private boolean isExpanded;

    /** For each vector where its first element that is in the tensor is, counted from the first element of the channel. */
    private int[] starts = new int[0];

    /** For each vector a bit for each lane that is in the tensor. */
    private long[] lanes = new long[0];

    WindowPlane() {
        Arrays.setAll(all, _ -> new Axis());
    }

    /** Reads how windows move; returns the number of elements of each. */
    int read(long[] words, int at) {
        axes = (int) words[at];
        int count = 1;
        for (int axis = 0; axis < axes; axis++) {
            all[axis].read(words, at + 1 + axis * WindowMap.AXIS_WORDS, axis == axes - 1);
            count = Math.multiplyExact(count, all[axis].size);
        }
        return count;
    }

    /** Windows of a line. */
    long line() {
        return all[axes - 1].count;
    }

    /** How far apart windows of a line are. */
    int apart() {
        return all[axes - 1].apart;
    }

    /** Goes to a window. */
    void first(long window) {
        long rest = window;
        for (int axis = axes - 1; axis >= 0; axis--) {
            numbers[axis] = rest % all[axis].count;
            rest /= all[axis].count;
        }
    }

    /** Windows from the present one to the end of its line. */
    long restOfLine() {
        return line() - numbers[axes - 1];
    }

    /** Goes on by windows of the line. */
    void skip(int windows) {
        numbers[axes - 1] += windows;
        for (int axis = axes - 1; axis > 0 && numbers[axis] == all[axis].count; axis--) {
            numbers[axis] = 0;
            numbers[axis - 1]++;
        }
    }

    /** Where the first element of the present window is. */
    int place() {
        int place = 0;
        for (int axis = 0; axis < axes; axis++) {
            place += (int) (numbers[axis] - all[axis].first) * all[axis].apart * all[axis].pitch;
        }
        return place;
    }

    /**
     * Lays out the plane.
     *
     * @param window the number of the first window
     * @param columns how many windows follow one another
     * @param offsets takes for each element of a window its distance from the first one
     * @param count elements of a window
     * @return false if it would be too large; never for one window
     */
    boolean layOut(long window, int columns, int[] offsets, int count) {
        long first = window;
        long last = window + columns - 1;
        long inner = 1;
        for (int axis = 1; axis < axes; axis++) {
            inner *= all[axis].count;
        }
        boolean isOne = true;
        boolean isLine = true;
        for (int axis = 0; axis < axes; axis++) {
            // Windows that differ along an axis before have any index along this one.
            all[axis].first = isOne ? first / inner : 0;
            all[axis].windows = isOne ? last / inner - first / inner + 1 : all[axis].count;
            isLine = isOne;
            isOne &= all[axis].windows == 1;
            first %= inner;
            last %= inner;
            inner /= axis + 1 < axes ? all[axis + 1].count : 1;
        }
        long room = 1;
        for (int axis = axes - 1; axis >= 0; axis--) {
            room *= all[axis].layOut((int) room, axis == axes - 1 && !isLine);
            if (room > WindowMap.MOST_PLANE && columns > 1) {
                return false;
            }
        }
        size = (int) room;
        if (elements.length < size + 2 * COUNT) {
            elements = new float[size + 2 * COUNT];
        }
        border = Float.NaN;
        for (int axis = 0; axis < axes; axis++) {
            all[axis].place();
        }
        isExpanded = isContiguous();
        if (isExpanded) {
            expand();
        }
        for (int element = 0; element < count; element++) {
            int rest = element;
            int offset = 0;
            for (int axis = axes - 1; axis >= 0; axis--) {
                offset += all[axis].offsets[rest % all[axis].size];
                rest /= all[axis].size;
            }
            offsets[element] = offset;
        }
        return true;
    }

    /** Whether what is in the tensor is adjacent in memory, in the order of the plane. */
    private boolean isContiguous() {
        Axis last = all[axes - 1];
        if (last.step != 1 || last.spread != 1 || last.stride != 1) {
            return false;
        }
        long stride = 1;
        boolean isAll = true;
        for (int axis = axes - 1; axis >= 0; axis--) {
            Axis along = all[axis];
            if (along.spread != 1 || along.length > 1 && (along.stride != stride || !isAll)) {
                return false;
            }
            isAll &= along.showsAll();
            stride *= along.extent;
        }
        return true;
    }

    private void expand() {
        int vectors = (size + COUNT - 1) / COUNT;
        if (lanes.length < vectors) {
            lanes = new long[vectors];
            starts = new int[vectors];
        }
        Arrays.fill(lanes, 0, vectors, 0);
        expand(0, 0, 0);
        // Vectors of the border load what the ones next to them do.
        int last = vectors - 1;
        while (last > 0 && lanes[last] == 0) {
            last--;
        }
        int start = lanes[last] == 0 ? 0 : starts[last];
        for (int vector = vectors - 1; vector >= 0; vector--) {
            start = lanes[vector] == 0 ? start : starts[vector];
            starts[vector] = start;
        }
    }

    private void expand(int axis, int place, int target) {
        Axis along = all[axis];
        for (int at = along.inside[0]; axis < axes - 1 && at < along.end[0]; at++) {
            expand(axis + 1, place + along.places[at], target + at * along.pitch);
        }
        if (axis < axes - 1 || along.inside[0] == along.end[0]) {
            return;
        }
        int first = target + along.inside[0];
        int end = target + along.end[0];
        int start = place + along.places[along.inside[0]];
        for (int vector = first / COUNT; vector * COUNT < end; vector++) {
            int from = Math.max(0, first - vector * COUNT);
            int to = Math.min(COUNT, end - vector * COUNT);
            if (lanes[vector] == 0) {
                starts[vector] = start + vector * COUNT + from - first;
            }
            lanes[vector] |= (1L << to) - (1L << from);
        }
    }

    /**
     * Copies a channel.
     *
     * @param type element type of the array
     * @param array the memory of the tensor
     * @param from index of the first element of the channel
     * @param outside what is outside of the tensor
     */
    void fill(DType type, Object array, long from, float outside) {
        if (isExpanded && type == DType.F32) {
            expanded((float[]) array, Math.toIntExact(from), outside);
            return;
        }
        boolean isBordered = border == outside;
        border = outside;
        fill(0, type, array, from, 0, true, isBordered);
    }

    private void expanded(float[] array, int from, float outside) {
        int vectors = (size + COUNT - 1) / COUNT;
        int inside = 0;
        if (KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.EXPAND)) {
            inside = vectors;
            while (inside > 0 && from + starts[inside - 1] > array.length - COUNT) {
                inside--;
            }
            WindowSweepVectors.expand(array, from, starts, lanes, inside, outside, elements);
        }
        for (int vector = inside; vector < vectors; vector++) {
            expand(array, from + starts[vector], lanes[vector], outside, elements, vector * COUNT);
        }
    }

    /** The scalar form of one vector of {@link WindowSweepVectors#expand}. */
    public static void expand(float[] from, int first, long lanes, float outside, float[] to, int target) {
        int at = first;
        for (int lane = 0; lane < COUNT; lane++) {
            to[target + lane] = (lanes >>> lane & 1) != 0 ? from[at++] : outside;
        }
    }

    private void fill(int axis, DType type, Object array, long from, int target, boolean isInside, boolean isBordered) {
        Axis along = all[axis];
        if (axis == axes - 1) {
            for (int number = 0; number < along.phases; number++) {
                line(along, number, type, array, from, target + number * along.length, isInside, isBordered);
            }
            return;
        }
        for (int at = 0; at < along.length; at++) {
            int place = along.places[at];
            boolean isThere = isInside && place != OUTSIDE;
            fill(axis + 1, type, array, isThere ? from + place : from, target + at * along.pitch, isThere, isBordered);
        }
    }

    private void line(
            Axis along,
            int number,
            DType type,
            Object array,
            long from,
            int target,
            boolean isInside,
            boolean isBordered) {
        if (!isInside) {
            if (!isBordered) {
                Arrays.fill(elements, target, target + along.length, border);
            }
            return;
        }
        if (along.spread > 1) {
            for (int at = 0; at < along.length; at++) {
                int place = along.places[number * along.length + at];
                elements[target + at] =
                        place == OUTSIDE ? border : Packing.element(type, array, Math.toIntExact(from + place));
            }
            return;
        }
        int first = along.inside[number];
        int end = along.end[number];
        if (!isBordered) {
            Arrays.fill(elements, target, target + first, border);
            Arrays.fill(elements, target + end, target + along.length, border);
        }
        if (first < end) {
            int begin = Math.toIntExact(from + along.places[number * along.length + first]);
            copy(type, array, begin, Math.toIntExact(along.step * along.stride), target + first, end - first);
        }
    }

    private void copy(DType type, Object array, int from, int step, int target, int count) {
        if (type != DType.F32) {
            for (int i = 0; i < count; i++) {
                elements[target + i] = Packing.element(type, array, from + i * step);
            }
            return;
        }
        float[] memory = (float[]) array;
        if (step == 1) {
            System.arraycopy(memory, from, elements, target, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            elements[target + i] = memory[from + i * step];
        }
    }
}
