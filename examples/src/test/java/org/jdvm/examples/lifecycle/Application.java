package org.jdvm.examples.lifecycle;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.Dvm;
import org.jdvm.OperatorTemplate;
import org.jdvm.RaggedTensor;
import org.jdvm.Tensor;
import org.jdvm.examples.encoder.BertLayersOperators;
import org.jdvm.examples.layers.LayersOperators;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;

/** What an application does with jdvm that is deployed and dropped again; loaded by a separate class loader. */
public final class Application {
    private static final int HIDDEN = 48;

    private Application() {}

    private static float[] random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat();
        }
        return numbers;
    }

    private static Tensor tensor(int... dims) {
        return Tensor.of(random(Arrays.stream(dims).reduce(1, (a, b) -> a * b), dims.length), dims);
    }

    /** Uses only a separate machine, and closes it. */
    public static void ownMachine() throws InterruptedException {
        try (Dvm dvm = Dvm.builder()
                .cores(2)
                .tier(TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured())
                .start()) {
            call(dvm);
            OperatorTemplate softmax = LayersOperators.templates().stream()
                    .filter(operator -> operator.name().equals("softmax"))
                    .findFirst()
                    .orElseThrow();
            dvm.warmUp(softmax, Map.of("T", 7L, "H", 48L));
            for (int rows = 1; rows < 40; rows++) {
                LayersOperators.softmax(dvm, tensor(rows, HIDDEN));
            }
        }
    }

    private static void call(Dvm dvm) {
        Tensor x = tensor(2000, HIDDEN);
        Tensor gamma = tensor(HIDDEN).constant();
        Tensor recorded = tensor(2000, HIDDEN).mul(2).add(Tensor.full(1));
        LayersOperators.layerNorm(dvm, x, gamma, tensor(HIDDEN), 1e-5f);
        LayersOperators.layerNorm(dvm, recorded, gamma, tensor(HIDDEN), 1e-5f).toFloatArray();
        LayersOperators.denseGelu(dvm, x, tensor(HIDDEN, 64).constant(), tensor(64))
                .toFloatArray();
        RaggedTensor sequences = RaggedTensor.of(tensor(60, HIDDEN), 12, 30, 18);
        BertLayersOperators.attention(dvm, sequences, sequences, sequences, 4);
        BertLayersOperators.meanVector(dvm, sequences);
    }

    /** Uses the shared machine, with operations that are recorded, and closes it. */
    public static void sharedMachine() {
        Dvm.shared().trace(text -> {
            if (text.isEmpty()) {
                throw new IllegalStateException(Application.class.getName());
            }
        });
        Dvm.shared().origins(true);
        call(Dvm.shared());
        Tensor y = tensor(300, HIDDEN).softmax(-1).matmul(tensor(HIDDEN, 20)).mul(Tensor.full(2));
        LayersOperators.softmax(y).add(1).toFloatArray();
        y.sum(0).toFloatArray();
        tensor(3, 4).exp();
        Dvm.closeShared();
    }

    /** Leaves everything as it is, in the midst of work. */
    public static void leaveRunning() {
        for (int i = 0; i < 50; i++) {
            call(Dvm.shared());
        }
    }
}
