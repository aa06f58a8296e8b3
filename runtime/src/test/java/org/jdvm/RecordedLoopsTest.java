package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that record in loops: run again with equal sizes, they plan no graph, however many graphs they were cut into. */
class RecordedLoopsTest {
    private static final int BATCH = 2;
    private static final int WIDTH = 4;

    private static int planned(Runnable program) {
        AtomicInteger planned = new AtomicInteger();
        Dvm.shared().trace(text -> planned.addAndGet(text.contains("; not seen before") ? 1 : 0));
        try {
            program.run();
        } finally {
            Dvm.shared().trace(null);
        }
        return planned.get();
    }

    private static Tensor input(int seed, int... dims) {
        Random random = new Random(seed);
        float[] numbers = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return Tensor.of(numbers, dims);
    }

    private static List<Tensor> lstm(int steps, Reading reading, Consumer<Tensor> each) {
        Tensor xs = input(1, steps, BATCH, WIDTH);
        Tensor w = input(2, WIDTH, 4 * WIDTH);
        Tensor u = input(3, WIDTH, 4 * WIDTH);
        Tensor h = reading.mark(input(4, BATCH, WIDTH));
        Tensor c = input(5, BATCH, WIDTH);
        List<Tensor> all = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            Tensor x = xs.slice(0, t, t + 1).reshape(BATCH, WIDTH);
            Tensor gates = x.matmul(w).add(h.matmul(u));
            Tensor in = gates.slice(1, 0, WIDTH).sigmoid();
            Tensor forget = gates.slice(1, WIDTH, 2 * WIDTH).sigmoid();
            Tensor cell = gates.slice(1, 2 * WIDTH, 3 * WIDTH).tanh();
            Tensor out = gates.slice(1, 3 * WIDTH, 4 * WIDTH).sigmoid();
            c = forget.mul(c).add(in.mul(cell));
            h = out.mul(c.tanh());
            all.add(h);
            each.accept(h);
        }
        return all;
    }

    private static List<Tensor> gru(int steps, Reading reading, Consumer<Tensor> each) {
        Tensor xs = input(1, steps, BATCH, WIDTH);
        Tensor w = input(2, WIDTH, 3 * WIDTH);
        Tensor u = input(3, WIDTH, 3 * WIDTH);
        Tensor h = reading.mark(input(4, BATCH, WIDTH));
        List<Tensor> all = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            Tensor a = xs.slice(0, t, t + 1).reshape(BATCH, WIDTH).matmul(w);
            Tensor b = h.matmul(u);
            Tensor r = a.slice(1, 0, WIDTH).add(b.slice(1, 0, WIDTH)).sigmoid();
            Tensor z = a.slice(1, WIDTH, 2 * WIDTH)
                    .add(b.slice(1, WIDTH, 2 * WIDTH))
                    .sigmoid();
            Tensor n = a.slice(1, 2 * WIDTH, 3 * WIDTH)
                    .add(r.mul(b.slice(1, 2 * WIDTH, 3 * WIDTH)))
                    .tanh();
            h = z.mul(h).add(z.rsub(1).mul(n));
            all.add(h);
            each.accept(h);
        }
        return all;
    }

    /** What a program does with the results of its steps. */
    enum Reading {
        LAST(all -> all.getLast().toFloatArray()),
        JOINED(all -> Tensor.concat(0, all.toArray(Tensor[]::new)).toFloatArray()),
        TOGETHER(all -> {
            Tensor.compute(all.toArray(Tensor[]::new));
            return all.getLast().toFloatArray();
        }),
        ONE_BY_ONE(all -> {
            all.forEach(Tensor::toFloatArray);
            return all.getLast().toFloatArray();
        }),
        BACKWARDS(all -> {
            all.reversed().forEach(Tensor::toFloatArray);
            return all.getLast().toFloatArray();
        });

        private final Function<List<Tensor>, float[]> read;

        Reading(Function<List<Tensor>, float[]> read) {
            this.read = read;
        }

        /** Operations before a program, so that none of its graphs is that of another way of reading. */
        Tensor mark(Tensor x) {
            Tensor marked = x;
            for (int bits = ordinal() + 4; bits > 0; bits >>= 1) {
                marked = (bits & 1) == 1 ? marked.mul(-1.5) : marked.abs();
            }
            return marked;
        }
    }

    /** The results of steps, each of which is read as soon as it is recorded: nothing is cut and nothing missed. */
    private static float[] stepByStep(boolean lstm, int steps, Reading reading) {
        return (lstm ? lstm(steps, reading, Tensor::toFloatArray) : gru(steps, reading, Tensor::toFloatArray))
                .getLast()
                .toFloatArray();
    }

    @ParameterizedTest
    @EnumSource
    void secondRunPlansNothing(Reading reading) {
        for (boolean lstm : new boolean[] {true, false}) {
            for (int steps : new int[] {16, 64, 128, 300}) {
                String name = (lstm ? "LSTM of " : "GRU of ") + steps;
                Consumer<Tensor> leave = h -> {};
                float[][] numbers = new float[2][];
                int first = planned(() -> numbers[0] =
                        reading.read.apply(lstm ? lstm(steps, reading, leave) : gru(steps, reading, leave)));
                if (steps == 16) {
                    assertTrue(first > 0, name + ": its graphs were new");
                }
                int second = planned(() -> numbers[1] =
                        reading.read.apply(lstm ? lstm(steps, reading, leave) : gru(steps, reading, leave)));
                assertEquals(0, second, name + ": graphs planned at the second run");
                if (reading == Reading.LAST || steps == 16) {
                    float[] expected = stepByStep(lstm, steps, reading);
                    int last = BATCH * WIDTH;
                    for (float[] all : numbers) {
                        assertArrayEquals(
                                expected, Arrays.copyOfRange(all, all.length - last, all.length), 1e-5f, name);
                    }
                }
            }
        }
    }

    @Test
    void secondRunOfGrowingTensorPlansNothing() {
        for (int steps : new int[] {16, 64, 128, 300}) {
            for (boolean each : new boolean[] {false, true}) {
                planned(() -> grow(steps, each));
                float[][] all = new float[1][];
                assertEquals(0, planned(() -> all[0] = grow(steps, each)), steps + " steps, read each time: " + each);
                double[] expected = new double[steps + 1];
                expected[0] = 0.5;
                for (int t = 0; t < steps; t++) {
                    expected[t + 1] = Math.sin(expected[t]);
                    assertEquals(expected[t + 1], all[0][t + 1], 1e-5);
                }
            }
        }
    }

    private static float[] grow(int steps, boolean each) {
        Tensor all = Tensor.of(new float[] {0.5f}, 1, 1);
        for (int t = 0; t < steps; t++) {
            all = Tensor.concat(0, all, all.slice(0, t, t + 1).sin());
            if (each) {
                all.toFloatArray();
            }
        }
        return all.toFloatArray();
    }

    @Test
    void widerGraphsKeepTheirNumbers() {
        // each miss widens the graph of the last result, the fourth one keeps all of a kind
        Tensor x = input(7, 3, 5);
        for (int run = 0; run < 3; run++) {
            List<Tensor> all = new ArrayList<>();
            Tensor y = x;
            for (int i = 0; i < 12; i++) {
                y = y.mul(1.25).add(i);
                all.add(y);
            }
            for (int i = all.size() - 1; i >= 0; i--) {
                float[] found = all.get(i).toFloatArray();
                for (int at = 0; at < found.length; at++) {
                    double expected = x.toFloatArray()[at];
                    for (int step = 0; step <= i; step++) {
                        expected = expected * 1.25 + step;
                    }
                    assertEquals(expected, found[at], 1e-4, "run " + run + ", result " + i);
                }
            }
        }
    }
}
