package org.jdvm.exec.cube;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.I32;
import static org.jdvm.exec.lane.Layout.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The vector form of {@link Magnitude}, in a separate class: without the Vector API it is not loaded. */
public final class MagnitudeVectors {
    private static final int SIGN_OFF = 0x7fff_ffff;

    private MagnitudeVectors() {}

    /** As integers without their sign, numbers have their usual order, and NaNs come last. */
    public static float largest(float[] array, int first, int count) {
        IntVector x0 = IntVector.zero(I32);
        IntVector x1 = x0;
        for (int i = first; i < first + count; i += 2 * COUNT) {
            x0 = x0.max(FloatVector.fromArray(F32, array, i).reinterpretAsInts().and(SIGN_OFF));
            x1 = x1.max(FloatVector.fromArray(F32, array, i + COUNT)
                    .reinterpretAsInts()
                    .and(SIGN_OFF));
        }
        return Float.intBitsToFloat(x0.max(x1).reduceLanes(VectorOperators.MAX));
    }
}
