package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Array;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Op;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The 16-bit floats through load, store and cast, in the interpreter, in scalar and in vector classes: every pattern, and what is next to
 * the border between two of them, against a conversion written here from the definition of the types.
 */
class SixteenBitFloatsTest {
    private static final List<AsmSectionCompiler> COMPILERS =
            List.of(new AsmSectionCompiler(Emitter.SCALAR), new AsmSectionCompiler(Emitter.forThisMachine()));
    private static final int PATTERNS = 1 << 16;

    static Stream<Arguments> cases() {
        return Stream.of(DType.F16, DType.BF16).flatMap(type -> Stream.of(1, 3).map(step -> Arguments.of(type, step)));
    }

    @ParameterizedTest(name = "{0} every {1}")
    @MethodSource("cases")
    void loads(DType type, int step) {
        check(patterns(step), type, step, d -> d.builder.cast(d.input(type, "C"), DType.F32), i -> value(type, i));
    }

    @ParameterizedTest(name = "{0} every {1}")
    @MethodSource("cases")
    void loadsAndStores(DType type, int step) {
        check(patterns(step), type, step, d -> d.apply(Op.NEG, d.input(type, "C")), i -> -value(type, i));
    }

    @ParameterizedTest(name = "{0} every {1}")
    @MethodSource("cases")
    void stores(DType type, int step) {
        float[] floats = borders(type, step);
        check(
                floats,
                DType.F32,
                step,
                d -> d.builder.cast(d.input("C"), type),
                i -> nearest(type, floats[Execution.OFFSET + i * step]));
    }

    @ParameterizedTest(name = "{0} every {1}")
    @MethodSource("cases")
    void casts(DType type, int step) {
        float[] floats = borders(type, step);
        check(
                floats,
                DType.F32,
                step,
                d -> d.apply(Op.NEG, d.builder.cast(d.builder.cast(d.input("C"), type), DType.F32)),
                i -> -nearest(type, floats[Execution.OFFSET + i * step]));
    }

    private static short[] patterns(int step) {
        short[] patterns = new short[Execution.OFFSET + PATTERNS * step];
        for (int i = 0; i < PATTERNS; i++) {
            patterns[Execution.OFFSET + i * step] = (short) i;
        }
        return patterns;
    }

    /**
     * For each positive pattern the number, the midpoint between it and the next one, and the floats on either side of it; not-a-numbers of all
     * kinds, the largest float and the smallest. Every second one is negative.
     */
    private static float[] borders(DType type, int step) {
        float[] special = {
            Float.MAX_VALUE,
            Float.MIN_VALUE,
            Float.MIN_NORMAL,
            Math.nextDown(Float.MIN_NORMAL),
            Float.POSITIVE_INFINITY,
            0
        };
        int payloads = 64;
        float[] floats = new float[Execution.OFFSET + (2 * PATTERNS + 2 * special.length + payloads) * step];
        int at = Execution.OFFSET;
        for (int i = 0; i < PATTERNS / 2; i++) {
            float number = (float) value(type, i);
            double next = value(type, i + 1);
            float middle = (float)
                    (Double.isInfinite(next) ? number + (number - value(type, i - 1)) / 2 : (number + next) / 2);
            float sign = i % 2 == 0 ? 1 : -1;
            for (float x : new float[] {number, middle, Math.nextUp(middle), Math.nextDown(middle)}) {
                floats[at] = sign * x;
                at += step;
            }
        }
        for (float x : special) {
            floats[at] = x;
            floats[at + step] = -x;
            at += 2 * step;
        }
        for (int i = 0; i < payloads; i++) {
            int sign = i % 2 == 0 ? 0 : 0x8000_0000;
            floats[at] = Float.intBitsToFloat(sign | 0x7f80_0000 | 1 << i % 23 | (i < 23 ? 0 : 0x40_0000));
            at += step;
        }
        return floats;
    }

    private static void check(
            Object input, DType inputType, int step, Operators.Formula formula, IntToDoubleFunction expected) {
        int count = (Array.getLength(input) - Execution.OFFSET) / step;
        Operators.Draft draft = new Operators.Draft("halves");
        Template template = new Template(Planner.plan(draft.builder.build(List.of(formula.write(draft)))));
        long[] environment = template.binder().bind(new int[][] {{count}}, new int[][] {{step}}, new double[0]);
        Program program = new Specializer(NpuSpec.host(1)).specialize(template, environment);
        Verifier.verify(program);
        Execution interpreted = new Execution(program, template.scalars(new double[0], environment), List.of(input));
        check(interpreted.interpret(), count, expected, "interpreter");
        for (AsmSectionCompiler compiler : COMPILERS) {
            Execution compiled = interpreted.again().runCode(compiler);
            check(compiled, count, expected, compiler.description());
            assertEquals(-1, compiled.firstDifference(interpreted), inputType + " of " + compiler.description());
        }
    }

    private static void check(Execution execution, int count, IntToDoubleFunction expected, String what) {
        int result = execution.program.buffers().size() - 1;
        BufferSlot slot = execution.program.buffers().get(result);
        assertEquals(BufferSlot.Role.OUTPUT, slot.role());
        for (int i = 0; i < count; i++) {
            double actual = switch (execution.arrays[result]) {
                case short[] a -> value(slot.type(), a[Execution.OFFSET + i] & 0xffff);
                case float[] a -> a[Execution.OFFSET + i];
                default -> throw new AssertionError(slot.type());
            };
            if (Double.compare(expected.applyAsDouble(i), actual) != 0) {
                assertEquals(expected.applyAsDouble(i), actual, what + ", element " + i);
            }
        }
    }

    /** The number of a pattern: a sign, some bits of exponent, some bits of fraction. */
    private static double value(DType type, int bits) {
        int fractionBits = fractionBits(type);
        int least = least(type);
        int fraction = bits & (1 << fractionBits) - 1;
        int exponent = (bits & 0x7fff) >> fractionBits;
        double magnitude;
        if (exponent == 0x7fff >> fractionBits) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * Math.scalb(1.0, least - fractionBits);
        } else {
            magnitude = (fraction + (1 << fractionBits)) * Math.scalb(1.0, least - fractionBits + exponent - 1);
        }
        return bits < 0x8000 ? magnitude : -magnitude;
    }

    /** The nearest number of a type, of two equally near ones the one whose last bit is 0. */
    private static double nearest(DType type, float x) {
        if (Float.isNaN(x) || Float.isInfinite(x)) {
            return x;
        }
        double place = Math.scalb(1.0, Math.max(Math.getExponent(x), least(type)) - fractionBits(type));
        double rounded = Math.rint(x / place) * place;
        // The first power of 2 that the type has no exponent for is where infinity begins.
        double beyond = Math.scalb(1.0, 2 - least(type));
        return Math.abs(rounded) >= beyond ? Math.copySign(Double.POSITIVE_INFINITY, x) : rounded;
    }

    private static int fractionBits(DType type) {
        return type == DType.F16 ? 10 : 7;
    }

    /** The exponent of the smallest normal number. */
    private static int least(DType type) {
        return type == DType.F16 ? -14 : -126;
    }
}
