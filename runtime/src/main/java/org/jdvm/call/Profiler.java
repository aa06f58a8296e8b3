package org.jdvm.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdvm.bytecode.Program;
import org.jdvm.exec.SectionTimer;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphPrinter;
import org.jdvm.ir.Value;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jspecify.annotations.Nullable;

/** Where the time of a machine goes, while it is asked for: sections of programs, and what is done before these can run. */
public final class Profiler {
    /**
     * The runs of one kernel for the same operations of the caller.
     *
     * @param operations what it computes: the operations of the graph, and the sizes of its iteration space
     * @param names what the caller calls the operations behind it; those without a name are left out
     * @param calls how often it ran
     * @param nanos how long all of these took
     * @param byCode how many of them ran as a JVM class
     */
    public record KernelTime(String operations, List<String> names, int calls, long nanos, int byCode) {}

    /** A program, and names of the nodes of its graph as it was built. */
    private record Launched(Program program, List<@Nullable String> names) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Launched launched && launched.program == program && launched.names.equals(names);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(program) * 31 + names.hashCode();
        }
    }

    /** Times of a kernel, summed up. */
    private static final class Sum {
        int calls;
        int byCode;
        long nanos;
    }

    private record Origin(Template template, long[] environment) {}

    private final Map<Program, Origin> origins = new IdentityHashMap<>();

    /** For each program that ran, by the positions of its sections. */
    private final Map<Launched, Map<Integer, Sum>> sums = new HashMap<>();

    private long planning;
    private long specialising;
    private long running;

    /** Creates one that has seen nothing. */
    public Profiler() {}

    /** Notes how long it took to make the graph of recorded operations and to cut it into kernels. */
    public synchronized void planned(long nanos) {
        planning += nanos;
    }

    synchronized void specialised(long nanos) {
        specialising += nanos;
    }

    /** {@return how long planning took} */
    public synchronized long planning() {
        return planning;
    }

    /** {@return how long specialising took} */
    public synchronized long specialising() {
        return specialising;
    }

    /** {@return how long programs ran} */
    public synchronized long running() {
        return running;
    }

    /**
     * {@return what takes the times of one launch}
     *
     * @param template the operator
     * @param environment its sizes
     * @param program the program
     * @param names what the caller calls each node of the graph as it was built; null for one without a name
     */
    public synchronized SectionTimer timer(
            Template template, long[] environment, Program program, List<@Nullable String> names) {
        origins.putIfAbsent(program, new Origin(template, environment));
        Map<Integer, Sum> sections = sums.computeIfAbsent(new Launched(program, names), _ -> new HashMap<>());
        return (section, byCode, nanos) -> {
            synchronized (this) {
                Sum sum = sections.computeIfAbsent(section, _ -> new Sum());
                sum.calls++;
                sum.byCode += byCode ? 1 : 0;
                sum.nanos += nanos;
                running += nanos;
            }
        };
    }

    /** {@return the kernels, those that took the longest first} */
    public synchronized List<KernelTime> kernels() {
        List<KernelTime> times = new ArrayList<>();
        sums.forEach((launched, sections) -> {
            Origin origin = origins.get(launched.program);
            NavigableMap<Integer, Specializer.Written> written =
                    new Specializer(launched.program.machine()).kernels(origin.template, origin.environment);
            Map<Integer, Sum> byKernel = new HashMap<>();
            sections.forEach((section, sum) -> {
                Sum whole = byKernel.computeIfAbsent(written.floorKey(section), _ -> new Sum());
                whole.calls = Math.max(whole.calls, sum.calls);
                whole.byCode = Math.max(whole.byCode, sum.byCode);
                whole.nanos += sum.nanos;
            });
            byKernel.forEach((first, sum) -> {
                Specializer.Written kernel = written.get(first);
                times.add(new KernelTime(
                        operations(kernel), names(kernel, launched.names), sum.calls, sum.nanos, sum.byCode));
            });
        });
        times.sort((a, b) -> Long.compare(b.nanos, a.nanos));
        return times;
    }

    /** What a kernel computes, such as {@code matmul add relu over 64 x 3600}. */
    private static String operations(Specializer.Written written) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Graph graph = written.graph();
        for (Value value : written.kernel().covered()) {
            counts.merge(GraphPrinter.operationName(graph.node(value)), 1, Integer::sum);
        }
        List<String> operations = new ArrayList<>();
        counts.forEach((name, count) -> operations.add(count == 1 ? name : count + " " + name));
        return String.join(" ", operations) + " over "
                + Arrays.stream(written.sizes()).mapToObj(Long::toString).collect(Collectors.joining(" x "));
    }

    private static List<String> names(Specializer.Written written, List<@Nullable String> names) {
        Set<String> found = new LinkedHashSet<>();
        for (Value value : written.kernel().covered()) {
            int origin = written.graph().origin(value);
            String name = origin < names.size() ? names.get(origin) : null;
            if (name != null) {
                found.add(name);
            }
        }
        return List.copyOf(found);
    }
}
