package org.jdvm.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.annotation.processing.Processor;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the processor adds to a warm compile of 100 operators, for each of them: the difference between {@link #withReport} or {@link
 * #withoutReport} and {@link #withoutProcessor}. It includes compiling the generated classes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ProcessorBenchmark {
    private static final int CLASSES = 20;
    private static final int OPERATORS = 5 * CLASSES;

    private static final String SOURCE = """
        package sample;

        import static org.jdvm.annotations.Keep.KEEP_DIMS;

        import org.jdvm.Tensor;
        import org.jdvm.annotations.*;

        public final class Layers%d {
          @Operator
          public static Tensor softmax(@Dims("T, H") Tensor x) {
            return x.softmax(-1);
          }

          @Operator
          public static Tensor layerNorm(@Dims("T, H") Tensor x, @Dims("H") Tensor gamma, @Dims("H") Tensor beta, float eps) {
            Tensor centred = x.sub(x.mean(-1, KEEP_DIMS));
            Tensor variance = centred.square().mean(-1, KEEP_DIMS);
            return centred.mul(variance.add(eps).rsqrt()).mul(gamma).add(beta);
          }

          @Operator
          public static Tensor mlp(
              @Dims("T, H") Tensor x, @Dims("H, M") Tensor up, @Dims("M") Tensor bias, @Dims("M, H") Tensor down) {
            return x.matmul(up).add(bias).gelu().matmul(down).add(x);
          }

          @Operator
          public static Tensor swiglu(
              @Dims("T, H") Tensor x, @Dims("H, M") Tensor gate, @Dims("H, M") Tensor up, @Dims("M, H") Tensor down) {
            return x.matmul(gate).silu().mul(x.matmul(up)).matmul(down);
          }

          @Operator
          public static Tensor attention(@Dims("T, D") Tensor q, @Dims("S, D") Tensor k, @Dims("S, D") Tensor v) {
            return q.matmul(k.transpose()).softmax(-1).matmul(v);
          }
        }
        """;

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final List<JavaFileObject> sources =
            IntStream.range(0, CLASSES).mapToObj(ProcessorBenchmark::source).toList();
    private Path directory = Path.of("");

    private static JavaFileObject source(int number) {
        URI name = URI.create("string:///sample/Layers" + number + ".java");
        return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return SOURCE.formatted(number);
            }
        };
    }

    /** Makes the directory for class files. */
    @Setup(Level.Trial)
    public void start() throws IOException {
        directory = Files.createTempDirectory("jdvm-processor");
        Files.createDirectories(directory.resolve("classes"));
    }

    /** Removes it. */
    @TearDown(Level.Trial)
    public void end() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private int compile(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-d", directory.resolve("classes").toString(), "-implicit:none"));
        all.addAll(List.of("-cp", System.getProperty("java.class.path")));
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        JavaCompiler.CompilationTask task = compiler.getTask(null, null, said, all, null, sources);
        if (!all.contains("-proc:none")) {
            task.setProcessors(List.of(processor()));
        }
        if (!task.call()) {
            throw new IllegalStateException(said.getDiagnostics().toString());
        }
        return said.getDiagnostics().size();
    }

    /** A new one for each compile, as in a build. */
    private static Processor processor() {
        return ServiceLoader.load(Processor.class).stream()
                .filter(provider -> provider.type().getName().startsWith("org.jdvm."))
                .map(ServiceLoader.Provider::get)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the processor is not on the class path"));
    }

    /** {@return what the compiler says about the sources alone} */
    @Benchmark
    @OperationsPerInvocation(OPERATORS)
    public int withoutProcessor() {
        return compile("-proc:none");
    }

    /** {@return what it says with the processor, the report aside} */
    @Benchmark
    @OperationsPerInvocation(OPERATORS)
    public int withoutReport() {
        return compile("-Ajdvm.report=none");
    }

    /** {@return what it says with the processor and its report} */
    @Benchmark
    @OperationsPerInvocation(OPERATORS)
    public int withReport() {
        return compile("-Ajdvm.report=all");
    }
}
