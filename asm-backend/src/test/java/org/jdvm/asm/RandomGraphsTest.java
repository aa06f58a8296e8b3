package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Program;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.testing.GraphGenerator;
import org.jdvm.testing.Machines;

/** Random graphs, fused and lowered to scalar and to vector classes, against the oracle; and tasks in one go against several. */
class RandomGraphsTest {
    private static final AsmSectionCompiler SCALAR = new AsmSectionCompiler(Emitter.SCALAR);
    private static final AsmSectionCompiler VECTOR = new AsmSectionCompiler(Emitter.forThisMachine());

    /** Rows and columns take several tiles and segments. */
    private static final NpuSpec TINY = Machines.tiny(2);

    private static int sections;
    private static int refused;

    @Provide
    Arbitrary<GraphCase> graphs() {
        return Arbitraries.integers()
                .between(0, 9999)
                .list()
                .ofMaxSize(100)
                .map(numbers -> GraphGenerator.generate(numbers, 2000, Set.of()));
    }

    @Property(tries = 150, seed = "12")
    void classesAgreeWithTheOracle(@ForAll("graphs") GraphCase test, @ForAll boolean strided, @ForAll boolean tiny) {
        Execution once = execution(test, strided ? 2 : 1, tiny ? TINY : NpuSpec.host(2));
        for (AsmSectionCompiler compiler : List.of(SCALAR, VECTOR)) {
            Execution one = once.again();
            Execution three = once.again();
            refused += one.runCodeIfAny(compiler, 1);
            three.runCodeIfAny(compiler, 3);
            assertNull(Agreement.difference(test, results(test, one)), compiler.description());
            assertEquals(-1, three.firstDifference(one), compiler.description() + " in three goes");
        }
        sections++;
    }

    /** Were most of them interpreted, the property would say little. */
    @AfterContainer
    static void mostSectionsHadCode() {
        assertTrue(refused < 2 * sections, () -> refused + " sections of " + sections + " graphs had no code");
    }

    private static Execution execution(GraphCase test, int step, NpuSpec machine) {
        Template template = new Template(Planner.plan(test.graph()));
        int count = test.inputs().size();
        int[][] dims = new int[count][];
        int[][] strides = new int[count][];
        List<Object> arrays = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ReferenceTensor input = test.inputs().get(i);
            int distance = template.plan().contiguous().get(i) ? 1 : step;
            dims[i] = input.dims();
            strides[i] = Operators.strides(dims[i], distance);
            arrays.add(array(input, distance));
        }
        double[] arguments = test.graph().parameters().stream()
                .filter(ScalarParameter.class::isInstance)
                .map(Parameter::name)
                .mapToDouble(name -> test.scalars().get(name).doubleValue())
                .toArray();
        long[] environment = template.binder().bind(dims, strides, arguments);
        Program program = new Specializer(machine).specialize(template, environment);
        return new Execution(program, template.scalars(arguments, environment), arrays);
    }

    private static Object array(ReferenceTensor tensor, int distance) {
        DType type = tensor.type();
        int count = tensor.elements() * distance + Execution.OFFSET;
        Object array = Array.newInstance(Execution.componentType(type), count);
        for (int i = 0; i < tensor.elements(); i++) {
            int at = Execution.OFFSET + i * distance;
            switch (type) {
                case F32 -> Array.setFloat(array, at, (float) tensor.asDouble(i));
                case F16 -> Array.setShort(array, at, Float.floatToFloat16((float) tensor.asDouble(i)));
                case BF16 ->
                    Array.setShort(array, at, (short) (Float.floatToRawIntBits((float) tensor.asDouble(i)) >>> 16));
                case I8, U8, BOOL -> Array.setByte(array, at, (byte) tensor.asLong(i));
                case I16, U16 -> Array.setShort(array, at, (short) tensor.asLong(i));
                case I32 -> Array.setInt(array, at, (int) tensor.asLong(i));
                case I64 -> Array.setLong(array, at, tensor.asLong(i));
                case F64 -> Array.setDouble(array, at, tensor.asDouble(i));
            }
        }
        return array;
    }

    private static List<ReferenceTensor> results(GraphCase test, Execution run) {
        List<ReferenceTensor> expected = test.evaluate();
        List<ReferenceTensor> results = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            DType type = expected.get(i).type();
            Object array = run.arrays[test.inputs().size() + i];
            int[] dims = expected.get(i).dims();
            int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
            if (type.isFloat()) {
                double[] values = new double[count];
                Arrays.setAll(values, j -> Execution.number(type, array, Execution.OFFSET + j));
                results.add(ReferenceTensor.floats(type, dims, values));
            } else {
                long[] values = new long[count];
                Arrays.setAll(values, j -> type.wrap(((Number) Array.get(array, Execution.OFFSET + j)).longValue()));
                results.add(ReferenceTensor.integers(type, dims, values));
            }
        }
        return results;
    }
}
