package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Program;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every elementwise function of floats at infinities, not-a-number, both zeros and subnormal numbers: interpreter, scalar classes and
 * vector classes give the same bits, and what is not finite is so where the semantics say.
 */
class SpecialValuesTest {
    private static final List<AsmSectionCompiler> COMPILERS =
            List.of(new AsmSectionCompiler(Emitter.SCALAR), new AsmSectionCompiler(Emitter.forThisMachine()));
    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -1f,
        0.5f,
        -0.5f,
        1.5f,
        2.5f,
        -2.5f,
        3f,
        -3f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Math.nextDown(Float.MIN_NORMAL),
        88.7f,
        88.8f,
        -104f,
        0x1p23f,
        0x1p24f + 2,
        -8388607.5f
    };

    static Stream<Op> functions() {
        return Arrays.stream(Op.values())
                .filter(op -> op.types().contains(DType.F32))
                .filter(op -> switch (op.kind()) {
                    case UNARY, UNARY_TEST, BINARY, COMPARE -> true;
                    default -> false;
                });
    }

    @ParameterizedTest
    @MethodSource("functions")
    void allFormsGiveTheSameBits(Op op) {
        int count = SPECIAL.length * SPECIAL.length;
        float[] left = new float[Execution.OFFSET + count];
        float[] right = new float[Execution.OFFSET + count];
        for (int i = 0; i < count; i++) {
            left[Execution.OFFSET + i] = SPECIAL[i / SPECIAL.length];
            right[Execution.OFFSET + i] = SPECIAL[i % SPECIAL.length];
        }
        check(op, List.of(left, right), new double[0]);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void oneOperandMayBeANumber(Op op) {
        boolean unary = op.kind() == Op.Kind.UNARY || op.kind() == Op.Kind.UNARY_TEST;
        float[] numbers = new float[Execution.OFFSET + SPECIAL.length];
        System.arraycopy(SPECIAL, 0, numbers, Execution.OFFSET, SPECIAL.length);
        for (int i = 0; i < SPECIAL.length && !unary; i++) {
            check(op, List.of(numbers), new double[] {SPECIAL[i]});
        }
    }

    /** The function of two tensors, or of a tensor and a number and of the number and the tensor. */
    private static void check(Op op, List<Object> inputs, double[] scalars) {
        boolean unary = op.kind() == Op.Kind.UNARY || op.kind() == Op.Kind.UNARY_TEST;
        GraphBuilder builder = new GraphBuilder("special");
        Shape shape = new Shape(List.of(Dim.symbol("N")));
        Operand x = builder.input(new TensorParameter("x", DType.F32, shape, false));
        Operand y;
        if (scalars.length > 0) {
            builder.scalar(new ScalarParameter("y", ScalarType.FLOAT));
            y = new Operand.Scalar(new ScalarExpr.Parameter("y"));
        } else {
            y = builder.input(new TensorParameter("y", DType.F32, shape, false));
        }
        List<Value> results = unary
                ? List.of(builder.elementwise(op, x))
                : List.of(builder.elementwise(op, x, y), builder.elementwise(op, y, x));
        Template template = new Template(Planner.plan(builder.build(results)));
        float[] left = (float[]) inputs.getFirst();
        int count = left.length - Execution.OFFSET;
        int[][] dims = new int[inputs.size()][];
        int[][] strides = new int[inputs.size()][];
        Arrays.fill(dims, new int[] {count});
        Arrays.fill(strides, new int[] {1});
        long[] environment = template.binder().bind(dims, strides, scalars);
        Program program = new Specializer(NpuSpec.host(1)).specialize(template, environment);
        Execution interpreted = new Execution(program, template.scalars(scalars, environment), inputs).interpret();
        for (AsmSectionCompiler compiler : COMPILERS) {
            Execution compiled = interpreted.again().runCode(compiler);
            assertEquals(-1, compiled.firstDifference(interpreted), op + " of " + compiler.description());
        }
        for (int result = 0; result < results.size(); result++) {
            int buffer = program.buffers().size() - results.size() + result;
            for (int i = 0; i < count; i++) {
                float a = left[Execution.OFFSET + i];
                float b = scalars.length > 0 ? (float) scalars[0] : ((float[]) inputs.getLast())[Execution.OFFSET + i];
                float expected = (float)
                        (unary
                                ? op.semantics().floatUnary().applyAsDouble(a)
                                : result == 0
                                        ? op.semantics().floatBinary().applyAsDouble(a, b)
                                        : op.semantics().floatBinary().applyAsDouble(b, a));
                float actual = (float) Execution.number(
                        program.buffers().get(buffer).type(), interpreted.arrays[buffer], Execution.OFFSET + i);
                assertEquals(classOf(expected), classOf(actual), op + " of " + a + " and " + b + " is " + actual);
            }
        }
    }

    /** What all roundings agree about: not-a-number, the infinities, and finite numbers. */
    private static String classOf(float value) {
        return Float.isFinite(value) ? "finite" : Float.toString(value);
    }
}
