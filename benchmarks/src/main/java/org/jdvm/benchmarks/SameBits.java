package org.jdvm.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdvm.Tensor;
import org.jdvm.annotations.Keep;

/**
 * Shows that a program has the same bits in every process, however it runs and for however long: computes a list of programs again and
 * again in fresh virtual machines of each kind, and compares hashes of the results.
 *
 * <p>Arguments: processes of each kind (5), and the seconds that each one runs (10). Ends with status 1 if any two results differ.
 */
public final class SameBits {
    private static final String CHILD = "jdvm.same-bits.child";

    private static final Map<String, List<String>> WAYS = ways();

    private SameBits() {}

    private static Map<String, List<String>> ways() {
        String vectors = "--add-modules=jdk.incubator.vector";
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("interpret", List.of(vectors, "-Djdvm.tier=interpret"));
        ways.put("auto", List.of(vectors));
        ways.put("eager-compile", List.of(vectors, "-Djdvm.tier=eager-compile"));
        ways.put("one core", List.of(vectors, "-XX:ActiveProcessorCount=1"));
        ways.put("without vectors", List.of());
        return ways;
    }

    /**
     * Compares processes, or is one of them.
     *
     * @param arguments see above
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        if (System.getProperty(CHILD) != null) {
            run(seconds);
            return;
        }
        int processes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        Map<String, TreeSet<String>> all = new LinkedHashMap<>();
        for (int i = 0; i < processes; i++) {
            for (Map.Entry<String, List<String>> way : WAYS.entrySet()) {
                child(way.getValue(), seconds).forEach(line -> {
                    String[] fields = line.split("\t");
                    all.computeIfAbsent(fields[0], _ -> new TreeSet<>()).addAll(Arrays.asList(fields[1].split(" ")));
                });
            }
        }
        System.out.printf("%d processes each: %s; %d s each%n", processes, String.join(", ", WAYS.keySet()), seconds);
        all.forEach((program, hashes) -> System.out.printf(
                "%-24s %d result%s: %s%n", program, hashes.size(), hashes.size() == 1 ? "" : "s", hashes));
        if (all.isEmpty() || all.values().stream().anyMatch(hashes -> hashes.size() != 1)) {
            System.exit(1);
        }
    }

    private static List<String> child(List<String> options, int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-D" + CHILD + "=true", SameBits.class.getName(), "1", Integer.toString(seconds)));
        return ChildProcess.output(command)
                .lines()
                .filter(line -> line.contains("\t"))
                .toList();
    }

    private static void run(int seconds) {
        Map<String, Supplier<Tensor>> programs = programs();
        Map<String, TreeSet<String>> hashes = new LinkedHashMap<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        do {
            programs.forEach((name, program) -> hashes.computeIfAbsent(name, _ -> new TreeSet<>())
                    .add(hash(program.get().toFloatArray())));
        } while (System.nanoTime() < end);
        hashes.forEach((name, found) -> System.out.println(name + "\t" + String.join(" ", found)));
    }

    private static String hash(float[] values) {
        long hash = 0;
        for (float value : values) {
            hash = (hash ^ Float.floatToIntBits(value)) * 0x9e37_79b9_7f4a_7c15L;
            hash ^= hash >>> 29;
        }
        return String.format(Locale.ROOT, "%016x", hash);
    }

    private static Map<String, Supplier<Tensor>> programs() {
        Tensor x = random(128, 768);
        Tensor tall = random(10_000, 384);
        Tensor odd = random(37, 1001);
        Tensor wide = random(3, 300_001);
        Tensor cube = random(12, 50, 67);
        Tensor gamma = random(768);
        Tensor beta = random(768);
        Tensor weights = random(768, 384);
        Tensor deep = random(5, 5000);
        Map<String, Supplier<Tensor>> programs = new LinkedHashMap<>();
        programs.put("layer norm", () -> x.layerNorm(gamma, beta, 1e-5));
        programs.put("layer norm by hand", () -> {
            Tensor centred = x.sub(x.mean(-1, Keep.KEEP_DIMS));
            Tensor variance = centred.square().mean(-1, Keep.KEEP_DIMS);
            return centred.div(variance.add(1e-5).sqrt());
        });
        programs.put("RMS norm", () -> x.rmsNorm(gamma, 1e-5));
        programs.put("softmax", () -> odd.softmax(-1));
        programs.put("softmax of long rows", () -> wide.softmax(-1));
        programs.put("softmax of columns", () -> odd.softmax(0));
        programs.put("sum", tall::sum);
        programs.put("sum of rows", () -> tall.sum(1));
        programs.put("sum of columns", () -> tall.sum(0));
        programs.put("sum of square columns", () -> tall.square().sum(0));
        programs.put("sum of long rows", () -> wide.sum(1));
        programs.put("sum over outer axes", () -> cube.sum(new int[] {0, 2}));
        programs.put("mean and tanh", () -> odd.tanh().mean(0));
        programs.put("variance", () -> odd.variance(1));
        programs.put("variance of columns", () -> tall.variance(0));
        programs.put("variance of all", wide::variance);
        programs.put("logSumExp", () -> odd.logSumExp(1));
        programs.put("largest", () -> odd.max(0).add(odd.min(0)));
        programs.put("product", () -> x.matmul(weights).gelu());
        programs.put("deep product", () -> deep.matmul(deep.transpose(0, 1)));
        programs.put(
                "attention",
                () -> x.matmul(x.transpose(0, 1)).mul(0.04).softmax(-1).matmul(x));
        return programs;
    }

    private static Tensor random(int... dims) {
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(dims));
        float[] values = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.of(values, dims);
    }
}
