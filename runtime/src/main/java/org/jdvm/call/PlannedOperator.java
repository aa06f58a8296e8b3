package org.jdvm.call;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.function.Supplier;
import org.jdvm.exec.warmup.JitWarmup;
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.Signature;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.passes.Passes;
import org.jdvm.specialize.Template;
import org.jdvm.tier.TieredProgram;
import org.jspecify.annotations.Nullable;

/** An operator: its graph, cut into kernels when it is used first, and its programs for the sizes that it was called with. */
public final class PlannedOperator {
    private final Supplier<Made> source;
    private volatile @Nullable Made made;
    private volatile @Nullable Home home;

    /**
     * What becomes of an operator when it is used first: most programs use few of those they declare.
     *
     * @param source the graph as it was built, which is inlined into recorded graphs
     * @param template its kernels
     */
    private record Made(Supplier<Graph> source, Template template) {
        /** Plans a graph. */
        static Made plan(Graph graph) {
            return new Made(() -> graph, new Template(Planner.plan(Passes.run(graph))));
        }
    }

    /** The machine that ran this operator last, with its programs. Weak: operators outlive machines that were closed. */
    private record Home(WeakReference<Engine> engine, ProgramCache programs) {}

    private PlannedOperator(Supplier<Made> source) {
        this.source = source;
    }

    private Made made() {
        Made known = made;
        return known != null ? known : make();
    }

    private synchronized Made make() {
        Made known = made;
        if (known == null) {
            known = source.get();
            made = known;
            JitWarmup.planned();
        }
        return known;
    }

    /** {@return its kernels} */
    public Template template() {
        return made().template();
    }

    /**
     * {@return the operator of a graph}
     *
     * @param graph the graph
     */
    public static PlannedOperator of(Graph graph) {
        PlannedOperator operator = new PlannedOperator(() -> Made.plan(graph));
        operator.make();
        return operator;
    }

    /**
     * {@return the operator of a graph in text form, which is read when the operator is used first}
     *
     * @param graphText the text
     */
    public static PlannedOperator parse(String graphText) {
        return new PlannedOperator(() -> Made.plan(GraphParser.parse(graphText)));
    }

    /**
     * {@return the operator of a method that was read and planned when its class was compiled}
     *
     * @param owner the class that declares it
     * @param signature its declaration
     * @param graphText its graph
     * @param planText the plan of the graph
     */
    public static PlannedOperator built(Class<?> owner, String signature, String graphText, String planText) {
        return new PlannedOperator(() -> {
            BuiltOperator built = new BuiltOperator(owner, signature, graphText, planText);
            StaleOperators.check(owner, signature, built::graph);
            return new Made(built::graph, new Template(built.plan()));
        });
    }

    /**
     * {@return the operator of a method whose body is read from the class file when the operator is used first}
     *
     * @param owner the class that declares it
     * @param declared its declaration
     */
    public static PlannedOperator traced(Class<?> owner, Signature declared) {
        return new PlannedOperator(() -> Made.plan(ClassFileReader.read(owner, declared)));
    }

    /** {@return its name} */
    public String name() {
        return template().graph().name();
    }

    /** {@return the graph as it was built, which is inlined into recorded graphs} */
    public Graph source() {
        return made().source().get();
    }

    /**
     * {@return the program for sizes}
     *
     * @param engine where it will run
     * @param environment the sizes, as the template binds them
     */
    public TieredProgram program(Engine engine, long[] environment) {
        return engine.program(programs(engine), template(), environment);
    }

    /**
     * {@return the program for contiguous arguments of given sizes}
     *
     * @param engine where it will run
     * @param sizes the size of each symbol and the value of each integer parameter
     */
    public TieredProgram program(Engine engine, Map<String, Long> sizes) {
        return program(engine, GivenSizes.bind(template(), sizes));
    }

    /** Writes a program as {@link #program} does and does not keep it, so that the code that writes programs is compiled early. */
    public void rehearse(Engine engine, long[] environment) {
        engine.specialize(template(), environment);
    }

    private ProgramCache programs(Engine engine) {
        Home last = home;
        if (last == null || !last.engine().refersTo(engine)) {
            last = new Home(new WeakReference<>(engine), engine.cacheOf(this));
            home = last;
        }
        return last.programs();
    }
}
