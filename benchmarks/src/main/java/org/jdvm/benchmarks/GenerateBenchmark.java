package org.jdvm.benchmarks;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jdvm.Dvm;
import org.jdvm.OperatorTemplate;
import org.jdvm.RaggedTensor;
import org.jdvm.Tensor;
import org.jdvm.bytecode.Program;
import org.jdvm.examples.generate.KeyValueCache;
import org.jdvm.examples.generate.LlamaDecoder;
import org.jdvm.examples.layers.AttentionOperators;
import org.jdvm.examples.models.LlamaConfig;
import org.jdvm.examples.models.LlamaWeights;
import org.jdvm.examples.models.NamedNumbers;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphParser;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The decoder of six layers continues a text whose first tokens are in its cache: tokens per second where all lengths were seen before, and
 * the microseconds that a length costs when it is new. The share of specialisation in the time of such a token is {@code s / (s + 1e6 / d)} with the
 * results s of {@link #specialise} and d of {@link #decode}.
 */
@State(Scope.Thread)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class GenerateBenchmark {
    private static final LlamaConfig CONFIG = LlamaConfig.six();
    private static final int TOKENS = 16;
    private static final int CAPACITY = 1024 + TOKENS;

    /** How many tokens are in the cache. */
    @Param({"16", "64", "256", "1024"})
    public int context;

    /** Threads that it may use. */
    @Param({"1", "2"})
    public int threads;

    private @Nullable Dvm dvm;
    private @Nullable LlamaDecoder decoder;
    private @Nullable Tensor remembered;
    private @Nullable Specializer specializer;
    private @Nullable Template attention;

    /** Makes the model. */
    @Setup(Level.Trial)
    public void open() {
        NpuSpec machine = NpuSpec.host(threads);
        dvm = new Dvm(machine);
        decoder = new LlamaDecoder(LlamaWeights.named("llama6", CONFIG), dvm, CAPACITY);
        int size = context * CONFIG.hidden();
        remembered =
                Tensor.of(NamedNumbers.floats("remembered", size, 1, 0), context, CONFIG.heads(), CONFIG.headSize());
        specializer = new Specializer(machine);
        String graph = AttentionOperators.templates().stream()
                .filter(template -> template.name().equals("attendCausal"))
                .map(OperatorTemplate::graph)
                .findFirst()
                .orElseThrow();
        attention = new Template(Planner.plan(GraphParser.parse(graph)));
    }

    /** Ends its threads. */
    @TearDown(Level.Trial)
    public void close() {
        Objects.requireNonNull(dvm).close();
    }

    /** A cache that has the context. */
    @State(Scope.Thread)
    public static class Memory {
        private @Nullable KeyValueCache cache;

        /** Fills it: once for many tokens, which take milliseconds each. */
        @Setup(Level.Invocation)
        public void fill(GenerateBenchmark benchmark) {
            KeyValueCache filled = Objects.requireNonNull(benchmark.decoder).newCache();
            Tensor rows = Objects.requireNonNull(benchmark.remembered);
            for (int layer = 0; layer < CONFIG.layers(); layer++) {
                filled.append(layer, rows, rows);
            }
            cache = filled;
        }
    }

    /** {@return the logits after the last of some tokens, each read after the one before it} */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @OperationsPerInvocation(TOKENS)
    public float[] decode(Memory memory) {
        LlamaDecoder reader = Objects.requireNonNull(decoder);
        KeyValueCache cache = Objects.requireNonNull(memory.cache);
        float[] logits = {};
        for (int token = 0; token < TOKENS; token++) {
            RaggedTensor read = reader.read(List.of(new LlamaDecoder.Piece(cache, new long[] {token})));
            logits = reader.next(read, 0).toFloatArray();
        }
        return logits;
    }

    /** {@return the program that a token needs of which there was none: that of the attention, which all layers share} */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Program specialise() {
        Template template = Objects.requireNonNull(attention);
        int heads = CONFIG.heads();
        int size = CONFIG.headSize();
        int[][] dims = {{1, heads, size}, {context, heads, size}, {context, heads, size}};
        int[] rows = {CONFIG.hidden(), size, 1};
        int[][] strides = {rows, {1, size * CAPACITY, CAPACITY}, rows};
        return Objects.requireNonNull(specializer)
                .specialize(template, template.binder().bind(dims, strides, new double[0]));
    }
}
