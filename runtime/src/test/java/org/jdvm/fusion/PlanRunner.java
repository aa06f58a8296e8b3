package org.jdvm.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.exec.Npu;
import org.jdvm.exec.state.Binding;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.storage.TensorData;

/** Runs plans: specialises them for a machine, verifies the program, and runs it on the host. */
final class PlanRunner implements AutoCloseable {
    private static final double GARBAGE = 77;

    private final Npu npu = new Npu(NpuSpec.host(2));
    private final Map<Plan, Template> templates = new WeakHashMap<>();

    @Override
    public void close() {
        npu.close();
    }

    /** The results of a plan; the arguments are transposed in memory, with gaps, where the plan allows that. */
    List<ReferenceTensor> run(Plan plan, GraphCase test, NpuSpec machine, boolean strided) {
        return run(plan, test, machine, strided, program -> program);
    }

    /** The same with a change to the program, once it is verified. */
    List<ReferenceTensor> run(
            Plan plan, GraphCase test, NpuSpec machine, boolean strided, UnaryOperator<Program> change) {
        Template template = templates.computeIfAbsent(plan, Template::new);
        int count = test.inputs().size();
        int[][] dims = new int[count][];
        int[][] strides = new int[count][];
        List<Binding> bindings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ReferenceTensor input = test.inputs().get(i);
            dims[i] = input.dims();
            strides[i] = strides(dims[i], strided && !plan.contiguous().get(i));
            bindings.add(new Binding(array(input, strides[i]), 0, null));
        }
        double[] scalars = template.scalarParameters().stream()
                .mapToDouble(scalar -> test.scalars().get(scalar.name()).doubleValue())
                .toArray();
        long[] environment = template.binder().bind(dims, strides, scalars);
        Program program = new Specializer(machine).specialize(template, environment);
        Verifier.verify(program);
        for (BufferSlot slot :
                program.buffers().subList(count, program.buffers().size())) {
            bindings.add(new Binding(garbage(slot), 0, null));
        }
        npu.run(change.apply(program), bindings.toArray(Binding[]::new), template.scalars(scalars, environment));
        List<ReferenceTensor> results = new ArrayList<>();
        for (int i = 0; i < template.results(); i++) {
            Object array = bindings.get(count + i).array();
            results.add(tensor(template.resultType(i), template.resultDims(i, environment), array));
        }
        return results;
    }

    private static int[] strides(int[] dims, boolean strided) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int i = 0; i < dims.length; i++) {
            int axis = strided ? i : dims.length - 1 - i;
            strides[axis] = stride;
            stride *= strided ? dims[axis] + 1 : dims[axis];
        }
        return strides;
    }

    private static Object array(ReferenceTensor tensor, int[] strides) {
        int[] dims = tensor.dims();
        int reach = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            reach += Math.max(0, dims[axis] - 1) * strides[axis];
        }
        Object array = TensorData.allocate(tensor.type(), reach);
        for (int i = 0; i < tensor.elements(); i++) {
            int rest = i;
            int at = 0;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                at += rest % dims[axis] * strides[axis];
                rest /= dims[axis];
            }
            set(array, tensor.type(), at, tensor.asDouble(i), tensor.type().isFloat() ? 0 : tensor.asLong(i));
        }
        return array;
    }

    private static Object garbage(BufferSlot slot) {
        int elements = Math.toIntExact(slot.elements());
        Object array = TensorData.allocate(slot.type(), elements);
        for (int i = 0; i < elements; i++) {
            set(array, slot.type(), i, GARBAGE, (long) GARBAGE);
        }
        return array;
    }

    private static void set(Object array, DType type, int at, double fraction, long integer) {
        switch (type) {
            case F32 -> ((float[]) array)[at] = (float) fraction;
            case F16 -> ((short[]) array)[at] = Float.floatToFloat16((float) fraction);
            case BF16 -> ((short[]) array)[at] = (short) (Float.floatToRawIntBits((float) fraction) >>> 16);
            case I8, U8, BOOL -> ((byte[]) array)[at] = (byte) integer;
            case I16, U16 -> ((short[]) array)[at] = (short) integer;
            case I32 -> ((int[]) array)[at] = (int) integer;
            case I64 -> ((long[]) array)[at] = integer;
            case F64 -> ((double[]) array)[at] = fraction;
        }
    }

    private static ReferenceTensor tensor(DType type, int[] dims, Object array) {
        int elements = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        IntFunction<Number> element = switch (array) {
            case float[] floats -> i -> floats[i];
            case double[] doubles -> i -> doubles[i];
            case short[] shorts ->
                switch (type) {
                    case F16 -> i -> Float.float16ToFloat(shorts[i]);
                    case BF16 -> i -> Float.intBitsToFloat(shorts[i] << 16);
                    case U16 -> i -> (int) (char) shorts[i];
                    default -> i -> shorts[i];
                };
            case byte[] bytes -> type == DType.U8 ? i -> Byte.toUnsignedInt(bytes[i]) : i -> bytes[i];
            case int[] ints -> i -> ints[i];
            case long[] longs -> i -> longs[i];
            default -> throw new AssertionError(array);
        };
        double[] fractions = new double[elements];
        long[] integers = new long[elements];
        for (int i = 0; i < elements; i++) {
            fractions[i] = element.apply(i).doubleValue();
            integers[i] = element.apply(i).longValue();
        }
        return type.isFloat()
                ? ReferenceTensor.floats(type, dims, fractions)
                : ReferenceTensor.integers(type, dims, integers);
    }
}
