package org.jdvm.exec.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import org.jdvm.exec.lane.Lanes;

/**
 * Moves one vector of columns of windows for several channels: one load for each run of columns, whose lanes a mask selects. All have the
 * same arguments: the array, where the runs begin in the first channel, the distance between channels and how many there are, the masks
 * with the position of the first one, then where the vectors go and how far they are apart.
 */
final class WindowRuns {
    private WindowRuns() {}

    static void whole(float[] array, int from, int step, int channels, float[] to, int row, int pitch) {
        for (int channel = 0; channel < channels; channel++) {
            FloatVector.fromArray(Lanes.F32, array, from + channel * step).intoArray(to, row + channel * pitch);
        }
    }

    static void zeros(int channels, float[] to, int row, int pitch) {
        for (int channel = 0; channel < channels; channel++) {
            FloatVector.zero(Lanes.F32).intoArray(to, row + channel * pitch);
        }
    }

    static void one(
            float[] array, int from, int step, int channels, int[] masks, int mask, float[] to, int row, int pitch) {
        IntVector lanes = IntVector.fromArray(Lanes.I32, masks, mask);
        for (int channel = 0; channel < channels; channel++) {
            FloatVector x = FloatVector.fromArray(Lanes.F32, array, from + channel * step);
            masked(x, lanes).reinterpretAsFloats().intoArray(to, row + channel * pitch);
        }
    }

    static void two(
            float[] array,
            int from,
            int second,
            int step,
            int channels,
            int[] masks,
            int mask,
            float[] to,
            int row,
            int pitch) {
        IntVector lanes = IntVector.fromArray(Lanes.I32, masks, mask);
        IntVector others = IntVector.fromArray(Lanes.I32, masks, mask + Lanes.I32.length());
        for (int channel = 0; channel < channels; channel++) {
            FloatVector x = FloatVector.fromArray(Lanes.F32, array, from + channel * step);
            FloatVector y = FloatVector.fromArray(Lanes.F32, array, second + channel * step);
            masked(x, lanes).or(masked(y, others)).reinterpretAsFloats().intoArray(to, row + channel * pitch);
        }
    }

    /** Adds the lanes of a further run. */
    static void more(
            float[] array, int from, int step, int channels, int[] masks, int mask, float[] to, int row, int pitch) {
        IntVector lanes = IntVector.fromArray(Lanes.I32, masks, mask);
        for (int channel = 0; channel < channels; channel++) {
            FloatVector x = FloatVector.fromArray(Lanes.F32, array, from + channel * step);
            IntVector before =
                    FloatVector.fromArray(Lanes.F32, to, row + channel * pitch).reinterpretAsInts();
            masked(x, lanes).or(before).reinterpretAsFloats().intoArray(to, row + channel * pitch);
        }
    }

    /** {@link #one} for columns that are two elements apart. */
    static void oneApart(
            float[] array, int from, int step, int channels, int[] masks, int mask, float[] to, int row, int pitch) {
        IntVector lanes = IntVector.fromArray(Lanes.I32, masks, mask);
        for (int channel = 0; channel < channels; channel++) {
            FloatVector x = Lanes.everySecond(array, from + channel * step);
            masked(x, lanes).reinterpretAsFloats().intoArray(to, row + channel * pitch);
        }
    }

    /** {@link #two} for columns that are two elements apart. */
    static void twoApart(
            float[] array,
            int from,
            int second,
            int step,
            int channels,
            int[] masks,
            int mask,
            float[] to,
            int row,
            int pitch) {
        IntVector lanes = IntVector.fromArray(Lanes.I32, masks, mask);
        IntVector others = IntVector.fromArray(Lanes.I32, masks, mask + Lanes.I32.length());
        for (int channel = 0; channel < channels; channel++) {
            FloatVector x = Lanes.everySecond(array, from + channel * step);
            FloatVector y = Lanes.everySecond(array, second + channel * step);
            masked(x, lanes).or(masked(y, others)).reinterpretAsFloats().intoArray(to, row + channel * pitch);
        }
    }

    /** {@link #more} for columns that are two elements apart. */
    static void moreApart(
            float[] array, int from, int step, int channels, int[] masks, int mask, float[] to, int row, int pitch) {
        IntVector lanes = IntVector.fromArray(Lanes.I32, masks, mask);
        for (int channel = 0; channel < channels; channel++) {
            FloatVector x = Lanes.everySecond(array, from + channel * step);
            IntVector before =
                    FloatVector.fromArray(Lanes.F32, to, row + channel * pitch).reinterpretAsInts();
            masked(x, lanes).or(before).reinterpretAsFloats().intoArray(to, row + channel * pitch);
        }
    }

    private static IntVector masked(FloatVector x, IntVector lanes) {
        return x.reinterpretAsInts().and(lanes);
    }
}
