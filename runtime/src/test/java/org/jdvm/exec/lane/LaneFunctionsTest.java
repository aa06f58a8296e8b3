package org.jdvm.exec.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jdvm.bytecode.LaneType;
import org.jdvm.exec.tile.Elementwise;
import org.jdvm.ir.Op;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is generated from the description of lanes: vectors have the same bits as the description itself, at numbers all over the range. */
class LaneFunctionsTest {
    private static final int COUNT = 16_384;
    private static final int CHUNKS = 16;
    private static final long A = 0;
    private static final long B = 4L * COUNT;
    private static final long TARGET = 2 * B;

    private final MemorySegment memory = Arena.ofAuto().allocate(3 * B, 64);
    private final int[] x = new int[COUNT];
    private final int[] y = new int[COUNT];

    static Stream<Op> unary() {
        return Arrays.stream(Op.values()).filter(op -> op.kind().isUnary());
    }

    static Stream<Op> binary() {
        return Arrays.stream(Op.values()).filter(op -> op.kind() == Op.Kind.BINARY || op.kind() == Op.Kind.COMPARE);
    }

    private static boolean hasVectorForm(Op op, LaneType lane) {
        return lane.supports(op) && KernelVariants.hasVectorForm(op, lane);
    }

    /** Steps through the bit patterns, by an odd number so that the low bits vary too. */
    private void fill(int chunk) {
        for (int i = 0; i < COUNT; i++) {
            x[i] = (chunk * COUNT + i) * 16_381;
            y[i] = x[i] * 0x9e37_79b1;
        }
        MemorySegment.copy(x, 0, memory, Layout.INT, A, COUNT);
        MemorySegment.copy(y, 0, memory, Layout.INT, B, COUNT);
    }

    private int result(Op op, LaneType lane, int i) {
        int bits = memory.get(Layout.INT, TARGET + 4L * i);
        return isNumber(op, lane) ? canonical(bits) : bits;
    }

    private static boolean isNumber(Op op, LaneType lane) {
        return lane == LaneType.F32 && !op.kind().isTest();
    }

    /** All bits but those that tell one not-a-number from another. */
    private static int canonical(int bits) {
        return Float.floatToIntBits(Float.intBitsToFloat(bits));
    }

    private static float[] floats(int[] bits) {
        float[] floats = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            floats[i] = Float.intBitsToFloat(bits[i]);
        }
        return floats;
    }

    /** Compares what is in memory with the results of a loop over arrays. */
    private void check(Op op, LaneType lane, int[] expected) {
        for (int i = 0; i < COUNT; i++) {
            int bits = isNumber(op, lane) ? canonical(expected[i]) : expected[i];
            if (bits != result(op, lane, i)) {
                assertEquals(
                        Integer.toHexString(bits),
                        Integer.toHexString(result(op, lane, i)),
                        op + " of " + Integer.toHexString(x[i]) + ", " + Integer.toHexString(y[i]));
            }
        }
    }

    private static int[] bits(float[] floats) {
        int[] bits = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            bits[i] = Float.floatToRawIntBits(floats[i]);
        }
        return bits;
    }

    @ParameterizedTest
    @MethodSource("unary")
    void oneOperand(Op op) {
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            fill(chunk);
            if (hasVectorForm(op, LaneType.F32)) {
                Elementwise.unaryVectors(op, true, memory, TARGET, 0, A, 0, 1, 4 * COUNT);
                float[] values = floats(x);
                FloatArrays.unary(op, values, COUNT);
                check(op, LaneType.F32, bits(values));
            }
            if (hasVectorForm(op, LaneType.I32)) {
                Elementwise.unaryVectors(op, false, memory, TARGET, 0, A, 0, 1, 4 * COUNT);
                int[] values = x.clone();
                IntArrays.unary(op, values, COUNT);
                check(op, LaneType.I32, values);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("binary")
    void twoOperands(Op op) {
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            for (int pattern = 0; pattern < 3; pattern++) {
                fill(chunk);
                if (pattern == KernelVariants.FIRST_SINGLE) {
                    Arrays.fill(x, x[chunk]);
                } else if (pattern == KernelVariants.SECOND_SINGLE) {
                    Arrays.fill(y, y[chunk]);
                }
                long a = pattern == KernelVariants.FIRST_SINGLE ? A + 4L * chunk : A;
                long b = pattern == KernelVariants.SECOND_SINGLE ? B + 4L * chunk : B;
                if (hasVectorForm(op, LaneType.F32)) {
                    Elementwise.binaryVectors(op, true, pattern, memory, TARGET, 0, a, 0, b, 0, 1, 4 * COUNT);
                    float[] values = floats(x);
                    FloatArrays.binary(op, values, floats(y), COUNT);
                    check(op, LaneType.F32, bits(values));
                }
                if (hasVectorForm(op, LaneType.I32)) {
                    Elementwise.binaryVectors(op, false, pattern, memory, TARGET, 0, a, 0, b, 0, 1, 4 * COUNT);
                    int[] values = x.clone();
                    IntArrays.binary(op, values, y, COUNT);
                    check(op, LaneType.I32, values);
                }
            }
        }
    }
}
