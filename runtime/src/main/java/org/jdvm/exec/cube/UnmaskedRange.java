package org.jdvm.exec.cube;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.KnownPart;
import org.jdvm.exec.state.LaunchOperands;

/**
 * Finds the inner indices that a mask does not exclude for all rows of a frame: from the first to the last of them.
 *
 * <p>What was found for rows of a mask is remembered until the section ends, for the other heads that use it; and how large the elements
 * of a matrix are, for the other rows.
 */
public final class UnmaskedRange {
    /** By how much a number must be lower than its neighbour to be excluded, whatever small number is added to both. */
    private static final float APART = 256;

    private static final int REMEMBERED = 64;

    private final Range[] ranges = new Range[REMEMBERED];
    private final Largest[] magnitudes = new Largest[REMEMBERED];

    /** True if something is remembered: most sections have no masks. */
    private boolean remembers;

    private final MaskRow row = new MaskRow();

    // The range of the mask that was asked for last.
    private int from;
    private int to;

    /** By how much excluded numbers of it are lower than their neighbours, at least. */
    private float gap;

    /** What was found in the rows of a mask. */
    private static final class Range {
        final KnownPart mask = new KnownPart();
        boolean scores;
        int from;
        int to;
        float gap;
    }

    /** The largest magnitude of the elements of a matrix. */
    private static final class Largest {
        final KnownPart matrix = new KnownPart();
        double magnitude;
    }

    public UnmaskedRange() {
        Arrays.setAll(ranges, _ -> new Range());
        Arrays.setAll(magnitudes, _ -> new Largest());
    }

    /** Forgets what was found in the arrays of a launch. */
    public void forget() {
        if (!remembers) {
            return;
        }
        remembers = false;
        for (int i = 0; i < REMEMBERED; i++) {
            ranges[i].mask.forget();
            magnitudes[i].matrix.forget();
        }
    }

    /**
     * Leaves out what a mask excludes.
     *
     * @param next the next instruction
     * @param scores true if a product is added to the mask
     * @return where to go on
     */
    public int narrow(CoreState core, LaunchOperands launch, int at, int next, boolean scores) {
        long[] words = launch.words();
        long before = core.innerBefore();
        find(core, launch, at, words[at + 2], before, scores);
        int unit = (int) words[Words.afterAddress(words, at)];
        int first = core.firstInner;
        int end = first + core.inner;
        long live = Math.max(0, from - before);
        long liveEnd = (to - before + unit - 1) / unit * unit;
        int newFirst = Math.clamp(live - live % unit, first, end);
        int newEnd = Math.clamp(liveEnd, first, end);
        if (newFirst == first && newEnd == end) {
            return next;
        }
        if (scores && !isSmall(core, launch, Words.afterAddress(words, at) + 1)) {
            return next;
        }
        if (newFirst < newEnd) {
            core.narrow(newFirst - first, newEnd - first);
            return next;
        }
        int loopEnd = core.endOfInnerLoop(words, next);
        return loopEnd < 0 ? next : loopEnd;
    }

    /** Finds the range of the rows of a frame, over the whole extent of the inner indices. */
    private void find(CoreState core, LaunchOperands launch, int at, long columnStride, long before, boolean scores) {
        long[] words = launch.words();
        int buffer = Words.buffer(words[at]);
        Binding binding = launch.bindings()[buffer];
        Object array = binding.array();
        long rowStride = words[at + 1];
        long start = binding.offset() + core.address(words, at) - before * columnStride;
        int rows = rowStride == 0 ? 1 : core.rows;
        int count = Math.toIntExact(core.innerExtent());
        Range known = ranges[slot(start)];
        if (known.scores == scores && known.mask.is(array, start, rowStride, columnStride, rows, count)) {
            from = known.from;
            to = known.to;
            gap = known.gap;
            return;
        }
        DType type = launch.program().buffers().get(buffer).type();
        from = count;
        to = 0;
        gap = Float.POSITIVE_INFINITY;
        for (int r = rows - 1; r >= 0 && (from > 0 || to < count); r--) {
            row.set(type, array, start + r * rowStride, columnStride, count);
            add(row, count, scores);
        }
        known.mask.set(array, start, rowStride, columnStride, rows, count);
        known.scores = scores;
        known.from = from;
        known.to = to;
        known.gap = gap;
        remembers = true;
    }

    /** Adds a row. In a causal mask the last one has the longest range, and then all others end with the same number after it. */
    private void add(MaskRow row, int count, boolean scores) {
        int last = row.bits(count - 1);
        int end = row.mismatch(to, count, last) < count ? row.runBefore(count, last) : row.runBefore(to, last);
        if (end == 0) {
            if (row.number(0) != Float.NEGATIVE_INFINITY) {
                from = 0;
                to = count;
            }
            return;
        }
        to = Math.max(to, isExcluded(row.number(count - 1), row.number(end - 1), scores) ? end : count);
        if (from > 0) {
            int begin = row.mismatch(0, count, row.bits(0));
            from = Math.min(from, isExcluded(row.number(0), row.number(begin), scores) ? begin : 0);
        }
    }

    private boolean isExcluded(float number, float next, boolean scores) {
        if (number == Float.NEGATIVE_INFINITY) {
            return true;
        }
        boolean isApart = scores && next - number >= APART;
        gap = isApart ? Math.min(gap, next - number) : gap;
        return isApart;
    }

    /** True if no element of a product can be large: what is infinite or not a number is large as well. */
    private boolean isSmall(CoreState core, LaunchOperands launch, int leftAt) {
        long[] words = launch.words();
        int rightAt = Words.afterAddress(words, leftAt);
        int depthAt = Words.afterAddress(words, rightAt);
        int depth = Math.toIntExact(words[depthAt]);
        double factor = launch.scalars()[Words.value(words[depthAt + 1])];
        double divisor = launch.scalars()[Words.value(words[depthAt + 2])];
        double left = magnitude(core, launch, leftAt, words[leftAt + 1], words[leftAt + 2], core.rows, depth);
        double right =
                magnitude(core, launch, rightAt, words[rightAt + 2], words[rightAt + 1], core.wholeInner(), depth);
        double product = left * right * depth;
        double most = product * Math.abs(factor) / Math.abs(divisor);
        return product <= Float.MAX_VALUE && most <= Float.MAX_VALUE && 4 * most + APART <= gap;
    }

    private double magnitude(
            CoreState core, LaunchOperands launch, int at, long rowStride, long columnStride, int rows, int columns) {
        int buffer = Words.buffer(launch.words()[at]);
        Binding binding = launch.bindings()[buffer];
        long start = binding.offset() + core.address(launch.words(), at);
        Object array = binding.array();
        Largest known = magnitudes[slot(start)];
        if (!known.matrix.is(array, start, rowStride, columnStride, rows, columns)) {
            DType type = launch.program().buffers().get(buffer).type();
            known.magnitude = Magnitude.of(type, array, start, rowStride, columnStride, rows, columns);
            known.matrix.set(array, start, rowStride, columnStride, rows, columns);
            remembers = true;
        }
        return known.magnitude;
    }

    private static int slot(long start) {
        return (int) (start * 0x9e37_79b9_7f4a_7c15L >>> 58);
    }
}
