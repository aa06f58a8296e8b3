package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;
import org.jdvm.call.Engine;
import org.jdvm.call.PlannedOperator;
import org.jdvm.exec.SequenceRun;
import org.jdvm.exec.state.Binding;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.specialize.Template;
import org.jdvm.storage.TensorData;
import org.jdvm.tier.TieredProgram;

/**
 * A call of an operator for each sequence of a batch: of ragged arguments each sequence reads its part, others are the same for all. The
 * results are in one array, where each program writes its part.
 */
public final class RaggedCall {
    /**
     * Sequences one after the other.
     *
     * @param values all of them
     * @param lengths the length of each
     */
    public record Sequences(LazyTensor values, int[] lengths) {}

    private final PlannedOperator operator;
    private final Engine engine;
    private final Template template;
    private final String name;
    private final RaggedArgument[] arguments;
    private final double[] scalars;

    /** How many sequences there are. */
    private final int count;

    /** The size symbols that differ from sequence to sequence. */
    private final Set<String> ragged = new HashSet<>();

    /** The sizes of each argument for one sequence. */
    private final int[][] dims;

    /** The memory of each argument: one for all sequences, or one for each. */
    private final LazyTensor.Storage[][] places;

    private final List<long[]> environments;

    /**
     * Binds the arguments.
     *
     * @param engine where it runs
     * @param arguments the arguments, of the types that the operator takes
     */
    RaggedCall(PlannedOperator operator, Engine engine, RaggedArgument[] arguments, double[] scalars) {
        this.operator = operator;
        this.engine = engine;
        this.template = operator.template();
        this.name = template.graph().name();
        this.arguments = arguments;
        this.scalars = scalars;
        this.dims = new int[arguments.length][];
        this.places = new LazyTensor.Storage[arguments.length][];
        List<TensorParameter> parameters = template.tensors();
        int first = -1;
        String firstName = "";
        for (int i = 0; i < arguments.length; i++) {
            TensorParameter parameter = parameters.get(i);
            if (parameter.leading()) {
                throw new JdvmException(
                        "%s: %s has leading dims (...), which take the rows of all sequences at once: call it with values()"
                                .formatted(name, parameter.name()));
            }
            if (arguments[i] instanceof RaggedArgument.Ragged argument) {
                int sequences = argument.count();
                if (parameter.shape().rank() == 0) {
                    throw new JdvmException(
                            "%s: %s has no dim 0 that sequences could have".formatted(name, parameter.name()));
                }
                if (first >= 0 && first != sequences) {
                    throw new JdvmException("%s: %s has %d sequences, but %s has %d"
                            .formatted(name, parameter.name(), sequences, firstName, first));
                }
                first = sequences;
                firstName = firstName.isEmpty() ? parameter.name() : firstName;
                ragged.addAll(parameter.shape().dim(0).symbols());
            }
        }
        if (first < 0) {
            throw new JdvmException(name + ": no argument is ragged; call it with tensors alone");
        }
        this.count = first;
        for (int i = 0; i < arguments.length; i++) {
            boolean isWhole = template.plan().contiguous().get(i);
            places[i] = arguments[i].tensors().stream()
                    .map(tensor -> (isWhole && !tensor.isContiguous() ? tensor.contiguous(engine) : tensor).storage())
                    .toArray(LazyTensor.Storage[]::new);
            dims[i] = arguments[i].sample().sizes().clone();
        }
        this.environments = environments();
    }

    private List<long[]> environments() {
        int[][] strides = new int[arguments.length][];
        List<long[]> all = new ArrayList<>(count);
        for (int sequence = 0; sequence < count; sequence++) {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof RaggedArgument.Ragged argument) {
                    dims[i][0] = argument.length(sequence);
                }
                strides[i] = place(i, sequence).strides();
            }
            try {
                all.add(template.binder().bind(dims, strides, scalars));
            } catch (IllegalArgumentException e) {
                throw new JdvmException(
                        name + ", sequence " + sequence + e.getMessage().substring(name.length()), e);
            }
        }
        return all;
    }

    private LazyTensor.Storage place(int argument, int sequence) {
        LazyTensor.Storage[] all = places[argument];
        return all.length == 1 ? all[0] : all[sequence];
    }

    private Binding bind(int argument, int sequence) {
        LazyTensor.Storage place = place(argument, sequence);
        return switch (arguments[argument]) {
            case RaggedArgument.Shared _ -> place.bind(template.isOnlyRightOperand(argument));
            case RaggedArgument.Packed packed ->
                new Binding(place.array(), place.offset() + packed.offsets()[sequence] * place.strides()[0], null);
            case RaggedArgument.Separate _ -> new Binding(place.array(), place.offset(), null);
        };
    }

    /** {@return a tensor with the result of each sequence along a new first dim} */
    public LazyTensor stacked() {
        if (isResultRagged()) {
            throw new JdvmException(
                    "%s: the first dim of its result %s differs from sequence to sequence, so".formatted(name, result())
                            + " that results cannot be stacked; ask for a ragged one");
        }
        int[] each = template.resultDims(0, anyEnvironment());
        int[] all = new int[each.length + 1];
        all[0] = count;
        System.arraycopy(each, 0, all, 1, each.length);
        int elements = TensorData.elements(name, all);
        int[] starts = new int[count];
        Arrays.setAll(starts, sequence -> elements / starts.length * sequence);
        return run(all, starts);
    }

    /** {@return the results of all sequences, one after the other} */
    public Sequences ragged() {
        if (!isResultRagged()) {
            throw new JdvmException("%s: its result %s has the same sizes for each sequence; ask for a stacked one"
                    .formatted(name, result()));
        }
        int[] all = template.resultDims(0, anyEnvironment());
        all[0] = 1;
        int row = TensorData.elements(name, all);
        int[] lengths = new int[count];
        int[] starts = new int[count];
        long rows = 0;
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            lengths[sequence] = template.resultDims(0, environments.get(sequence))[0];
            starts[sequence] = (int) Math.min(rows * row, Integer.MAX_VALUE);
            rows += lengths[sequence];
        }
        all[0] = (int) Math.min(rows, Integer.MAX_VALUE);
        TensorData.elements(name, all);
        return new Sequences(run(all, starts), lengths);
    }

    private Shape result() {
        return template.graph().results().getFirst().shape();
    }

    /** Whether the first dim of the result differs from sequence to sequence; no other may. */
    private boolean isResultRagged() {
        Shape shape = result();
        for (int axis = 1; axis < shape.rank(); axis++) {
            for (String symbol : shape.dim(axis).symbols()) {
                if (ragged.contains(symbol)) {
                    throw new JdvmException(
                            "%s: dim %d of its result %s differs from sequence to sequence with %s; only the first dim may"
                                    .formatted(name, axis, shape, symbol));
                }
            }
        }
        return shape.rank() > 0 && shape.dim(0).symbols().stream().anyMatch(ragged::contains);
    }

    /** Sizes that are the same for all sequences: those of the first one, or of one of length 0 if there is none. */
    private long[] anyEnvironment() {
        if (!environments.isEmpty()) {
            return environments.getFirst();
        }
        return template.binder().sizes(dims, scalars);
    }

    private LazyTensor run(int[] resultDims, int[] starts) {
        DType type = template.resultType(0);
        Object array = TensorData.allocate(type, TensorData.elements(name, resultDims));
        List<SequenceRun> runs = new ArrayList<>(starts.length);
        for (int sequence = 0; sequence < starts.length; sequence++) {
            long[] environment = environments.get(sequence);
            TieredProgram program = operator.program(engine, environment);
            Binding[] bindings = new Binding[program.program().buffers().size()];
            for (int i = 0; i < arguments.length; i++) {
                bindings[i] = bind(i, sequence);
            }
            bindings[arguments.length] = new Binding(array, starts[sequence], null);
            runs.add(new SequenceRun(program, bindings, template.scalars(scalars, environment)));
        }
        engine.run(name, runs);
        return LazyTensor.over(type, array, false, resultDims);
    }
}
