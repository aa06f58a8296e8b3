package org.jdvm.asm;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.fusion.Planner;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Template;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators along rows as classes: rows with infinities and not-a-number. */
class SpecialRowsTest {
    private static final List<AsmSectionCompiler> COMPILERS =
            List.of(new AsmSectionCompiler(Emitter.SCALAR), new AsmSectionCompiler(Emitter.forThisMachine()));
    private static final List<String> SIZES = List.of("2 9 5", "2 9 64", "1 9 79", "1 9 1216");

    /** The values that a row has here and there; rows without any are between those with them. */
    private static final float[][] SPECIAL = {
        {Float.NEGATIVE_INFINITY},
        {},
        {Float.POSITIVE_INFINITY},
        {Float.NaN},
        {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY},
        {},
        {Float.NaN, Float.NEGATIVE_INFINITY},
        {Float.MAX_VALUE, -Float.MAX_VALUE}
    };

    private static Stream<String> operators() {
        return Operators.ALL.keySet().stream();
    }

    /** What the interpreter gives for such rows is compared with plain double precision elsewhere. */
    @ParameterizedTest
    @MethodSource("operators")
    void classesGiveTheBitsOfTheInterpreter(String operator) {
        Template template = new Template(Planner.plan(Operators.graph(operator)));
        for (String text : SIZES) {
            int[] sizes = sizes(text);
            Operators.Specialised made = Operators.specialise(template, sizes, NpuSpec.host(1), false);
            Execution some = new Execution(made.program(), made.scalars(), 7);
            for (int i = 0; i < some.arrays.length; i++) {
                BufferSlot slot = made.program().buffers().get(i);
                if (slot.role() == BufferSlot.Role.INPUT && slot.type() == DType.F32) {
                    spoil((float[]) some.arrays[i], sizes[2], i);
                }
            }
            for (boolean all : new boolean[] {false, true}) {
                if (all && made.program().buffers().getFirst().type() == DType.F32) {
                    Arrays.fill((float[]) some.arrays[0], Float.NEGATIVE_INFINITY);
                }
                Execution interpreted = some.again().interpret();
                for (AsmSectionCompiler compiler : COMPILERS) {
                    some.again()
                            .runCode(compiler)
                            .assertSame(interpreted, compiler.description() + ", " + operator + " at " + text);
                }
            }
        }
    }

    private static void spoil(float[] x, int columns, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int row = 0; Execution.OFFSET + (row + 1) * columns <= x.length; row++) {
            for (float special : SPECIAL[row % SPECIAL.length]) {
                x[Execution.OFFSET + row * columns + random.nextInt(columns)] = special;
            }
        }
    }

    private static int[] sizes(String text) {
        return Stream.of(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }
}
