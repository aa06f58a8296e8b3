package org.jdvm.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.Tensor;

/** The same model in jdvm and in ONNX Runtime: the largest difference of the results, and times. */
final class ModelComparison {
    private ModelComparison() {}

    /** {@return tensors for the inputs of a text encoder} */
    static Map<String, Tensor> text(OnnxModel model, int batch, int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (OnnxInfo input : model.inputs()) {
            long[] elements = new long[batch * length];
            switch (input.name()) {
                case "input_ids" -> Arrays.setAll(elements, _ -> random.nextInt(1000, 30000));
                case "attention_mask" ->
                    Arrays.setAll(elements, i -> i % length < Math.max(1, length - i / length * 3) ? 1 : 0);
                default -> {}
            }
            inputs.put(input.name(), Tensor.of(elements, batch, length));
        }
        return inputs;
    }

    /** {@return an input for an image model, between -1 and 1} */
    static Map<String, Tensor> image(OnnxModel model, long seed, int... dims) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] elements = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) random.nextDouble(-1, 1);
        }
        return Map.of(model.inputs().getFirst().name(), Tensor.of(elements, dims));
    }

    /** {@return the largest difference of an output, relative to the largest magnitude of that output} */
    static double difference(Map<String, Tensor> results, Map<String, OrtSession.Output> expected) {
        double worst = 0;
        for (Map.Entry<String, OrtSession.Output> output : expected.entrySet()) {
            double[] wanted = output.getValue().elements();
            Tensor tensor = results.get(output.getKey());
            if (!Arrays.equals(
                    Arrays.stream(tensor.dims()).asLongStream().toArray(),
                    output.getValue().dims())) {
                throw new AssertionError("output %s is %s, expected %s"
                        .formatted(
                                output.getKey(),
                                Arrays.toString(tensor.dims()),
                                Arrays.toString(output.getValue().dims())));
            }
            float[] there = tensor.toFloatArray();
            double scale = 1e-30;
            double largest = 0;
            for (int i = 0; i < there.length; i++) {
                scale = Math.max(scale, Math.abs(wanted[i]));
                double difference = Math.abs(there[i] - wanted[i]);
                largest = difference <= largest ? largest : difference;
            }
            worst = Math.max(worst, largest / scale);
        }
        return worst;
    }

    /** Prints differences and times: model file, kind (text or image), then shapes such as 1x37 or 1x3x48x320. */
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        long start = System.nanoTime();
        OnnxModel model = OnnxModel.read(path);
        System.out.printf("%s read in %d ms%n", path.getFileName(), (System.nanoTime() - start) / 1_000_000);
        System.out.println(model.inputs() + " -> " + model.outputs());
        byte[] bytes = Files.readAllBytes(path);
        start = System.nanoTime();
        try (OrtSession session = new OrtSession(bytes, Integer.getInteger("threads", 2))) {
            System.out.printf("session in %d ms%n", (System.nanoTime() - start) / 1_000_000);
            for (String shape : Arrays.asList(arguments).subList(2, arguments.length)) {
                int[] dims = Arrays.stream(shape.split("x"))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                Map<String, Tensor> inputs =
                        arguments[1].equals("text") ? text(model, dims[0], dims[1], 1) : image(model, 1, dims);
                start = System.nanoTime();
                Map<String, Tensor> results = model.call(inputs);
                long first = System.nanoTime() - start;
                double difference = difference(results, session.call(inputs));
                long[] own = new long[Integer.getInteger("repeat", 30)];
                long[] other = new long[own.length];
                for (int i = 0; i < own.length; i++) {
                    start = System.nanoTime();
                    model.call(inputs);
                    own[i] = System.nanoTime() - start;
                }
                for (int i = 0; i < own.length; i++) {
                    start = System.nanoTime();
                    session.call(inputs);
                    other[i] = System.nanoTime() - start;
                }
                Arrays.sort(own);
                Arrays.sort(other);
                System.out.printf(
                        "%s: difference %.2e; first %.1f ms, median %.2f ms, ONNX Runtime %.2f ms%n",
                        shape, difference, first / 1e6, own[own.length / 2] / 1e6, other[own.length / 2] / 1e6);
            }
        }
    }
}
