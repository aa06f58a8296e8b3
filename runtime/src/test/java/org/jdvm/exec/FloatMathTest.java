package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.exec.TileProgram.Operand;
import org.jdvm.ir.Op;
import org.jdvm.reference.Agreement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Accuracy of the functions of floats over their whole range, and the same bits at every place. */
class FloatMathTest {
    private static final int COLUMNS = 16_384;

    static Stream<Op> functions() {
        return Arrays.stream(Op.values())
                .filter(op -> op.kind() == Op.Kind.UNARY && op.types().contains(DType.F32));
    }

    private static float[] apply(Op op, float[] x) {
        float[] y = new float[x.length];
        TileProgram program = new TileProgram(TileProgram.MACHINES.getFirst(), 1, x.length);
        Operand source = program.load(DType.F32, Extent.TILE, x);
        Operand target = program.allocate(Extent.TILE, LaneType.F32);
        program.instruction(Opcode.UNARY, op, DType.F32, false, target, source);
        program.store(DType.F32, target, y);
        program.run();
        return y;
    }

    @ParameterizedTest
    @MethodSource("functions")
    void isAccurateForAllExponents(Op op) {
        // Steps through all bit patterns, with a step that is odd so that the low bits vary too.
        float[] x = new float[COLUMNS];
        int bits = 0;
        for (int chunk = 0; chunk < 12; chunk++) {
            for (int i = 0; i < x.length; i++, bits += 21_845) {
                x[i] = Float.intBitsToFloat(bits);
            }
            check(op, x);
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void isAccurateWhereItBends(Op op) {
        float[] x = new float[COLUMNS];
        for (int chunk = -6; chunk < 6; chunk++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = 2 * (chunk + (float) i / COLUMNS);
            }
            check(op, x);
        }
    }

    private static void check(Op op, float[] x) {
        float[] y = apply(op, x);
        for (int i = 0; i < x.length; i++) {
            double expected = op.semantics().floatUnary().applyAsDouble(x[i]);
            double excess = Agreement.excess(op.accuracy(), expected, y[i]);
            if (excess != 0) {
                assertEquals((float) expected, y[i], op + "(" + x[i] + ") is off by " + excess + " units");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void givesTheSameBitsAtEveryPlace(Op op) {
        float[] x = {0.3f, -0.7f, 1.9f, -12f, 20000f};
        float[] expected = apply(op, x);
        for (int shift = 0; shift < 40; shift++) {
            float[] shifted = new float[shift + x.length];
            System.arraycopy(x, 0, shifted, shift, x.length);
            float[] y = apply(op, shifted);
            assertArrayEquals(expected, Arrays.copyOfRange(y, shift, y.length));
        }
    }
}
