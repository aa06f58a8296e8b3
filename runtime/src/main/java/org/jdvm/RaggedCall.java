package org.jdvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.exec.SequenceRun;
import org.jdvm.exec.state.Binding;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.specialize.Template;
import org.jdvm.tier.TieredProgram;

/**
 * A call of an operator for each sequence of a batch: ragged arguments are cut into their sequences, others are the same for all. The
 * results are in one array, where each program writes its part.
 */
final class RaggedCall {
    private final OperatorTemplate operator;
    private final Dvm dvm;
    private final Template template;
    private final String name;
    private final TensorArgument[] arguments;
    private final double[] scalars;

    /** One ragged argument, which says how many sequences there are. */
    private final RaggedTensor batch;

    /** The size symbols that differ from sequence to sequence. */
    private final Set<String> ragged = new HashSet<>();

    private final int[][] dims;
    private final int[][] strides;
    private final Tensor.Storage[] places;
    private final List<long[]> environments;

    /**
     * Binds the arguments.
     *
     * @param dvm where it runs
     * @param arguments the arguments
     * @param wholes the same, with the values of ragged ones; of the types that the operator takes
     */
    RaggedCall(OperatorTemplate operator, Dvm dvm, TensorArgument[] arguments, Tensor[] wholes, double[] scalars) {
        this.operator = operator;
        this.dvm = dvm;
        this.template = operator.template();
        this.name = template.graph().name();
        this.arguments = arguments;
        this.scalars = scalars;
        this.dims = new int[arguments.length][];
        this.strides = new int[arguments.length][];
        this.places = new Tensor.Storage[arguments.length];
        List<TensorParameter> parameters = template.tensors();
        RaggedTensor first = null;
        String firstName = "";
        for (int i = 0; i < arguments.length; i++) {
            TensorParameter parameter = parameters.get(i);
            if (parameter.leading()) {
                throw new JdvmException(
                        "%s: %s has leading dims (...), which take the rows of all sequences at once: call it with values()"
                                .formatted(name, parameter.name()));
            }
            if (arguments[i] instanceof RaggedTensor sequences) {
                if (parameter.shape().rank() == 0) {
                    throw new JdvmException(
                            "%s: %s has no dim 0 that sequences could have".formatted(name, parameter.name()));
                }
                if (first != null && first.count() != sequences.count()) {
                    throw new JdvmException("%s: %s has %d sequences, but %s has %d"
                            .formatted(name, parameter.name(), sequences.count(), firstName, first.count()));
                }
                first = first == null ? sequences : first;
                firstName = firstName.isEmpty() ? parameter.name() : firstName;
                ragged.addAll(parameter.shape().dim(0).symbols());
            }
        }
        if (first == null) {
            throw new JdvmException(name + ": no argument is ragged; call it with tensors alone");
        }
        this.batch = first;
        for (int i = 0; i < arguments.length; i++) {
            prepare(i, wholes[i]);
        }
        this.environments = environments();
    }

    private void prepare(int argument, Tensor whole) {
        boolean packed = template.plan().contiguous().get(argument) && !whole.isContiguous();
        Tensor tensor = packed ? whole.contiguous(dvm) : whole;
        places[argument] = tensor.storage();
        dims[argument] = tensor.dims();
        strides[argument] = places[argument].strides();
    }

    private List<long[]> environments() {
        List<long[]> all = new ArrayList<>(batch.count());
        for (int sequence = 0; sequence < batch.count(); sequence++) {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof RaggedTensor sequences) {
                    dims[i][0] = sequences.length(sequence);
                }
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

    /** {@return a tensor with the result of each sequence along a new first dim} */
    Tensor stacked() {
        if (isResultRagged()) {
            throw new JdvmException(
                    "%s: the first dim of its result %s differs from sequence to sequence, so".formatted(name, result())
                            + " that results cannot be stacked; ask for a ragged one");
        }
        int[] each = template.resultDims(0, anyEnvironment());
        int[] all = new int[each.length + 1];
        all[0] = batch.count();
        System.arraycopy(each, 0, all, 1, each.length);
        int elements = TensorData.elements(name, all);
        int[] starts = new int[batch.count()];
        Arrays.setAll(starts, sequence -> elements / starts.length * sequence);
        return run(all, starts);
    }

    /** {@return the results of all sequences, one after the other} */
    RaggedTensor ragged() {
        if (!isResultRagged()) {
            throw new JdvmException("%s: its result %s has the same sizes for each sequence; ask for a stacked one"
                    .formatted(name, result()));
        }
        int[] all = template.resultDims(0, anyEnvironment());
        all[0] = 1;
        int row = TensorData.elements(name, all);
        int[] lengths = new int[batch.count()];
        int[] starts = new int[batch.count()];
        long rows = 0;
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            lengths[sequence] = template.resultDims(0, environments.get(sequence))[0];
            starts[sequence] = (int) Math.min(rows * row, Integer.MAX_VALUE);
            rows += lengths[sequence];
        }
        all[0] = (int) Math.min(rows, Integer.MAX_VALUE);
        TensorData.elements(name, all);
        return RaggedTensor.of(run(all, starts), lengths);
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

    private Tensor run(int[] resultDims, int[] starts) {
        DType type = template.resultType(0);
        Object array = TensorData.allocate(type, TensorData.elements(name, resultDims));
        List<SequenceRun> runs = new ArrayList<>(starts.length);
        for (int sequence = 0; sequence < starts.length; sequence++) {
            long[] environment = environments.get(sequence);
            TieredProgram program = operator.program(dvm, environment);
            Binding[] bindings = new Binding[program.program().buffers().size()];
            for (int i = 0; i < arguments.length; i++) {
                Tensor.Storage place = places[i];
                bindings[i] = arguments[i] instanceof RaggedTensor sequences
                        ? new Binding(place.array(), place.offset() + sequences.offset(sequence) * strides[i][0], null)
                        : place.bind(template.isOnlyRightOperand(i));
            }
            bindings[arguments.length] = new Binding(array, starts[sequence], null);
            runs.add(new SequenceRun(program, bindings, template.scalars(scalars, environment)));
        }
        dvm.run(name, runs);
        return Tensor.over(type, array, false, resultDims);
    }
}
