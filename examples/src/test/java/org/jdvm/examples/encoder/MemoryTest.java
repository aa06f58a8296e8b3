package org.jdvm.examples.encoder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jdvm.Dvm;
import org.jdvm.examples.onnx.OnnxModel;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a loaded model keeps in memory. */
class MemoryTest {
    /** Packed panels replace the matrices they were made of, and working memory is used again from call to call. */
    @ParameterizedTest
    @CsvSource({"F32, 1.2", "BF16, 0.6", "INT8, 0.35", "INT4, 0.3"})
    void aLoadedModelKeepsLittleMoreThanItsWeights(WeightPrecision precision, double most) {
        byte[] file = MiniLm.modelBytes();
        long before = used();
        try (Dvm dvm = new Dvm(NpuSpec.host(2))) {
            BertEncoder encoder = new BertEncoder(
                    BertReader.read(OnnxModel.parse(file, "all-minilm-l6-v2.onnx")),
                    precision,
                    ActivationPrecision.F32,
                    dvm);
            run(encoder, 512);
            long workspace = dvm.workspaceBytes();
            for (int length = 1; length < 512; length += 17) {
                run(encoder, length);
            }
            long after = used();
            double share = (after - before - workspace) / (double) encoder.weightBytes();
            System.out.printf(
                    "weights %.1f MB, live heap %.2f times that as %s, plus %.1f MB of working memory%n",
                    encoder.weightBytes() / 1e6, share, precision, dvm.workspaceBytes() / 1e6);
            assertTrue(share <= most, "the heap holds " + share + " times the weights");
            assertTrue(dvm.workspaceBytes() == workspace, "working memory grew to " + dvm.workspaceBytes());
        }
    }

    private static void run(BertEncoder encoder, int tokens) {
        encoder.hiddenStates(new Random(tokens).longs(tokens, 1000, 30_000).toArray())
                .toFloatArray();
    }

    /** Bytes on the heap that are still reachable. */
    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
