package org.jdvm.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.examples.dynamic.Decoder;
import org.jdvm.examples.dynamic.EarlyExitEncoder;
import org.jdvm.examples.dynamic.Kepler;
import org.jdvm.examples.dynamic.MixtureOfExperts;
import org.jdvm.examples.dynamic.TreeLstm;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Programs whose control flow depends on data: recorded and fused, recorded with each operation as a separate launch, and with each
 * operation computed at once. ({@link LazyBenchmark} also has plain loops in Java.) The same programs for PyTorch are in
 * {@code benchmarks/peers/torch_eager.py}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 6, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class DynamicBenchmark {
    /** How it is computed. */
    public enum Way {
        /** Recorded and fused. */
        FUSED,
        /** Recorded, but each operation is a separate launch; operators with generated code remain kernels. */
        UNFUSED,
        /** Each operation is computed at once. */
        AT_ONCE
    }

    private static final String[] OPERATIONS = {
        "abs",
        "rsqrt",
        "sin",
        "cos",
        "tanh",
        "sigmoid",
        "silu",
        "square",
        "rsub",
        "add",
        "sub",
        "mul",
        "div",
        "cast",
        "select",
        "sum",
        "max",
        "mean",
        "softmax",
        "logSoftmax",
        "rmsNorm",
        "matmul",
        "gather",
        "oneHot",
        "concat",
        "contiguous",
        "range"
    };

    private static final int[] PROMPT = {3, 14, 15, 92, 65};
    private static final int HIDDEN = 256;

    /** How it is computed. */
    @Param
    public Way way = Way.FUSED;

    private final Decoder decoder = Decoder.random(1, new Decoder.Config(1000, HIDDEN, 8, 2, 688, 4));
    private final EarlyExitEncoder.Model encoder = EarlyExitEncoder.Model.random(11, 6, HIDDEN, 4, 5);
    private final MixtureOfExperts.Model experts = MixtureOfExperts.Model.random(5, HIDDEN, 512, 8);
    private final TreeLstm.Model treeModel = TreeLstm.Model.random(3, 1000, 128);
    private final TreeLstm.Tree tree = TreeLstm.Tree.random(new Random(7), 40, 1000);
    private final Tensor tokens = numbers(64, HIDDEN);
    private final Tensor mean = numbers(1 << 20).sigmoid().mul(6).contiguous();
    private final Tensor eccentricity = numbers(1 << 20).sigmoid().mul(0.9).contiguous();

    private static Tensor numbers(int... dims) {
        Tensor tensor = Tensor.zeros(DType.F32, dims);
        float[] data = new float[tensor.size()];
        Random random = new Random(dims.length);
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return Tensor.of(data, dims);
    }

    /** Sets the way. */
    @Setup(Level.Trial)
    public void open() {
        Tensor.compute(mean, eccentricity);
        if (way == Way.UNFUSED) {
            Dvm.shared().isolate(OPERATIONS);
        }
        Dvm.shared().sync(way == Way.AT_ONCE);
    }

    /** Records as usual again. */
    @TearDown(Level.Trial)
    public void close() {
        Dvm.shared().isolate();
        Dvm.shared().sync(false);
    }

    /** {@return 64 rows through at most 6 layers} */
    @Benchmark
    public Object earlyExit() {
        EarlyExitEncoder.Answer answer = EarlyExitEncoder.classify(tokens, encoder, 0.6);
        Tensor.compute(answer.probabilities());
        return answer;
    }

    /** {@return 32 tokens, the most probable one each time} */
    @Benchmark
    public Object greedy() {
        return decoder.greedy(PROMPT, -1, 32);
    }

    /** {@return 32 tokens, following 4 sequences} */
    @Benchmark
    public Object beam() {
        return decoder.beam(PROMPT, -1, 32, 4);
    }

    /** {@return 64 tokens through two of 8 experts each} */
    @Benchmark
    public Object mixtureOfExperts() {
        Tensor result = MixtureOfExperts.apply(tokens, experts);
        Tensor.compute(result);
        return result;
    }

    /** {@return a tree of 40 words} */
    @Benchmark
    public Object treeLstm() {
        Tensor result = TreeLstm.encode(tree, treeModel);
        Tensor.compute(result);
        return result;
    }

    /** {@return 2^20 orbits, found by iterating until all have converged} */
    @Benchmark
    public Object newton() {
        Kepler.Solution solution = Kepler.solve(mean, eccentricity);
        Tensor.compute(solution.anomaly());
        return solution;
    }
}
