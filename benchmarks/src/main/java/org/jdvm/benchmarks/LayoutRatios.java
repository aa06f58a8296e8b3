package org.jdvm.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdvm.Dvm;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;

/**
 * Time of layouts against a plain Java loop in the same process: every permutation of up to four axes, a constant repeated along each axis,
 * images with a mean and a deviation for each channel. Prints a table, the largest ratio first; a ratio above 1 is slower than the loop.
 *
 * <p>Interpreted programs, generated classes and loops write into arrays that exist, on one thread, and are run until they are compiled.
 * Rounds of them alternate and processor time of the thread is counted, so other processes disturb all alike; medians are compared.
 * Permutations have no class: the machine moves elements from array to array.
 *
 * <p>{@code ./jdvm layouts [elements [part of a name]]}
 */
public final class LayoutRatios {
    /** Elements of a tensor unless another number is asked for: more than the caches of a core hold. */
    public static final int USUAL_ELEMENTS = 200_000;

    private static final int ROUNDS = 15;
    private static final long ROUND_NANOS = 500_000;
    private static final long WARM_NANOS = 100_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Vector code from the first call on: what is measured does not depend on when it becomes ready. */
    private static final String ROUTINES = "jdvm.routines";

    private static final String FIRST = """
          %3: i8[C, H, W] = permute %0 order [2, 0, 1]
          %4: f32[C, H, W] = cast %3
          %5: f32[C, H, W] = broadcast %1
          %6: f32[C, H, W] = sub %4, %5
          %7: f32[C, H, W] = broadcast %2
          %8: f32[C, H, W] = mul %6, %7
          return %8
        """;

    private static final String LAST = """
          %3: f32[H, W, C] = cast %0
          %4: f32[H, W, C] = broadcast %1
          %5: f32[H, W, C] = sub %3, %4
          %6: f32[H, W, C] = broadcast %2
          %7: f32[H, W, C] = mul %5, %6
          %8: f32[C, H, W] = permute %7 order [2, 0, 1]
          return %8
        """;

    /** What is done with the elements. */
    public enum Kind {
        /** They are put in another order. */
        PERMUTED,
        /** Others are added that are repeated along an axis. */
        REPEATED,
        /** Bytes of an image become floats, scaled for each channel. */
        IMAGE
    }

    /** Who does it. */
    public enum Way {
        /** The interpreter, or for permutations the routine that moves elements. */
        INTERPRETED,
        /** A generated class. */
        GENERATED,
        /** A plain loop. */
        LOOP
    }

    private record Case(
            Kind kind,
            DType type,
            String layout,
            String operator,
            Map<String, Long> sizes,
            Tensor result,
            Tensor[] arguments,
            Runnable loop) {
        String name() {
            return type + " " + layout;
        }
    }

    /**
     * The times of a layout.
     *
     * @param kind what is done
     * @param type the type of the elements
     * @param layout sizes and axes
     * @param nanos for each way one time for each round
     */
    public record Times(Kind kind, DType type, String layout, Map<Way, double[]> nanos) {
        double median(Way way) {
            double[] sorted = nanos.getOrDefault(way, new double[] {Double.NaN}).clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }

        double ratio(Way way) {
            return median(way) / median(Way.LOOP);
        }

        double largest() {
            return nanos.keySet().stream()
                    .filter(way -> way != Way.LOOP)
                    .mapToDouble(this::ratio)
                    .max()
                    .orElseThrow();
        }
    }

    private LayoutRatios() {}

    /**
     * Measures and prints.
     *
     * @param arguments the number of elements of a tensor; then a part of the names of the cases to measure
     */
    public static void main(String[] arguments) {
        int elements = arguments.length == 0 ? USUAL_ELEMENTS : Integer.parseInt(arguments[0]);
        print(measure(elements, arguments.length < 2 ? "" : arguments[1]));
    }

    /**
     * Measures all layouts whose names contain a text.
     *
     * @param elements about how many elements a tensor has
     * @param part the text
     * @return their times, in the order of the layouts
     */
    public static List<Times> measure(int elements, String part) {
        if (System.getProperty(ROUTINES) == null) {
            System.setProperty(ROUTINES, "vector");
        }
        // Classes are run however fast they are: whether they are faster than the interpreter is what is measured here.
        try (Dvm interpreter = new Dvm(NpuSpec.host(1), TierSettings.of(TierPolicy.INTERPRET));
                Dvm classes = new Dvm(
                        NpuSpec.host(1),
                        TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured())) {
            List<Case> cases = cases(elements).stream()
                    .filter(layout -> layout.name().contains(part))
                    .toList();
            // All layouts share routines, which are compiled anew when other layouts come: only the second pass counts.
            cases.forEach(layout -> measure(interpreter, classes, layout));
            return cases.stream()
                    .map(layout -> measure(interpreter, classes, layout))
                    .toList();
        }
    }

    private static void print(List<Times> all) {
        System.out.printf(
                "%-48s %9s %9s %9s %7s %7s%n", "case", "interpr us", "class us", "loop us", "interpr", "class");
        all.stream()
                .sorted(Comparator.comparingDouble(Times::largest).reversed())
                .forEach(times -> System.out.printf(
                        Locale.ROOT,
                        "%-48s %10.1f %9.1f %9.1f %7.2f %7.2f%n",
                        times.type() + " " + times.layout(),
                        times.median(Way.INTERPRETED) / 1e3,
                        times.median(Way.GENERATED) / 1e3,
                        times.median(Way.LOOP) / 1e3,
                        times.ratio(Way.INTERPRETED),
                        times.ratio(Way.GENERATED)));
        for (Way way : List.of(Way.INTERPRETED, Way.GENERATED)) {
            double[] ratios = all.stream()
                    .filter(times -> times.nanos().containsKey(way))
                    .mapToDouble(times -> times.ratio(way))
                    .sorted()
                    .toArray();
            if (ratios.length > 0) {
                System.out.printf(
                        Locale.ROOT,
                        "%s: %d cases, median ratio %.2f, largest %.2f, above 1: %d, above 2: %d%n",
                        way.name().toLowerCase(Locale.ROOT),
                        ratios.length,
                        ratios[ratios.length / 2],
                        ratios[ratios.length - 1],
                        Arrays.stream(ratios).filter(ratio -> ratio > 1).count(),
                        Arrays.stream(ratios).filter(ratio -> ratio > 2).count());
            }
        }
    }

    private static Times measure(Dvm interpreter, Dvm classes, Case layout) {
        Map<Way, Runnable> ways = new EnumMap<>(Way.class);
        ways.put(Way.INTERPRETED, operator(interpreter, layout));
        if (layout.kind() != Kind.PERMUTED) {
            prepare(classes, layout);
            ways.put(Way.GENERATED, operator(classes, layout));
        }
        ways.put(Way.LOOP, layout.loop());
        Map<Way, Integer> runs = new EnumMap<>(Way.class);
        Map<Way, double[]> nanos = new EnumMap<>(Way.class);
        ways.forEach((way, action) -> {
            runs.put(way, runs(action));
            nanos.put(way, new double[ROUNDS]);
        });
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<Way, Runnable> way : ways.entrySet()) {
                nanos.get(way.getKey())[round] = nanos(way.getValue(), runs.get(way.getKey()));
            }
        }
        return new Times(layout.kind(), layout.type(), layout.layout(), nanos);
    }

    /** Waits until there is a class. */
    private static void prepare(Dvm dvm, Case layout) {
        try {
            dvm.warmUp(OperatorTemplate.parse(layout.operator()), layout.sizes());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        if (dvm.tierCounters().made() == 0
                || dvm.tierCounters().refused() + dvm.tierCounters().rejected() > 0) {
            throw new IllegalStateException(layout.name() + " has no class: " + dvm.tierCounters());
        }
    }

    private static Runnable operator(Dvm dvm, Case layout) {
        OperatorTemplate template = OperatorTemplate.parse(layout.operator());
        Tensor[] results = {layout.result()};
        return () -> template.callInto(dvm, results, layout.arguments(), new double[0]);
    }

    /** Runs something until it is compiled; returns how often it runs in a round. */
    private static int runs(Runnable action) {
        long start = THREADS.getCurrentThreadCpuTime();
        double least = Double.MAX_VALUE;
        do {
            least = Math.min(least, nanos(action, 1));
        } while (THREADS.getCurrentThreadCpuTime() - start < WARM_NANOS);
        return (int) Math.ceil(ROUND_NANOS / least);
    }

    private static double nanos(Runnable action, int runs) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int run = 0; run < runs; run++) {
            action.run();
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - start) / runs;
    }

    private static List<Case> cases(int elements) {
        List<Case> cases = new ArrayList<>();
        for (int rank = 2; rank <= 4; rank++) {
            int[] dims = dims(rank, elements);
            for (int[] order : permutations(rank)) {
                for (DType type : List.of(DType.F32, DType.I8, DType.BF16, DType.F16, DType.I32)) {
                    if (rank < 4 || type == DType.F32 || type == DType.I8) {
                        cases.add(permutation(type, dims, order));
                    }
                }
            }
            for (int axis = 0; axis < rank; axis++) {
                cases.add(broadcast(dims, axis));
            }
        }
        cases.add(image(true));
        cases.add(image(false));
        return cases;
    }

    private static int[] dims(int rank, int elements) {
        int[] dims = new int[rank];
        int left = elements;
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = axis == rank - 1 ? left : (int) Math.round(Math.pow(left, 1.0 / (rank - axis))) + axis;
            left /= dims[axis];
        }
        return dims;
    }

    private static List<int[]> permutations(int rank) {
        List<int[]> found = new ArrayList<>();
        permutations(new int[rank], 0, found);
        return found;
    }

    private static void permutations(int[] order, int filled, List<int[]> found) {
        if (filled == order.length) {
            found.add(order.clone());
            return;
        }
        for (int axis = 0; axis < order.length; axis++) {
            int candidate = axis;
            if (Arrays.stream(order, 0, filled).noneMatch(taken -> taken == candidate)) {
                order[filled] = axis;
                permutations(order, filled + 1, found);
            }
        }
    }

    private static String words(int[] numbers, String between) {
        return Arrays.stream(numbers).mapToObj(String::valueOf).collect(Collectors.joining(between));
    }

    private static String axes(IntStream axes) {
        return axes.mapToObj(axis -> String.valueOf((char) ('A' + axis))).collect(Collectors.joining(", ", "[", "]"));
    }

    private static Tensor result(DType type, Object array, int[] order, int[] dims) {
        int[] permuted = Arrays.stream(order).map(axis -> dims[axis]).toArray();
        return switch (array) {
            case float[] floats -> Tensor.of(floats, permuted);
            case byte[] bytes -> Tensor.of(bytes, permuted);
            case int[] ints -> Tensor.of(ints, permuted);
            default -> Tensor.of(type, (short[]) array, permuted);
        };
    }

    private static int elements(int[] dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    private static Case permutation(DType type, int[] dims, int[] order) {
        int count = elements(dims);
        // strides of the operand in the order of the result, padded to four axes at the front
        int[] sizes = {1, 1, 1, 1};
        int[] strides = new int[4];
        for (int axis = 0; axis < order.length; axis++) {
            sizes[4 - order.length + axis] = dims[order[axis]];
            strides[4 - order.length + axis] = elements(Arrays.copyOfRange(dims, order[axis] + 1, dims.length));
        }
        String name = words(dims, " x ") + " permuted to " + words(order, " ");
        String shape = axes(IntStream.range(0, order.length));
        String permuted = axes(Arrays.stream(order));
        String text = """
            operator permute(%%0 x: %1$s%2$s) {
              %%1: %1$s%3$s = permute %%0 order %4$s
              return %%1
            }
            """.formatted(type, shape, permuted, Arrays.toString(order));
        record Plain(Tensor operand, Object target, Runnable loop) {}
        // One loop for each type of array, so that each is compiled for its own.
        Plain plain = switch (type) {
            case I8 -> {
                byte[] from = new byte[count];
                byte[] to = new byte[count];
                yield new Plain(Tensor.of(from, dims), to, () -> {
                    int next = 0;
                    for (int i = 0; i < sizes[0]; i++) {
                        for (int j = 0; j < sizes[1]; j++) {
                            for (int k = 0; k < sizes[2]; k++) {
                                int at = i * strides[0] + j * strides[1] + k * strides[2];
                                for (int l = 0; l < sizes[3]; l++) {
                                    to[next++] = from[at + l * strides[3]];
                                }
                            }
                        }
                    }
                });
            }
            case F16, BF16 -> {
                short[] from = new short[count];
                short[] to = new short[count];
                yield new Plain(Tensor.of(type, from, dims), to, () -> {
                    int next = 0;
                    for (int i = 0; i < sizes[0]; i++) {
                        for (int j = 0; j < sizes[1]; j++) {
                            for (int k = 0; k < sizes[2]; k++) {
                                int at = i * strides[0] + j * strides[1] + k * strides[2];
                                for (int l = 0; l < sizes[3]; l++) {
                                    to[next++] = from[at + l * strides[3]];
                                }
                            }
                        }
                    }
                });
            }
            case I32 -> {
                int[] from = new int[count];
                int[] to = new int[count];
                yield new Plain(Tensor.of(from, dims), to, () -> {
                    int next = 0;
                    for (int i = 0; i < sizes[0]; i++) {
                        for (int j = 0; j < sizes[1]; j++) {
                            for (int k = 0; k < sizes[2]; k++) {
                                int at = i * strides[0] + j * strides[1] + k * strides[2];
                                for (int l = 0; l < sizes[3]; l++) {
                                    to[next++] = from[at + l * strides[3]];
                                }
                            }
                        }
                    }
                });
            }
            default -> {
                float[] from = new float[count];
                float[] to = new float[count];
                yield new Plain(Tensor.of(from, dims), to, () -> {
                    int next = 0;
                    for (int i = 0; i < sizes[0]; i++) {
                        for (int j = 0; j < sizes[1]; j++) {
                            for (int k = 0; k < sizes[2]; k++) {
                                int at = i * strides[0] + j * strides[1] + k * strides[2];
                                for (int l = 0; l < sizes[3]; l++) {
                                    to[next++] = from[at + l * strides[3]];
                                }
                            }
                        }
                    }
                });
            }
        };
        return new Case(
                Kind.PERMUTED,
                type,
                name,
                text,
                Map.of(),
                result(type, plain.target(), order, dims),
                new Tensor[] {plain.operand()},
                plain.loop());
    }

    /** The size of each axis of a shape. */
    private static Map<String, Long> sizes(String shape, int[] dims) {
        String[] names = shape.substring(1, shape.length() - 1).split(", ");
        return IntStream.range(0, dims.length).boxed().collect(Collectors.toMap(axis -> names[axis], axis ->
                (long) dims[axis]));
    }

    /** A tensor and one that is repeated along an axis. */
    private static Case broadcast(int[] dims, int axis) {
        int count = elements(dims);
        int inner = elements(Arrays.copyOfRange(dims, axis + 1, dims.length));
        int middle = dims[axis];
        int[] one = dims.clone();
        one[axis] = 1;
        float[] from = new float[count];
        float[] repeated = new float[count / middle];
        float[] to = new float[count];
        Tensor x = Tensor.of(from, dims);
        Tensor y = Tensor.of(repeated, one);
        String shape = axes(IntStream.range(0, dims.length));
        String ones = shape.replace(String.valueOf((char) ('A' + axis)), "1");
        String text = """
            operator add(%%0 x: f32%1$s, %%1 y: f32%2$s) {
              %%2: f32%1$s = broadcast %%1
              %%3: f32%1$s = add %%0, %%2
              return %%3
            }
            """.formatted(shape, ones);
        return new Case(
                Kind.REPEATED,
                DType.F32,
                words(dims, " x ") + " plus " + words(one, " x "),
                text,
                sizes(shape, dims),
                Tensor.of(to, dims),
                new Tensor[] {x, y},
                () -> {
                    int next = 0;
                    for (int i = 0; next < count; i++) {
                        for (int j = 0; j < middle; j++) {
                            for (int k = 0; k < inner; k++, next++) {
                                to[next] = from[next] + repeated[i * inner + k];
                            }
                        }
                    }
                });
    }

    /** Bytes of an image with channels last to floats with channels first, less a mean and times a factor for each channel. */
    private static Case image(boolean first) {
        int height = 512;
        int width = 683;
        int channels = 3;
        byte[] bytes = new byte[height * width * channels];
        float[] mean = {0.4f, 0.5f, 0.6f};
        float[] factor = {2f, 3f, 4f};
        float[] to = new float[bytes.length];
        Tensor x = Tensor.of(bytes, height, width, channels);
        int[] perChannel = first ? new int[] {3, 1, 1} : new int[] {3};
        Tensor m = Tensor.of(mean, perChannel);
        Tensor f = Tensor.of(factor, perChannel);
        String text = "operator image(%%0 x: i8[H, W, C], %%1 m: f32%1$s, %%2 f: f32%1$s) {\n%2$s}\n"
                .formatted(first ? "[C, 1, 1]" : "[C]", first ? FIRST : LAST);
        return new Case(
                Kind.IMAGE,
                DType.I8,
                "image to channels first, scaled " + (first ? "after" : "before"),
                text,
                Map.of("H", (long) height, "W", (long) width, "C", (long) channels),
                Tensor.of(to, channels, height, width),
                new Tensor[] {x, m, f},
                () -> {
                    int next = 0;
                    for (int c = 0; c < channels; c++) {
                        for (int at = c; at < bytes.length; at += channels) {
                            to[next++] = (bytes[at] - mean[c]) * factor[c];
                        }
                    }
                });
    }
}
