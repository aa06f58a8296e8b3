package org.jdvm.lazy;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import org.jdvm.annotations.DType;
import org.jdvm.call.Engine;
import org.jdvm.exec.state.Binding;
import org.jdvm.storage.StridedArrays;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * What calls of equal {@link Key} run: captured graphs in order, each with where its inputs come from, and what the calls give. Running it records
 * nothing. Holds neither inputs nor results of calls: results that are read by later graphs alone are in working memory.
 */
public final class CallPlan {
    /**
     * What a plan was made for: types, sizes and strides of the inputs, which of them are constants, and which show the same memory.
     *
     * @param words these, in order
     */
    public record Key(List<Integer> words) {
        /** {@return the key of some inputs, null for one that is left out} Those that are only recorded are computed. */
        public static Key of(@Nullable Object[] inputs) {
            LazyTensor[] tensors = TensorAccess.lazy(inputs);
            List<Integer> words = new ArrayList<>();
            for (int i = 0; i < tensors.length; i++) {
                LazyTensor tensor = tensors[i];
                if (tensor == null) {
                    words.add(-1);
                    continue;
                }
                VersionedArray memory = tensor.place().memory();
                words.add(tensor.type().ordinal());
                words.add(tensor.rank());
                for (int axis = 0; axis < tensor.rank(); axis++) {
                    words.add(tensor.sizes()[axis]);
                    words.add(tensor.strides()[axis]);
                }
                words.add(memory.panels() == null ? 0 : 1);
                for (int before = 0; before < i; before++) {
                    if (tensors[before] != null && tensors[before].place().memory() == memory) {
                        words.add(before);
                        words.add(tensor.offset() - tensors[before].offset());
                        break;
                    }
                }
                words.add(-2);
            }
            return new Key(List.copyOf(words));
        }
    }

    /**
     * A captured graph and what it reads.
     *
     * @param graph the graph
     * @param run it, at the sizes of the plan
     * @param sources what it reads
     * @param names what a profile calls each of its nodes
     */
    record Step(CapturedGraph graph, GraphRun run, List<PlanSource> sources, List<@Nullable String> names) {}

    /** Elements of an input that were read on the host: the plan is for calls with the same ones. */
    record Condition(int input, long[] elements) {
        static Condition of(int input, LazyTensor tensor) {
            return new Condition(input, elements(tensor));
        }

        private static long[] elements(LazyTensor tensor) {
            if (!tensor.type().isFloat()) {
                return tensor.toLongs();
            }
            if (tensor.type() == DType.F64) {
                return Arrays.stream(tensor.toDoubles())
                        .mapToLong(Double::doubleToRawLongBits)
                        .toArray();
            }
            float[] floats = tensor.toFloats();
            long[] bits = new long[floats.length];
            Arrays.setAll(bits, i -> Float.floatToRawIntBits(floats[i]));
            return bits;
        }

        boolean holds(LazyTensor tensor) {
            return Arrays.equals(elements, elements(tensor));
        }
    }

    /** What a call gives. */
    sealed interface Output {
        /** An input itself. */
        record Input(int input) implements Output {}

        /**
         * Elements that a graph gave, or that are the same in all calls.
         *
         * @param isWhole true if it is no view of another tensor
         */
        record Elements(PlanSource source, boolean isWhole) implements Output {}
    }

    /** Where a result is in working memory; null for one that calls give. */
    private record Slot(DType type, int offset, int elements) {}

    private final List<Step> steps;
    private final List<Condition> conditions;
    private final List<Output> outputs;

    /** For each step its results. */
    private final @Nullable Slot[][] slots;

    /** For each type the elements of working memory. */
    private final int[] working = new int[DType.values().length];

    private CallPlan(List<Step> steps, List<Condition> conditions, List<Output> outputs) {
        this.steps = steps;
        this.conditions = conditions;
        this.outputs = outputs;
        this.slots = new Slot[steps.size()][];
        assign();
    }

    /** The plan of what an observer saw, without what only gave elements that are conditions now. */
    static CallPlan of(List<CallObserver.Ran> ran, List<Condition> conditions, List<Output> outputs) {
        BitSet known = new BitSet();
        conditions.forEach(condition -> known.set(condition.input()));
        BitSet read = new BitSet();
        for (Output output : outputs) {
            if (output instanceof Output.Elements(PlanSource.OfResult result, boolean _)) {
                read.set(result.graph());
            }
        }
        for (int i = ran.size() - 1; i >= 0; i--) {
            BitSet unknown = (BitSet) ran.get(i).depends().clone();
            unknown.andNot(known);
            if (read.get(i) || !unknown.isEmpty()) {
                read.set(i);
                for (PlanSource source : ran.get(i).step().sources()) {
                    if (source instanceof PlanSource.OfResult result) {
                        read.set(result.graph());
                    }
                }
            }
        }
        int[] numbers = new int[ran.size()];
        List<Step> steps = new ArrayList<>();
        for (int i = read.nextSetBit(0); i >= 0; i = read.nextSetBit(i + 1)) {
            numbers[i] = steps.size();
            Step step = ran.get(i).step();
            List<PlanSource> sources = step.sources().stream()
                    .map(source -> renumbered(source, numbers))
                    .toList();
            steps.add(new Step(step.graph(), step.run(), sources, step.names()));
        }
        List<Output> renumbered = outputs.stream()
                .map(output -> output instanceof Output.Elements(PlanSource source, boolean isWhole)
                        ? new Output.Elements(renumbered(source, numbers), isWhole)
                        : output)
                .toList();
        return new CallPlan(List.copyOf(steps), conditions, renumbered);
    }

    private static PlanSource renumbered(PlanSource source, int[] numbers) {
        return source instanceof PlanSource.OfResult(int graph, int result, int offset, PlanSource.Seen seen)
                ? new PlanSource.OfResult(numbers[graph], result, offset, seen)
                : source;
    }

    /** Gives each result that only later graphs read a place in working memory, where no other one is that is still read. */
    private void assign() {
        int[][] last = new int[steps.size()][];
        for (int i = 0; i < last.length; i++) {
            last[i] = new int[steps.get(i).run().results()];
            Arrays.fill(last[i], i);
            for (PlanSource source : steps.get(i).sources()) {
                if (source instanceof PlanSource.OfResult result) {
                    last[result.graph()][result.result()] = i;
                }
            }
        }
        for (Output output : outputs) {
            if (output instanceof Output.Elements(PlanSource.OfResult result, boolean _)) {
                last[result.graph()][result.result()] = Integer.MAX_VALUE;
            }
        }
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < last.length; i++) {
            int now = i;
            held.removeIf(other -> other.last() < now);
            slots[i] = new Slot[last[i].length];
            for (int result = 0; result < last[i].length; result++) {
                if (last[i][result] < Integer.MAX_VALUE) {
                    GraphRun run = steps.get(i).run();
                    Slot slot = free(held, run.resultType(result), run.resultSize(result));
                    if (slot != null) {
                        held.add(new Held(slot, last[i][result]));
                        int type = slot.type().ordinal();
                        working[type] = Math.max(working[type], slot.offset() + slot.elements());
                    }
                    slots[i][result] = slot;
                }
            }
        }
    }

    private record Held(Slot slot, int last) {}

    /** The first place that is large enough; null if there is none within the length of an array. */
    private static @Nullable Slot free(List<Held> held, DType type, int elements) {
        List<Slot> taken = held.stream()
                .map(Held::slot)
                .filter(slot -> slot.type() == type)
                .sorted((a, b) -> Integer.compare(a.offset(), b.offset()))
                .toList();
        long at = 0;
        for (Slot slot : taken) {
            if (at + elements <= slot.offset()) {
                break;
            }
            at = Math.max(at, roundUp((long) slot.offset() + slot.elements()));
        }
        return at + elements <= MOST_WORKING_ELEMENTS ? new Slot(type, (int) at, elements) : null;
    }

    private static final long MOST_WORKING_ELEMENTS = 1 << 28;

    /** Elements in a line of the cache, of the narrowest type: results in working memory share no line. */
    private static final int LINE = 64;

    private static long roundUp(long offset) {
        return (offset + LINE - 1) / LINE * LINE;
    }

    /** {@return true if the user of this thread's engine looks at each recorded operation, so that calls have to record} */
    public static boolean isOff() {
        Engine engine = Engine.currentIfStarted();
        return engine != null && engine.debugging().isOn();
    }

    /** {@return true if elements that were read on the host are those of the call that the plan was made of} */
    public boolean accepts(@Nullable Object[] inputs) {
        for (Condition condition : conditions) {
            if (!condition.holds(TensorAccess.lazy(inputs[condition.input()]))) {
                return false;
            }
        }
        return true;
    }

    /** {@return true if its graphs still keep what they kept, so that recording would come to the same} */
    public boolean isCurrent() {
        for (Step step : steps) {
            if (!step.graph().runsAs(step.run())) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return the results of a call, on this thread's engine}
     *
     * @param inputs tensors of the key, in memory
     */
    public Object[] run(@Nullable Object[] inputs) {
        return run(Engine.current(), TensorAccess.lazy(inputs));
    }

    private Object[] run(Engine engine, LazyTensor[] inputs) {
        InputView[] views = new InputView[inputs.length];
        Object[][] arrays = new Object[steps.size()][];
        int held = 0;
        Engine.WorkingMemory memory = engine.borrow();
        try {
            for (; held < views.length; held++) {
                if (inputs[held] != null) {
                    views[held] = (InputView) inputs[held].source();
                    views[held].addReader();
                }
            }
            for (int i = 0; i < arrays.length; i++) {
                arrays[i] = run(engine, i, views, arrays, memory);
            }
        } finally {
            memory.close();
            for (int i = 0; i < held; i++) {
                if (views[i] != null) {
                    views[i].removeReader();
                }
            }
        }
        return results(inputs, arrays);
    }

    private Object[] run(Engine engine, int number, InputView[] views, Object[][] arrays, Engine.WorkingMemory memory) {
        Step step = steps.get(number);
        GraphRun run = step.run();
        Object[] made = new Object[run.results()];
        Binding[] results = new Binding[made.length];
        for (int result = 0; result < made.length; result++) {
            Slot slot = slots[number][result];
            made[result] = slot == null
                    ? TensorData.allocate(run.resultType(result), run.resultSize(result))
                    : memory.array(slot.type(), working[slot.type().ordinal()]);
            results[result] = new Binding(made[result], slot == null ? 0 : slot.offset(), null);
        }
        List<PlanSource> sources = step.sources();
        VersionedArray[] memories = new VersionedArray[sources.size()];
        int begun = 0;
        try {
            for (; begun < memories.length; begun++) {
                memories[begun] = switch (sources.get(begun)) {
                    case PlanSource.OfInput(int input, int _, PlanSource.Seen _) ->
                        views[input].memory.beginReading(views[input].version);
                    case PlanSource.OfConstant(InputView view) -> view.memory;
                    case PlanSource.OfResult(int graph, int result, int _, PlanSource.Seen _) ->
                        memory(arrays[graph][result]);
                };
            }
            Binding[] operands = new Binding[memories.length];
            for (int i = 0; i < operands.length; i++) {
                operands[i] = switch (sources.get(i)) {
                    case PlanSource.OfInput(int input, int offset, PlanSource.Seen seen) ->
                        run.bind(engine, i, memories[i], views[input].offset + offset, seen);
                    case PlanSource.OfConstant(InputView view) ->
                        run.bind(engine, i, memories[i], view.offset, PlanSource.Seen.of(view));
                    case PlanSource.OfResult(int graph, int result, int offset, PlanSource.Seen seen) -> {
                        Slot slot = slots[graph][result];
                        yield run.bind(engine, i, memories[i], offset + (slot == null ? 0 : slot.offset()), seen);
                    }
                };
            }
            run.run(engine, operands, results, step::names);
        } finally {
            for (int i = 0; i < begun; i++) {
                if (sources.get(i) instanceof PlanSource.OfInput input) {
                    views[input.input()].memory.endReading();
                }
            }
        }
        return made;
    }

    private static VersionedArray memory(Object array) {
        return new VersionedArray(array, Array.getLength(array));
    }

    private Object[] results(LazyTensor[] inputs, Object[][] arrays) {
        LazyTensor[] given = new LazyTensor[outputs.size()];
        StorageRef[][] refs = new StorageRef[arrays.length][];
        Object[] tensors = new Object[given.length];
        for (int i = 0; i < given.length; i++) {
            given[i] = switch (outputs.get(i)) {
                case Output.Input(int input) -> inputs[input];
                case Output.Elements(PlanSource.OfResult result, boolean isWhole) ->
                    result(result, isWhole, refs, arrays[result.graph()]);
                case Output.Elements(PlanSource.OfConstant(InputView view), boolean _) ->
                    view.memory.panels() == null ? view.copy().tensor() : view.tensor();
                case Output.Elements(PlanSource.OfInput _, boolean _) ->
                    throw new IllegalStateException("an output shows memory of an input");
            };
            tensors[i] = TensorAccess.tensor(given[i]);
        }
        return tensors;
    }

    /** A tensor over a result; several outputs that show one share its memory. */
    private static LazyTensor result(PlanSource.OfResult from, boolean isWhole, StorageRef[][] refs, Object[] arrays) {
        StorageRef[] known = refs[from.graph()] == null ? new StorageRef[arrays.length] : refs[from.graph()];
        refs[from.graph()] = known;
        StorageRef ref = known[from.result()];
        boolean isShared = ref != null || !isWhole;
        if (ref == null) {
            ref = new StorageRef(memory(arrays[from.result()]), isShared);
            known[from.result()] = ref;
        } else {
            ref.share();
        }
        PlanSource.Seen seen = from.seen();
        int[] strides = StridedArrays.isContiguous(seen.dims(), seen.strides()) ? null : seen.strides();
        return new LazyTensor(seen.type(), seen.dims(), ref, from.offset(), strides, null);
    }

    /** {@return a line for each graph: what it reads and how many results it has; and what the call gives} */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(System.lineSeparator());
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            text.add("g%d: %d results of (%s)"
                    .formatted(
                            i,
                            step.run().results(),
                            String.join(
                                    ", ",
                                    step.sources().stream().map(CallPlan::text).toList())));
        }
        return text.add("gives "
                        + outputs.stream()
                                .map(output -> switch (output) {
                                    case Output.Input(int input) -> "input " + input;
                                    case Output.Elements(PlanSource source, boolean _) -> text(source);
                                })
                                .toList())
                .toString();
    }

    private static String text(PlanSource source) {
        return switch (source) {
            case PlanSource.OfInput input ->
                "input " + input.input() + Arrays.toString(input.seen().dims());
            case PlanSource.OfConstant constant ->
                "constant" + Arrays.toString(constant.view().dims());
            case PlanSource.OfResult result ->
                "g" + result.graph() + "." + result.result()
                        + Arrays.toString(result.seen().dims());
        };
    }
}
