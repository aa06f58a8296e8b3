package org.jdvm.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jdvm.bytecode.Program;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphParser;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a new shape costs on a warm JVM: binding the sizes of a layer-norm kernel and making its bytecode. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SpecialiseBenchmark {
    private static final int HIDDEN = 384;

    private final Template template = new Template(
            Planner.plan(GraphParser.parse(NormsOperators.templates().getFirst().graph())));
    private final Specializer specializer = new Specializer(NpuSpec.host());
    private final int[][] dims = {{1, HIDDEN}, {HIDDEN}, {HIDDEN}};
    private final int[][] strides = {{HIDDEN, 1}, {1}, {1}};
    private final double[] scalars = {1e-12};
    private int tokens;

    /** {@return a program for another number of rows than the last one} */
    @Benchmark
    public Program layerNorm() {
        tokens = tokens % 512 + 1;
        dims[0][0] = tokens;
        return specializer.specialize(template, template.binder().bind(dims, strides, scalars));
    }
}
