package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Program;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;
import org.jdvm.op.Scan;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Interpreter, scalar classes and vector classes give the same bits for operators as people write them, at all kinds of sizes, however tasks
 * are shared out.
 */
class LoweredOperatorsTest {
    private static final AsmSectionCompiler SCALAR = new AsmSectionCompiler(Emitter.SCALAR);
    private static final AsmSectionCompiler VECTOR = new AsmSectionCompiler(Emitter.forThisMachine());

    static Stream<String> operators() {
        return Operators.ALL.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void sameNumbers(String operator) {
        Template template = new Template(Planner.plan(Operators.graph(operator)));
        for (String text : Operators.SIZES) {
            int[] sizes =
                    Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
            for (boolean strided : new boolean[] {false, true}) {
                Operators.Specialised made = Operators.specialise(template, sizes, NpuSpec.host(2), strided);
                Execution interpreted = new Execution(made.program(), made.scalars(), 1).interpret();
                String what = operator + " at " + text + (strided ? " strided" : "");
                for (AsmSectionCompiler compiler : List.of(SCALAR, VECTOR)) {
                    Execution one = interpreted.again().runCode(compiler, 1);
                    one.assertSame(interpreted, compiler.description() + ", " + what);
                    Execution several = interpreted.again().runCode(compiler, 5);
                    assertEquals(-1, several.firstDifference(one), compiler.description() + " in five goes, " + what);
                }
            }
        }
    }

    @Test
    void routinesOfTheirOwnAreLeftToTheInterpreter() {
        // rows that are sorted are a section between two others; a scan is in the section of its neighbours
        refusesOneSection(RowOps.SORT);
        refusesOneSection(Scan.CUM_SUM);
    }

    private static void refusesOneSection(RowOp op) {
        GraphBuilder builder = new GraphBuilder("routine");
        Shape shape = new Shape(List.of(Dim.symbol("R"), Dim.symbol("C")));
        Value x = builder.input(new TensorParameter("x0", DType.F32, shape, false));
        Value rows = builder.rowWise(
                op, builder.elementwise(Op.EXP, x), 1, new long[op.options().size()], 0);
        Template template = new Template(Planner.plan(builder.build(List.of(builder.elementwise(Op.SQRT, rows)))));
        Operators.Specialised made = Operators.specialise(template, new int[] {0, 5, 70}, NpuSpec.host(2), false);
        Execution interpreted = new Execution(made.program(), made.scalars(), 1).interpret();
        for (AsmSectionCompiler compiler : List.of(SCALAR, VECTOR)) {
            Execution mixed = interpreted.again();
            assertEquals(1, mixed.runCodeIfAny(compiler, 3), () -> op.text() + " has a section without code");
            mixed.assertSame(interpreted, compiler.description());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXP", "LOG", "SIN", "COS", "TANH", "ERF", "SIGMOID", "SILU", "GELU", "GELU_TANH"})
    void functionsHaveTheBitsOfTheInterpreter(Op function) {
        GraphBuilder builder = new GraphBuilder("function");
        Shape shape = new Shape(List.of(Dim.symbol("N")));
        Value x = builder.input(new TensorParameter("x", DType.F32, shape, false));
        Template template = new Template(Planner.plan(builder.build(List.of(builder.elementwise(function, x)))));
        int count = 5000;
        long[] environment = template.binder().bind(new int[][] {{count}}, new int[][] {{1}}, new double[0]);
        Program program = new Specializer(NpuSpec.host(1)).specialize(template, environment);
        float[] values = new float[Execution.OFFSET + count];
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2 == 0 ? (float) random.nextDouble(-20, 20) : Float.intBitsToFloat(random.nextInt());
        }
        Execution interpreted =
                new Execution(program, template.scalars(new double[0], environment), List.of(values)).interpret();
        for (AsmSectionCompiler compiler : List.of(SCALAR, VECTOR)) {
            assertEquals(
                    -1,
                    interpreted.again().runCode(compiler).firstDifference(interpreted),
                    function + " of " + compiler.description());
        }
    }
}
