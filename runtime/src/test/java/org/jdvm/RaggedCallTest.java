package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.call.PlannedOperator;
import org.jdvm.exec.state.KernelException;
import org.jdvm.ir.Decompositions;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator called for all sequences of a batch gives what calls for each of them give. */
class RaggedCallTest {
    private static final int WIDTH = 24;
    private static final OperatorTemplate ATTENTION = attention();

    private static final OperatorTemplate MEAN = mean();

    private static final OperatorTemplate LOOK_UP = OperatorTemplate.parse("""
        operator lookUp(%0 ids: i64[T], %1 table: f32[V, H]) {
          require 1 <= T "@Where(\\"T >= 1\\")"
          %2: f32[T, H] = gather %1, %0 axis 0
          return %2
        }
        """);

    /** {@code softmax(q k^T) v} of T queries and S keys. */
    private static OperatorTemplate attention() {
        GraphBuilder builder = new GraphBuilder("attention");
        Value query = builder.input(parameter("query", "T", "H"));
        Value key = builder.input(parameter("key", "S", "H"));
        Value value = builder.input(parameter("value", "S", "H"));
        Value scores = builder.matmul(query, builder.permute(key, List.of(1, 0)));
        return new OperatorTemplate(PlannedOperator.of(
                builder.build(List.of(builder.matmul(new Decompositions(builder).softmax(scores, 1), value)))));
    }

    /** The mean of all rows, shifted. */
    private static OperatorTemplate mean() {
        GraphBuilder builder = new GraphBuilder("mean");
        Value x = builder.input(parameter("x", "T", "H"));
        Value shift = builder.input(parameter("shift", "H"));
        Value mean = new Decompositions(builder).mean(x, List.of(0), false);
        return new OperatorTemplate(
                PlannedOperator.of(builder.build(List.of(builder.elementwise(Op.ADD, mean, shift)))));
    }

    private static TensorParameter parameter(String name, String... dims) {
        Dim[] shape = Arrays.stream(dims).map(Dim::symbol).toArray(Dim[]::new);
        return new TensorParameter(name, DType.F32, Shape.of(shape), false);
    }

    private static RaggedTensor random(long seed, int... lengths) {
        SplittableRandom random = new SplittableRandom(seed);
        int rows = IntStream.of(lengths).sum();
        float[] elements = new float[rows * WIDTH];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) random.nextDouble(-1, 1);
        }
        return RaggedTensor.of(Tensor.of(elements, rows, WIDTH), lengths);
    }

    private static int[] lengths(long seed, int count, int most) {
        return new SplittableRandom(seed).ints(count, 0, most + 1).toArray();
    }

    private static Dvm machine(int cores) {
        return new Dvm(new NpuSpec("test", cores, 384 << 10, 64, 8 << 10, 8, 12, 32, 0));
    }

    private static float[] each(Dvm dvm, RaggedTensor query, RaggedTensor key, RaggedTensor value) {
        float[] all = new float[query.values().dim(0) * WIDTH];
        for (int i = 0; i < query.count(); i++) {
            Tensor[] arguments = {query.sequence(i), key.sequence(i), value.sequence(i)};
            float[] one = ATTENTION.call(dvm, arguments, new double[0]).toFloatArray();
            System.arraycopy(one, 0, all, query.offset(i) * WIDTH, one.length);
        }
        return all;
    }

    private static double[] plainAttention(float[] query, float[] key, float[] value) {
        double[] result = new double[query.length];
        int keys = key.length / WIDTH;
        for (int row = 0; row < query.length; row += WIDTH) {
            double[] weights = new double[keys];
            double sum = 0;
            for (int j = 0; j < keys; j++) {
                double score = 0;
                for (int h = 0; h < WIDTH; h++) {
                    score += (double) query[row + h] * key[j * WIDTH + h];
                }
                weights[j] = Math.exp(score);
                sum += weights[j];
            }
            for (int j = 0; j < keys; j++) {
                for (int h = 0; h < WIDTH; h++) {
                    result[row + h] += weights[j] / sum * value[j * WIDTH + h];
                }
            }
        }
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void attentionForEachSequence(int cores) {
        try (Dvm dvm = machine(cores);
                Dvm alone = machine(1)) {
            for (int[] lengths : List.of(
                    new int[] {5},
                    new int[] {0},
                    new int[] {3, 0, 1, 90},
                    new int[] {40, 40},
                    new int[] {33, 33, 33, 33, 33},
                    lengths(7, 40, 64))) {
                RaggedTensor query = random(1, lengths);
                RaggedTensor key = random(2, lengths);
                RaggedTensor value = random(3, lengths);
                float[] expected = each(alone, query, key, value);
                long before = dvm.statistics().launches();
                RaggedTensor actual =
                        ATTENTION.callRagged(dvm, new TensorArgument[] {query, key, value}, new double[0]);
                assertEquals(before + 1, dvm.statistics().launches());
                assertArrayEquals(lengths, actual.lengths());
                assertArrayEquals(expected, actual.values().toFloatArray(), () -> Arrays.toString(lengths));
                for (int i = 0; i < lengths.length; i++) {
                    double[] plain = plainAttention(
                            query.sequence(i).toFloatArray(),
                            key.sequence(i).toFloatArray(),
                            value.sequence(i).toFloatArray());
                    float[] one = actual.sequence(i).toFloatArray();
                    for (int j = 0; j < plain.length; j++) {
                        assertEquals(plain[j], one[j], 1e-5);
                    }
                }
            }
        }
    }

    @Test
    void queriesAndKeysMayHaveLengthsOfTheirOwn() {
        try (Dvm dvm = machine(2)) {
            RaggedTensor query = random(1, 1, 7, 2);
            RaggedTensor key = random(2, 30, 4, 9);
            RaggedTensor actual = ATTENTION.callRagged(dvm, new TensorArgument[] {query, key, key}, new double[0]);
            assertArrayEquals(new int[] {1, 7, 2}, actual.lengths());
            assertArrayEquals(each(dvm, query, key, key), actual.values().toFloatArray());
        }
    }

    /** Sequences in separate arrays, each with other strides: also one that shares its array, one that is only recorded, and an empty one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void sequencesAreReadWhereTheyAre(int cores) {
        try (Dvm dvm = machine(cores)) {
            RaggedTensor query = random(1, 1, 7, 2, 0, 40);
            RaggedTensor key = random(2, 30, 4, 9, 0, 70);
            RaggedTensor value = random(3, 30, 4, 9, 0, 70);
            GrowableTensor columns = new GrowableTensor(DType.F32, 1, WIDTH, 50);
            columns.append(key.sequence(0).transpose());
            GrowableTensor rows = new GrowableTensor(DType.F32, 0, 100, WIDTH);
            rows.extend(3);
            rows.append(key.sequence(1));
            RaggedTensor keys = RaggedTensor.view(List.of(
                    columns.view().transpose(),
                    rows.view().slice(0, 3, 7),
                    key.sequence(2).mul(1),
                    key.sequence(3),
                    key.sequence(4)));
            RaggedTensor values = RaggedTensor.view(
                    IntStream.range(0, 5).mapToObj(value::sequence).toList());
            float[] expected = each(dvm, query, keys, values);
            long before = dvm.statistics().launches();
            RaggedTensor actual = ATTENTION.callRagged(dvm, new TensorArgument[] {query, keys, values}, new double[0]);
            assertEquals(before + 1, dvm.statistics().launches());
            assertArrayEquals(query.lengths(), actual.lengths());
            assertArrayEquals(expected, actual.values().toFloatArray());
            columns.append(key.sequence(1).transpose());
            assertArrayEquals(
                    expected,
                    ATTENTION
                            .callRagged(dvm, new TensorArgument[] {query, keys, values}, new double[0])
                            .values()
                            .toFloatArray());
        }
    }

    @Test
    void oneTensorServesAllSequences() {
        try (Dvm dvm = machine(2)) {
            RaggedTensor query = random(1, 4, 0, 6);
            Tensor key = random(2, 11).values();
            RaggedTensor actual = ATTENTION.callRagged(dvm, new TensorArgument[] {query, key, key}, new double[0]);
            for (int i = 0; i < 3; i++) {
                Tensor one = ATTENTION.call(dvm, new Tensor[] {query.sequence(i), key, key}, new double[0]);
                assertArrayEquals(one.toFloatArray(), actual.sequence(i).toFloatArray());
            }
        }
    }

    @Test
    void valuesMayBeNonContiguous() {
        try (Dvm dvm = machine(2)) {
            int[] lengths = {3, 5};
            RaggedTensor wide = random(4, 2 * 8);
            Tensor every = wide.values().slice(0, 0, 16, 2);
            RaggedTensor strided = RaggedTensor.of(every, lengths);
            RaggedTensor packed = RaggedTensor.of(every.contiguous(), lengths);
            TensorArgument[] arguments = {packed, packed, packed};
            assertArrayEquals(
                    ATTENTION.callRagged(dvm, arguments, new double[0]).values().toFloatArray(),
                    ATTENTION
                            .callRagged(dvm, new TensorArgument[] {strided, strided, strided}, new double[0])
                            .values()
                            .toFloatArray());
        }
    }

    @Test
    void resultsOfOneSizeAreStacked() {
        try (Dvm dvm = machine(2)) {
            int[] lengths = lengths(3, 20, 30);
            lengths[4] = 1;
            RaggedTensor x = random(5, lengths);
            Tensor shift = random(6, 1).values().reshape(WIDTH);
            Tensor means = MEAN.callStacked(dvm, new TensorArgument[] {x, shift}, new double[0]);
            assertArrayEquals(new int[] {20, WIDTH}, means.dims());
            for (int i = 0; i < lengths.length; i++) {
                float[] rows = x.sequence(i).toFloatArray();
                for (int h = 0; h < WIDTH; h++) {
                    double sum = 0;
                    for (int at = h; at < rows.length; at += WIDTH) {
                        sum += rows[at];
                    }
                    double expected = sum / lengths[i] + shift.toFloatArray()[h];
                    assertEquals(expected, means.toFloatArray()[i * WIDTH + h], 1e-5);
                }
            }
        }
    }

    @Test
    void aBatchMayBeEmpty() {
        try (Dvm dvm = machine(2)) {
            RaggedTensor none = random(1);
            RaggedTensor attended = ATTENTION.callRagged(dvm, new TensorArgument[] {none, none, none}, new double[0]);
            assertEquals(0, attended.count());
            assertArrayEquals(new int[] {0, WIDTH}, attended.values().dims());
            Tensor shift = Tensor.zeros(DType.F32, WIDTH);
            assertArrayEquals(
                    new int[] {0, WIDTH},
                    MEAN.callStacked(dvm, new TensorArgument[] {none, shift}, new double[0])
                            .dims());
        }
    }

    @Test
    void callersAtTheSameTimeGetTheirOwnResults() throws InterruptedException {
        try (Dvm dvm = machine(2)) {
            RaggedTensor x = random(8, lengths(9, 12, 40));
            float[] expected = each(dvm, x, x, x);
            AtomicInteger right = new AtomicInteger();
            List<Thread> threads = Stream.generate(() -> Thread.ofPlatform().start(() -> {
                        for (int i = 0; i < 20; i++) {
                            RaggedTensor y = ATTENTION.callRagged(dvm, new TensorArgument[] {x, x, x}, new double[0]);
                            right.addAndGet(Arrays.equals(expected, y.values().toFloatArray()) ? 1 : 0);
                        }
                    }))
                    .limit(4)
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(80, right.get());
        }
    }

    @Test
    void aSequenceThatFailsIsNamedAndAffectsNoOther() {
        for (int cores = 1; cores <= 3; cores++) {
            try (Dvm dvm = machine(cores)) {
                Tensor table = Tensor.of(new float[] {10, 11, 12}, 3, 1);
                RaggedTensor good = RaggedTensor.of(Tensor.of(new long[] {0, 1, 2, 2, 1, 0}, 6), 1, 1, 3, 1);
                RaggedTensor bad = good.withValues(Tensor.of(new long[] {0, 1, 2, 3, 1, 0}, 6));
                for (int i = 0; i < 20; i++) {
                    KernelException e = assertThrows(
                            KernelException.class,
                            () -> LOOK_UP.callRagged(dvm, new TensorArgument[] {bad, table}, new double[0]));
                    assertEquals("lookUp, sequence 2: index 3 into 'table' is outside 0..2", e.getMessage());
                    assertArrayEquals(
                            new float[] {10, 11, 12, 12, 11, 10},
                            LOOK_UP.callRagged(dvm, new TensorArgument[] {good, table}, new double[0])
                                    .values()
                                    .toFloatArray());
                }
            }
        }
    }

    private static String refusal(OperatorTemplate operator, boolean stacked, TensorArgument... arguments) {
        try (Dvm dvm = machine(1)) {
            return assertThrows(IllegalArgumentException.class, () -> {
                        if (stacked) {
                            operator.callStacked(dvm, arguments, new double[0]);
                        } else {
                            operator.callRagged(dvm, arguments, new double[0]);
                        }
                    })
                    .getMessage();
        }
    }

    @Test
    void wrongCallsSayWhatToFix() {
        RaggedTensor x = random(1, 3, 2);
        Tensor plain = x.values();
        assertEquals(
                "attention, sequence 1: value has 3 in dim 0, but S = 2 (from key, dim 0)",
                refusal(ATTENTION, false, x, x, random(1, 3, 3)));
        assertEquals(
                "attention: value has 3 sequences, but key has 2",
                refusal(ATTENTION, false, plain, x, random(1, 3, 2, 0)));
        assertEquals(
                "attention: value has 1 sequences, but query has 2",
                refusal(ATTENTION, false, x, x, RaggedTensor.view(List.of(plain))));
        assertEquals(
                "attention, sequence 0: key has 2 in dim 1, but H = 24 (from query, dim 1)",
                refusal(
                        ATTENTION,
                        false,
                        x,
                        RaggedTensor.view(List.of(Tensor.zeros(DType.F32, 3, 2), Tensor.zeros(DType.F32, 2, 2))),
                        x));
        assertEquals(
                "attention: no argument is ragged; call it with tensors alone",
                refusal(ATTENTION, false, plain, plain, plain));
        assertEquals("attention: value is null", refusal(ATTENTION, false, x, x, null));
        assertEquals("attention: takes 3 tensors and 0 scalars, not 2 and 0", refusal(ATTENTION, false, x, x));
        assertEquals(
                "attention: the first dim of its result [T, H] differs from sequence to sequence, so that results"
                        + " cannot be stacked; ask for a ragged one",
                refusal(ATTENTION, true, x, x, x));
        assertEquals(
                "mean: its result [H] has the same sizes for each sequence; ask for a stacked one",
                refusal(MEAN, false, x, Tensor.zeros(DType.F32, WIDTH)));
        RaggedTensor ids = RaggedTensor.of(Tensor.of(new long[] {0, 0}, 2), 2, 0);
        assertEquals(
                "lookUp, sequence 1: @Where(\"T >= 1\"): needs 1 <= T, but has 1 and 0 (T = 0 from ids, dim 0)",
                refusal(LOOK_UP, false, ids, plain));
        GraphBuilder builder = new GraphBuilder("scores");
        Value rows = builder.input(parameter("x", "T", "H"));
        Value product = builder.matmul(rows, builder.permute(rows, List.of(1, 0)));
        OperatorTemplate scores = new OperatorTemplate(PlannedOperator.of(builder.build(List.of(product))));
        assertEquals(
                "scores: dim 1 of its result [T, T] differs from sequence to sequence with T; only the first dim may",
                refusal(scores, false, x));
    }

    @Test
    void aClosedMachineRefuses() {
        Dvm dvm = machine(2);
        dvm.close();
        RaggedTensor x = random(1, 3, 2);
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> ATTENTION.callRagged(dvm, new TensorArgument[] {x, x, x}, new double[0]));
        assertTrue(e.getMessage().startsWith("attention: this Dvm was closed"), e.getMessage());
    }
}
