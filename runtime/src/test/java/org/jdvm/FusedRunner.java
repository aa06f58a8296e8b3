package org.jdvm;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.Conversions.Layout;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.testing.Agreement;
import org.jdvm.testing.GraphCase;
import org.jspecify.annotations.Nullable;

/** Runs graphs fused: planned, specialised, interpreted, on machines with one core and with two. */
final class FusedRunner {
    /** Tasks go to all cores however small they are. */
    static final Dvm TWO_CORES = new Dvm(eager(2));

    static final Dvm ONE_CORE = new Dvm(eager(1));

    private FusedRunner() {}

    private static NpuSpec eager(int cores) {
        NpuSpec host = NpuSpec.host(cores);
        return new NpuSpec(
                host.name(),
                cores,
                host.localBufferBytes(),
                host.alignmentBytes(),
                host.tileBytes(),
                host.eventIds(),
                host.cubeRows(),
                host.cubeColumns(),
                0);
    }

    static Tensor[] run(GraphCase test, Dvm dvm, List<Layout> layouts) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < test.inputs().size(); i++) {
            ReferenceTensor input = test.inputs().get(i);
            tensors.add(Conversions.tensor(input, layouts.get(i % layouts.size())));
        }
        List<Double> scalars = new ArrayList<>();
        for (Parameter parameter : test.graph().parameters()) {
            if (parameter instanceof ScalarParameter scalar) {
                scalars.add(test.scalars().get(scalar.name()).doubleValue());
            }
        }
        return OperatorTemplate.of(test.graph())
                .callAll(
                        dvm,
                        tensors.toArray(Tensor[]::new),
                        scalars.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Runs on two cores and on one; says where results differ from the oracle or from each other, null if nowhere. */
    static @Nullable String difference(GraphCase test, List<Layout> layouts) {
        Tensor[] two = run(test, TWO_CORES, layouts);
        String wrong = Agreement.difference(test, Conversions.references(two));
        if (wrong != null) {
            return wrong;
        }
        Tensor[] one = run(test, ONE_CORE, layouts);
        for (int i = 0; i < one.length; i++) {
            if (!Conversions.bits(one[i]).equals(Conversions.bits(two[i]))) {
                return "result " + i + ": one core gives " + one[i] + ", two cores give " + two[i];
            }
        }
        return null;
    }
}
