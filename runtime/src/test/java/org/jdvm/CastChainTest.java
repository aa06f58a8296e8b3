package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.jdvm.annotations.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two casts in one graph give what they give one by one, for all three types. */
class CastChainTest {
    private static final double[] NUMBERS = {
        -1e30,
        -2147483649.0,
        -40000,
        -300.5,
        -129,
        -20.75,
        -1,
        -0.0,
        0,
        0.5,
        1,
        3,
        127,
        128,
        200,
        255,
        256,
        32768,
        65535,
        65536,
        70001,
        16777217,
        1073741825 + (1 << 22),
        2147483647,
        4e9,
        1e300,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    @ParameterizedTest
    @EnumSource(DType.class)
    void castsInARowAreThoseWritten(DType from) {
        Tensor x = Tensor.of(NUMBERS, NUMBERS.length).cast(from);
        Tensor.compute(x);
        for (DType way : DType.values()) {
            Tensor between = x.cast(way);
            Tensor.compute(between);
            for (DType to : DType.values()) {
                double[] expected = between.cast(to).toDoubleArray();
                assertArrayEquals(expected, x.cast(way).cast(to).toDoubleArray(), from + " " + way + " " + to);
            }
        }
    }
}
