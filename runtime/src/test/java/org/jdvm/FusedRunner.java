package org.jdvm;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.Conversions.Layout;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.call.PlannedOperator;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.storage.StridedArrays;
import org.jdvm.testing.Machines;
import org.jspecify.annotations.Nullable;

/** Runs graphs fused: planned, specialised, interpreted, on machines with one core and with two. */
final class FusedRunner {
    /** Tasks go to all cores however small they are. */
    static final Dvm TWO_CORES = new Dvm(NpuSpec.host(2).withSpawnCost(0));

    static final Dvm ONE_CORE = new Dvm(NpuSpec.host(1).withSpawnCost(0));

    /** Small tensors take many tiles and segments here, and events run short. */
    private static final Dvm TINY = tiny(2);

    private FusedRunner() {}

    /** A machine with little memory. */
    static Dvm tiny(int cores) {
        return new Dvm(Machines.tiny(cores).withCube(NpuSpec.host(cores).cube()));
    }

    /** Runs a case after its program was verified. */
    static Tensor[] run(GraphCase test, Dvm dvm, List<Layout> layouts) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < test.inputs().size(); i++) {
            ReferenceTensor input = test.inputs().get(i);
            tensors.add(Conversions.tensor(input, layouts.get(i % layouts.size())));
        }
        List<Double> numbers = new ArrayList<>();
        for (Parameter parameter : test.graph().parameters()) {
            if (parameter instanceof ScalarParameter scalar) {
                numbers.add(test.scalars().get(scalar.name()).doubleValue());
            }
        }
        double[] scalars = numbers.stream().mapToDouble(Double::doubleValue).toArray();
        OperatorTemplate operator = new OperatorTemplate(PlannedOperator.of(test.graph()));
        verify(operator, dvm.machine(), tensors, scalars);
        return operator.callAll(dvm, tensors.toArray(Tensor[]::new), scalars);
    }

    private static void verify(OperatorTemplate operator, NpuSpec machine, List<Tensor> tensors, double[] scalars) {
        Template template = operator.operator().template();
        int[][] dims = new int[tensors.size()][];
        int[][] strides = new int[tensors.size()][];
        for (int i = 0; i < dims.length; i++) {
            Tensor tensor = tensors.get(i);
            dims[i] = tensor.sizes();
            boolean whole = template.plan().contiguous().get(i);
            strides[i] = whole
                    ? StridedArrays.contiguous(dims[i])
                    : tensor.lazy().storage().strides();
        }
        long[] environment = template.binder().bind(dims, strides, scalars);
        for (NpuSpec target : List.of(machine, NpuSpec.ascend910b())) {
            Program program = new Specializer(target).specialize(template, environment);
            Verifier.verify(program);
        }
    }

    /** Runs on two cores and on one; says where results differ from the oracle, or from each other in any bit; null if nowhere. */
    static @Nullable String difference(GraphCase test, List<Layout> layouts) {
        Tensor[] two = run(test, TWO_CORES, layouts);
        String wrong = Agreement.difference(test, Conversions.references(two));
        return wrong != null ? wrong : differenceToOneCore(test, layouts, two);
    }

    /** Runs on a machine with little memory; says where results differ from the oracle, null if nowhere. */
    static @Nullable String differenceOnTinyMachine(GraphCase test, List<Layout> layouts) {
        return Agreement.difference(test, Conversions.references(run(test, TINY, layouts)));
    }

    /** Returns where results of two cores differ from those of one, in any bit; null if nowhere. */
    static @Nullable String differenceToOneCore(GraphCase test, List<Layout> layouts, Tensor[] two) {
        return differenceInBits(run(test, ONE_CORE, layouts), two);
    }

    /** Returns where results of one core differ from those of several, in any bit; null if nowhere. */
    static @Nullable String differenceInBits(Tensor[] one, Tensor[] several) {
        for (int i = 0; i < one.length; i++) {
            if (!Conversions.bits(one[i]).equals(Conversions.bits(several[i]))) {
                return "result " + i + ": one core gives " + one[i] + ", several cores give " + several[i];
            }
        }
        return null;
    }
}
