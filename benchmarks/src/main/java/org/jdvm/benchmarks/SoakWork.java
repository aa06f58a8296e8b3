package org.jdvm.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.Recording;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.examples.encoder.IntegerLayers;
import org.jdvm.examples.encoder.IntegerLayersOperators;

/**
 * The work of one virtual machine of a {@link Soak}. Products are compared with plain loops; layers with the same layers whose weights are no constants, which Java code multiplies.
 */
final class SoakWork {
    private static final int WEIGHTS = 16;
    private static final int HEADS = 4;
    private static final int[] HIDDEN = {64, 96, 132};
    private static final float EPS = 1e-6f;

    /** Of this many works one is a layer, and of this many products one has new weights. */
    private static final int LAYER_OF = 8;

    private static final int NEW_OF = 20;

    /** How often a product is computed: the plain loop takes longer. */
    private static final int REPEATS = 8;

    /** A constant, and what is in it. */
    private record Weight(byte[] elements, int depth, int columns, Tensor constant) {
        static Weight random(SplittableRandom random) {
            int depth = 1 + random.nextInt(random.nextBoolean() ? 70 : 800);
            int columns = 1 + random.nextInt(200);
            byte[] elements = bytes(random, depth * columns);
            return new Weight(
                    elements,
                    depth,
                    columns,
                    Tensor.of(DType.I8, elements.clone(), depth, columns).constant());
        }
    }

    /** The same layer twice. */
    private record TwoLayers(int hidden, IntegerLayers.Layer constant, IntegerLayers.Layer plain) {
        static TwoLayers random(int hidden, SplittableRandom random) {
            long seed = random.nextLong();
            return new TwoLayers(
                    hidden,
                    layer(hidden, new SplittableRandom(seed), true),
                    layer(hidden, new SplittableRandom(seed), false));
        }
    }

    /**
     * What was found.
     *
     * @param isNative whether there were native tiles
     * @param calls products and layers
     * @param wrong how many of them had a wrong value or failed
     * @param pauses of the virtual machine
     */
    record Outcome(boolean isNative, long calls, long wrong, SafepointPauses pauses) {
        private String text() {
            return "%b %d %d %d %s %s %s"
                    .formatted(
                            isNative,
                            calls,
                            wrong,
                            pauses.count(),
                            pauses.longest(),
                            pauses.percentile99(),
                            pauses.longestWait());
        }

        static Outcome parse(String text) {
            String[] words = text.strip().split(" ");
            if (words.length != 7) {
                throw new IllegalStateException("a virtual machine printed: " + text);
            }
            return new Outcome(
                    Boolean.parseBoolean(words[0]),
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    new SafepointPauses(
                            Integer.parseInt(words[3]),
                            Double.parseDouble(words[4]),
                            Double.parseDouble(words[5]),
                            Double.parseDouble(words[6])));
        }
    }

    private final List<Weight> weights = new ArrayList<>();
    private final List<TwoLayers> layers = new ArrayList<>();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();

    private SoakWork(SplittableRandom random) {
        for (int i = 0; i < WEIGHTS; i++) {
            weights.add(Weight.random(random));
        }
        for (int hidden : HIDDEN) {
            layers.add(TwoLayers.random(hidden, random));
        }
    }

    /**
     * Works, and prints the outcome.
     *
     * @param arguments seconds and threads
     */
    @SuppressWarnings("SystemOut") // the process that started this one reads it
    public static void main(String[] arguments) throws IOException, InterruptedException {
        double seconds = Double.parseDouble(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        boolean isNative = Dvm.integerProductsDescription().contains("by native tiles (");
        SoakWork work = new SoakWork(new SplittableRandom(1));
        Recording recording = SafepointPauses.record();
        work.run(seconds, threads);
        SafepointPauses pauses = SafepointPauses.of(recording);
        System.out.println(new Outcome(isNative, work.calls.get(), work.wrong.get(), pauses).text());
    }

    private void run(double seconds, int threads) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            SplittableRandom random = new SplittableRandom(100 + i);
            all.add(Thread.ofPlatform().start(() -> {
                do {
                    call(random);
                } while (System.nanoTime() < end);
            }));
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    private void call(SplittableRandom random) {
        try {
            if (random.nextInt(LAYER_OF) == 0) {
                layer(random);
            } else {
                product(random);
            }
        } catch (RuntimeException e) {
            e.printStackTrace();
            count(false);
        }
    }

    private void count(boolean isRight) {
        calls.incrementAndGet();
        if (!isRight) {
            wrong.incrementAndGet();
        }
    }

    private void product(SplittableRandom random) {
        Weight weight =
                random.nextInt(NEW_OF) == 0 ? Weight.random(random) : weights.get(random.nextInt(weights.size()));
        int rows = 1 + random.nextInt(40);
        DType type = random.nextBoolean() ? DType.U8 : DType.I8;
        byte[] left = bytes(random, rows * weight.depth);
        int[] expected = product(left, type == DType.U8 ? 0xff : -1, weight, rows);
        for (int i = 0; i < REPEATS; i++) {
            int[] actual = Tensor.of(type, left.clone(), rows, weight.depth)
                    .matmulInteger(weight.constant)
                    .toIntArray();
            count(Arrays.equals(expected, actual));
        }
    }

    /** The sums, by a plain loop; integers on the left keep the bits of a mask. */
    private static int[] product(byte[] left, int mask, Weight weight, int rows) {
        int columns = weight.columns;
        int[] sums = new int[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < weight.depth; k++) {
                int factor = left[row * weight.depth + k] & mask;
                for (int column = 0; column < columns; column++) {
                    sums[row * columns + column] += factor * weight.elements[k * columns + column];
                }
            }
        }
        return sums;
    }

    private void layer(SplittableRandom random) {
        TwoLayers layer = layers.get(random.nextInt(layers.size()));
        int rows = 1 + random.nextInt(40);
        float[] x = floats(random, rows * layer.hidden, 1);
        count(Arrays.equals(layer(layer.plain, x, rows, layer.hidden), layer(layer.constant, x, rows, layer.hidden)));
    }

    private static float[] layer(IntegerLayers.Layer layer, float[] x, int rows, int hidden) {
        return IntegerLayersOperators.integerLayer(Tensor.of(x.clone(), rows, hidden), layer, HEADS, EPS)
                .toFloatArray();
    }

    private static IntegerLayers.Layer layer(int hidden, SplittableRandom random, boolean isConstant) {
        int inner = 3 * hidden + 5;
        return new IntegerLayers.Layer(
                weight(random, hidden, hidden, isConstant),
                factors(random, hidden),
                vector(random, hidden),
                weight(random, hidden, hidden, isConstant),
                factors(random, hidden),
                vector(random, hidden),
                weight(random, hidden, hidden, isConstant),
                factors(random, hidden),
                vector(random, hidden),
                weight(random, hidden, hidden, isConstant),
                factors(random, hidden),
                vector(random, hidden),
                vector(random, hidden),
                vector(random, hidden),
                weight(random, hidden, inner, isConstant),
                factors(random, inner),
                vector(random, inner),
                weight(random, inner, hidden, isConstant),
                factors(random, hidden),
                vector(random, hidden),
                vector(random, hidden),
                vector(random, hidden));
    }

    private static Tensor weight(SplittableRandom random, int depth, int columns, boolean isConstant) {
        Tensor weight = Tensor.of(DType.I8, bytes(random, depth * columns), depth, columns);
        return isConstant ? weight.constant() : weight;
    }

    private static Tensor factors(SplittableRandom random, int count) {
        return Tensor.of(floats(random, count, 0.01), count);
    }

    private static Tensor vector(SplittableRandom random, int count) {
        return Tensor.of(floats(random, count, 1), count);
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static float[] floats(SplittableRandom random, int count, double most) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) random.nextDouble(-most, most);
        }
        return floats;
    }
}
