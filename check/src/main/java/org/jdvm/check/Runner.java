package org.jdvm.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.Dvm;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.KernelVariants.Forms;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;

/** Runs calls as operators, on several machines and with each kind of routines. */
final class Runner implements AutoCloseable {
    /** A way of running, and the routines that it takes. */
    private record Way(Dvm machine, Forms forms, boolean isLowered) {}

    private final Dvm one = machine(NpuSpec.host(1), TierPolicy.INTERPRET);
    private final Dvm two = machine(NpuSpec.host(2), TierPolicy.INTERPRET);
    private final Dvm three = machine(NpuSpec.host(3), TierPolicy.INTERPRET);
    private final Dvm lowering = machine(NpuSpec.host(2), TierPolicy.EAGER_COMPILE);
    /** Small tensors take many tiles and segments here. */
    private final Dvm tiny = machine(
            new NpuSpec("tiny", 2, 8 << 10, 64, 256, 2, 12, 32, 0)
                    .withCube(NpuSpec.host(2).cube()),
            TierPolicy.INTERPRET);

    private final Map<String, Way> ways = new LinkedHashMap<>();

    Runner() {
        ways.put("1 core, scalar routines", new Way(one, Forms.SCALAR, false));
        ways.put("1 core, scalar routines, again", new Way(one, Forms.SCALAR, false));
        ways.put("1 core, vector routines", new Way(one, Forms.VECTOR, false));
        ways.put("2 cores, scalar routines", new Way(two, Forms.SCALAR, false));
        ways.put("3 cores, vector routines", new Way(three, Forms.VECTOR, false));
        ways.put("2 cores, JVM classes", new Way(lowering, Forms.SCALAR, true));
    }

    /** Tasks go to all cores, however small they are, and classes are taken whatever their speed. */
    private static Dvm machine(NpuSpec spec, TierPolicy policy) {
        return new Dvm(spec.withSpawnCost(0), TierSettings.of(policy).unmeasured());
    }

    @Override
    public void close() {
        List.of(one, two, three, lowering, tiny).forEach(Dvm::close);
        KernelVariants.use(Forms.fromProperty());
    }

    /** {@return the result on two cores, of the host or of a machine with little memory} */
    ReferenceTensor run(MethodCall call, GraphCase test, boolean isTiny) {
        return run(OperatorTemplate.parse(test.graph().toString()), call, isTiny ? tiny : two);
    }

    private static ReferenceTensor run(OperatorTemplate operator, MethodCall call, Dvm machine) {
        Tensor[] tensors = call.operands().stream().map(TestOperand::tensor).toArray(Tensor[]::new);
        return TensorConversions.reference(operator.callAll(machine, tensors, new double[0])[0]);
    }

    /** {@return the result in each way of running} */
    Map<String, ReferenceTensor> runAll(MethodCall call, GraphCase test) {
        OperatorTemplate operator = OperatorTemplate.parse(test.graph().toString());
        Map<String, ReferenceTensor> results = new LinkedHashMap<>();
        try {
            ways.forEach((name, way) -> {
                KernelVariants.use(way.forms());
                if (way.isLowered()) {
                    lower(operator, call);
                }
                results.put(name, run(operator, call, way.machine()));
            });
        } finally {
            KernelVariants.use(Forms.fromProperty());
        }
        return results;
    }

    private void lower(OperatorTemplate operator, MethodCall call) {
        try {
            lowering.warmUp(operator, call.sizes());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a program was lowered", e);
        }
    }
}
