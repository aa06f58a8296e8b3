package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * What has to be computed for some recorded operations: these and all that they depend on, in an order in which each comes after
 * what it reads, with the memory that they read.
 *
 * <p>An operation that was computed before on the way to something else, and is needed now by a new one, was {@linkplain #missed missed}.
 */
public final class Capture {
    private final List<Recorded> targets;
    private final List<Recorded> nodes = new ArrayList<>();
    private final List<Object[]> arguments = new ArrayList<>();
    private final List<TensorSource> inputs = new ArrayList<>();
    private final List<Recorded> missed = new ArrayList<>();

    /** Open addressing: what was visited, and its number; inputs have the complement of theirs. */
    private @Nullable TensorSource[] visited;

    private int[] numbers;
    private int count;

    private Capture(List<Recorded> targets, int expected) {
        this.targets = targets;
        int capacity = Math.max(16, Integer.highestOneBit(4 * expected));
        this.visited = new TensorSource[capacity];
        this.numbers = new int[capacity];
    }

    /**
     * Collects what some operations need.
     *
     * @param targets the operations; those with a result already do not count
     * @return what is left to compute
     */
    public static Capture of(List<Recorded> targets) {
        int expected = 8;
        for (Recorded target : targets) {
            expected += Math.min(target.pending(), 256);
        }
        Capture capture = new Capture(targets, expected);
        for (Recorded target : targets) {
            if (target.result() == null) {
                capture.visit(target, true);
            }
        }
        return capture;
    }

    private int visit(TensorSource source, boolean fromNew) {
        boolean needed = fromNew;
        if (source instanceof Recorded recorded) {
            if (recorded.wasComputed()) {
                if (needed && !recorded.method.isView()) {
                    if (recorded.method != CompositeMethod.CALL && !missed.contains(recorded)) {
                        missed.add(recorded);
                    }
                    needed = false;
                }
            } else {
                needed = true;
            }
        }
        int slot = find(source);
        if (visited[slot] != null) {
            int number = numbers[slot];
            if (number >= 0 && needed && ((Recorded) source).method.isView()) {
                for (Object argument : arguments.get(number)) {
                    if (argument instanceof TensorSource operand) {
                        visit(operand, true);
                    }
                }
            }
            return number;
        }
        if (source instanceof Recorded recorded) {
            Object[] read = recorded.arguments();
            if (read != null) {
                for (Object argument : read) {
                    if (argument instanceof TensorSource operand) {
                        visit(operand, needed);
                    } else if (argument instanceof TensorSource[] operands) {
                        for (TensorSource operand : operands) {
                            visit(operand, needed);
                        }
                    }
                }
                arguments.add(read);
                nodes.add(recorded);
                return put(source, nodes.size() - 1);
            }
            InputView result = recorded.result();
            if (result != null) {
                // what was recorded later reads the memory itself: it is one input
                return put(source, visit(result, false));
            }
        }
        inputs.add(source);
        return put(source, ~(inputs.size() - 1));
    }

    private int put(TensorSource source, int number) {
        if (2 * ++count > visited.length) {
            @Nullable TensorSource[] before = visited;
            int[] then = numbers;
            visited = new TensorSource[2 * before.length];
            numbers = new int[2 * before.length];
            for (int i = 0; i < before.length; i++) {
                TensorSource old = before[i];
                if (old != null) {
                    int slot = find(old);
                    visited[slot] = old;
                    numbers[slot] = then[i];
                }
            }
        }
        int slot = find(source);
        visited[slot] = source;
        numbers[slot] = number;
        return number;
    }

    private int find(TensorSource source) {
        int mask = visited.length - 1;
        for (int slot = (source.hash ^ source.hash >>> 15) & mask; ; slot = slot + 1 & mask) {
            TensorSource there = visited[slot];
            if (there == null
                    || there == source
                    || there instanceof InputView a && source instanceof InputView b && a.same(b)) {
                return slot;
            }
        }
    }

    /** {@return the number of something visited; inputs have the complement of theirs} */
    int number(TensorSource source) {
        return numbers[find(source)];
    }

    /** {@return how many operations these are, counting those of called operators} */
    public int weight() {
        int weight = 0;
        for (Recorded node : nodes) {
            weight += node.weight();
        }
        return weight;
    }

    /** {@return the operations, each after what it reads} */
    public List<Recorded> nodes() {
        return nodes;
    }

    /**
     * {@return what an operation reads}
     *
     * @param node its number
     */
    Object[] arguments(int node) {
        return arguments.get(node);
    }

    /** {@return the memory that the operations read, as leaves or as results that are there already} */
    public List<TensorSource> inputs() {
        return inputs;
    }

    /**
     * {@return for each operation whether its result is kept} These are what was asked for, and what a graph that did not keep it at first
     * has learned to keep: more of the same kind is likely to be asked for next.
     */
    public boolean[] kept() {
        boolean[] kept = new boolean[nodes.size()];
        for (Recorded target : targets) {
            int slot = find(target);
            if (visited[slot] != null && numbers[slot] >= 0) {
                kept[numbers[slot]] = true;
            }
        }
        for (int node = 0; node < kept.length; node++) {
            kept[node] |= nodes.get(node).isKeptNow();
        }
        return kept;
    }

    /** {@return what was computed before on the way to something else, without being kept, and is needed again} */
    public List<Recorded> missed() {
        return missed;
    }

    /** {@return the graphs in which something was not kept that should have been, after they were told} */
    public Set<CapturedStructure> learn() {
        Set<CapturedStructure> structures = new LinkedHashSet<>();
        for (Recorded node : missed) {
            CapturedStructure structure = node.missed();
            if (structure != null) {
                structures.add(structure);
            }
        }
        return structures;
    }

    /**
     * Notes that these operations were computed.
     *
     * @param structure their graph
     * @param kept for each operation whether its result was kept
     */
    public void computed(CapturedStructure structure, boolean[] kept) {
        for (int node = 0; node < kept.length; node++) {
            if (!kept[node]) {
                nodes.get(node).computedIn(structure, node);
            }
        }
    }

    /** Gives operations results that have no elements. */
    void completeWithoutElements(boolean[] kept) {
        for (int node = 0; node < kept.length; node++) {
            if (kept[node]) {
                Recorded recorded = nodes.get(node);
                int elements = TensorData.elements(recorded.method.method(), recorded.dims);
                recorded.complete(VersionedArray.hollow(recorded.type, elements));
            }
        }
    }

    /**
     * {@return the operations that one reads}
     *
     * @param node its number
     */
    public List<Recorded> operands(int node) {
        List<Recorded> operands = new ArrayList<>();
        for (Object argument : arguments.get(node)) {
            if (argument instanceof Recorded recorded) {
                operands.add(recorded);
            } else if (argument instanceof TensorSource[] sources) {
                Arrays.stream(sources)
                        .filter(Recorded.class::isInstance)
                        .map(Recorded.class::cast)
                        .forEach(operands::add);
            }
        }
        return operands;
    }
}
