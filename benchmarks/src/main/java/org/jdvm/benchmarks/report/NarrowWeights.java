package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.WeightFormat;
import org.jdvm.benchmarks.peer.ProductsOperators;
import org.jdvm.examples.encoder.ActivationPrecision;
import org.jdvm.examples.encoder.BertEncoder;
import org.jdvm.examples.encoder.BertReader;
import org.jdvm.examples.encoder.BertWeights;
import org.jdvm.examples.encoder.ModelFiles;
import org.jdvm.examples.encoder.WeightPrecision;
import org.jdvm.examples.onnx.OnnxModel;

/** Measures the sentence encoder, and products of few rows, with weights of 32 bits and with narrower ones, in turns. */
public final class NarrowWeights {
    private static final int[] TOKENS = {1, 2, 4, 8, 16, 32, 64, 128};
    private static final int[] ROWS = {1, 4, 12};

    /** Sides of the weights of a large decoder. */
    private static final int SIDE = 4096;

    private NarrowWeights() {}

    /**
     * Measures with one thread and with two, and prints the results.
     *
     * @param arguments none
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException {
        List<Result> results = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            try (Dvm dvm = Dvm.builder().cores(threads).start()) {
                measureEncoder(dvm, threads, results);
                measureProducts(dvm, threads, results);
            }
        }
        System.out.print(new ResultFile(Map.of(), results).text());
    }

    private static void measureEncoder(Dvm dvm, int threads, List<Result> results) {
        ModelFiles files = ModelFiles.bundled();
        BertWeights weights = BertReader.read(OnnxModel.parse(files.model(), files.modelName()));
        Map<String, BertEncoder> encoders = new LinkedHashMap<>();
        for (WeightPrecision precision : WeightPrecision.values()) {
            encoders.put(name(precision), new BertEncoder(weights, precision, ActivationPrecision.F32, dvm));
        }
        for (int tokens : TOKENS) {
            long[] ids = new Random(tokens).longs(tokens, 1000, 30_000).toArray();
            Map<String, Runnable> ways = new LinkedHashMap<>();
            encoders.forEach((name, encoder) -> ways.put(name, () -> encoder.hiddenStates(ids)));
            add("encoder", "tokens", tokens, threads, ways, results);
        }
    }

    private static void measureProducts(Dvm dvm, int threads, List<Result> results) {
        float[] elements = new float[SIDE * SIDE];
        Random random = new Random(1);
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) random.nextGaussian();
        }
        Map<String, Tensor> weights = new LinkedHashMap<>();
        weights.put("f32", Tensor.of(elements, SIDE, SIDE).constant());
        for (WeightFormat format : new WeightFormat[] {WeightFormat.BF16, WeightFormat.INT8, WeightFormat.INT4}) {
            weights.put(name(format), Tensor.of(elements, SIDE, SIDE).quantize(format));
        }
        for (int rows : ROWS) {
            float[] left = new float[rows * SIDE];
            Arrays.fill(left, 0.5f);
            Tensor x = Tensor.of(left, rows, SIDE);
            Tensor result = Tensor.of(new float[rows * SIDE], rows, SIDE);
            Map<String, Runnable> ways = new LinkedHashMap<>();
            weights.forEach((name, right) -> ways.put(name, () -> ProductsOperators.matmulInto(dvm, result, x, right)));
            add("product", "rows", rows, threads, ways, results);
        }
    }

    private static String name(Enum<?> format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    private static void add(
            String work, String size, int number, int threads, Map<String, Runnable> ways, List<Result> results) {
        InTurns.measure(ways)
                .forEach((way, times) -> results.add(new Result(
                        "NarrowWeights." + work,
                        Map.of(size, "" + number, "threads", "" + threads, "weights", way),
                        "us/op",
                        times)));
    }
}
