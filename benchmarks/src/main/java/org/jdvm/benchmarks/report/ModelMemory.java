package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jdvm.Dvm;
import org.jdvm.examples.encoder.BertEncoder;
import org.jdvm.examples.encoder.BertReader;
import org.jdvm.examples.encoder.ModelFiles;
import org.jdvm.examples.onnx.OnnxModel;
import org.jdvm.machine.NpuSpec;

/** Measures what the loaded sentence encoder keeps in memory after inputs of many lengths, and prints it as results. */
public final class ModelMemory {
    private static final int LONGEST = 512;

    private ModelMemory() {}

    /**
     * Measures with one thread and with two.
     *
     * @param arguments not used
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException {
        List<Result> results = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            measure(threads, results);
        }
        System.out.print(new ResultFile(Map.of(), results).text());
    }

    private static void measure(int threads, List<Result> results) {
        ModelFiles files = ModelFiles.bundled();
        long before = ProcessMemory.live();
        try (Dvm dvm = new Dvm(NpuSpec.host(threads))) {
            BertEncoder encoder =
                    new BertEncoder(BertReader.read(OnnxModel.parse(files.model(), files.modelName())), dvm);
            for (int length = LONGEST; length > 0; length -= 17) {
                encoder.hiddenStates(
                                new Random(length).longs(length, 1000, 30_000).toArray())
                        .toFloatArray();
            }
            long kept = ProcessMemory.live() - before - dvm.workspaceBytes();
            results.add(result("weights", threads, encoder.weightBytes()));
            results.add(result("live heap", threads, kept));
            results.add(result("working memory", threads, dvm.workspaceBytes()));
        }
    }

    private static Result result(String what, int threads, long bytes) {
        return new Result(
                "ModelMemory.encoder", Map.of("memory", what, "threads", "" + threads), "MB", List.of(bytes / 1e6));
    }
}
