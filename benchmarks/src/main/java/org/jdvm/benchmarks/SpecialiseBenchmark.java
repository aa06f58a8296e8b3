package org.jdvm.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jdvm.OperatorTemplate;
import org.jdvm.benchmarks.peer.RowOperationsOperators;
import org.jdvm.benchmarks.peer.WindowLayersOperators;
import org.jdvm.bytecode.Program;
import org.jdvm.examples.encoder.BertLayersOperators;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphParser;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.symbolic.Dim;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Warmup;

/** What a new shape costs on a warm JVM: binding the sizes of an operator and making its bytecode, for the operator and for each of its kernels. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SpecialiseBenchmark {
    private static final int SHAPES = 512;

    /** An operator, the size that changes from program to program, and its other sizes. */
    public enum Operator {
        /** Layer norm of rows. */
        LAYER_NORM(NormsOperators.templates(), "layerNorm", "T", Map.of("H", 384)),
        /** A layer of 3 x 3 windows. */
        CONVOLUTION(WindowLayersOperators.templates(), "square", "H", Map.of("N", 1, "C", 64, "V", 56, "F", 64)),
        /** A depthwise layer. */
        DEPTHWISE(WindowLayersOperators.templates(), "depthwise", "H", Map.of("N", 1, "C", 144, "V", 56)),
        /** The largest elements of windows. */
        POOL(WindowLayersOperators.templates(), "largest", "H", Map.of("N", 1, "C", 64, "V", 112)),
        /** Running sums along rows. */
        CUMSUM(RowOperationsOperators.templates(), "sums", "R", Map.of("C", 4096)),
        /** The largest elements of rows, with their indices. */
        TOP_K(RowOperationsOperators.templates(), "largest", "R", Map.of("C", 4096, "K", 10)),
        /** Rows with some elements replaced. */
        SCATTER(RowOperationsOperators.templates(), "replaced", "R", Map.of("C", 4096, "K", 10)),
        /** Some elements of rows. */
        GATHER(RowOperationsOperators.templates(), "chosen", "R", Map.of("C", 4096, "K", 10)),
        /** A layer of the sentence encoder. */
        ENCODER_LAYER(BertLayersOperators.templates(), "layer", "T", Map.of("H", 384, "M", 1536, "heads", 12));

        private final List<OperatorTemplate> templates;
        private final String operator;
        private final String changing;
        private final Map<String, Integer> others;

        Operator(List<OperatorTemplate> templates, String operator, String changing, Map<String, Integer> others) {
            this.templates = templates;
            this.operator = operator;
            this.changing = changing;
            this.others = others;
        }

        private Template template() {
            return templates.stream()
                    .filter(template -> template.name().equals(operator))
                    .findFirst()
                    .map(template -> new Template(Planner.plan(GraphParser.parse(template.graph()))))
                    .orElseThrow();
        }

        private Map<String, Long> sizes(int size) {
            Map<String, Long> sizes = new HashMap<>(Map.of(changing, (long) size));
            others.forEach((name, value) -> sizes.put(name, (long) value));
            return sizes;
        }
    }

    /**
     * What the arguments of a call say.
     *
     * @param dims of the tensors
     * @param strides of the tensors
     * @param scalars the numbers
     */
    private record Call(int[][] dims, int[][] strides, double[] scalars) {
        static Call of(Template template, Map<String, Long> sizes) {
            return new Call(
                    template.tensors().stream()
                            .map(tensor -> numbers(tensor.shape().dims(), sizes))
                            .toArray(int[][]::new),
                    template.tensors().stream()
                            .map(tensor -> numbers(tensor.shape().contiguousStrides(), sizes))
                            .toArray(int[][]::new),
                    template.scalarParameters().stream()
                            .mapToDouble(scalar -> sizes.getOrDefault(scalar.name(), 0L))
                            .toArray());
        }

        private static int[] numbers(List<Dim> dims, Map<String, Long> sizes) {
            return dims.stream()
                    .mapToInt(dim -> Math.toIntExact(dim.evaluate(sizes::get)))
                    .toArray();
        }
    }

    /** Counts kernels, so that their time is shown too. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Kernels {
        /** How many kernels got a program. */
        public long kernel;

        /** Forgets them. */
        @Setup(Level.Iteration)
        public void clear() {
            kernel = 0;
        }
    }

    /** What is specialised. */
    @Param
    public Operator operator = Operator.LAYER_NORM;

    private final Specializer specializer = new Specializer(NpuSpec.host());
    private final Call[] calls = new Call[SHAPES];
    private Template template;
    private int next;

    /** Plans the operator. */
    @Setup
    public void plan() {
        template = operator.template();
        for (int i = 0; i < SHAPES; i++) {
            calls[i] = Call.of(template, operator.sizes(i + 1));
        }
    }

    /** {@return a program for another size than the last one} */
    @Benchmark
    public Program program(Kernels kernels) {
        next = (next + 1) % SHAPES;
        Call call = calls[next];
        kernels.kernel += template.plan().kernels().size();
        return specializer.specialize(template, template.binder().bind(call.dims, call.strides, call.scalars));
    }
}
