package org.jdvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jdvm.call.PlannedOperator;
import org.jdvm.front.Signature;
import org.jdvm.lazy.Calls;
import org.jdvm.lazy.LazyTensor;
import org.jdvm.lazy.RaggedArgument;
import org.jdvm.lazy.RaggedCall;
import org.jdvm.machine.NpuSpec;
import org.jdvm.storage.TensorData;

/**
 * An operator ready to be called with tensors of any sizes: its graph, cut into kernels, to be specialised for each new set of sizes.
 *
 * <p>Generated classes hold one for each {@code @Operator} method.
 */
public final class OperatorTemplate {
    private final PlannedOperator operator;

    OperatorTemplate(PlannedOperator operator) {
        this.operator = operator;
    }

    PlannedOperator operator() {
        return operator;
    }

    /**
     * {@return the operator of a graph in text form, which is read when the operator is used first}
     *
     * @param graphText what {@link #graph} gives
     */
    public static OperatorTemplate parse(String graphText) {
        return new OperatorTemplate(PlannedOperator.parse(graphText));
    }

    /**
     * {@return the operator of a method that was read and planned when its class was compiled} When it is used first, its plan is read;
     * if another version of the planner made it, the graph is planned again. Class files tell whether what the method was read from is
     * still the same.
     *
     * <p>Each use fails with an {@link IllegalStateException} if the text forms are damaged; the message names the class to compile again, and
     * the line.
     *
     * @param owner the class that declares it
     * @param signature its declaration, as the processor writes it
     * @param graphText its graph, as the processor writes it
     * @param planText the plan of the graph, as the processor writes it
     */
    public static OperatorTemplate parse(Class<?> owner, String signature, String graphText, String planText) {
        return new OperatorTemplate(PlannedOperator.built(owner, signature, graphText, planText));
    }

    /**
     * {@return the operator of a method, whose body is read from the class file when the operator is used first} A method that cannot be
     * an operator makes each use fail with a {@link JdvmException}, which says where and what to do; other operators of its class work.
     *
     * @param owner the class that declares it
     * @param method its name
     * @param signature its declaration, as the processor writes it
     */
    public static OperatorTemplate trace(Class<?> owner, String method, String signature) {
        Signature declared = Signature.parse(signature);
        if (!declared.name().equals(method)) {
            throw new JdvmException("the signature of " + method + " is that of " + declared.name());
        }
        return new OperatorTemplate(PlannedOperator.traced(owner, declared));
    }

    /** {@return the operator's name} */
    public String name() {
        return operator.name();
    }

    /** {@return the graph as fused: after all passes; as text that {@link #parse(String)} reads} */
    public String graph() {
        return operator.template().graph().toString();
    }

    /** {@return the kernels and the decisions that led to them, as text} */
    public String plan() {
        return operator.template().plan().toString();
    }

    /** {@return what {@link #explain} has to know: the symbols of sizes and the integer parameters, in the order of their names} */
    public SortedSet<String> sizes() {
        return operator.template().graph().symbols();
    }

    /**
     * {@return what {@link #explain} has to know, as a call with given arguments would have it}
     *
     * @param tensors the tensor arguments, in the order of the parameters, records flattened
     * @param scalars the scalar arguments, in order
     * @throws IllegalArgumentException if an argument does not fit; the message names operator, argument, dim, expected and actual
     */
    public SortedMap<String, Long> sizes(Tensor[] tensors, double[] scalars) {
        TensorData.given(name(), "the array of tensors", tensors);
        return Calls.sizes(operator, Tensor.lazy(tensors), scalars);
    }

    /**
     * Calls an operator with one result.
     *
     * @param dvm the machine to run it
     * @param tensors the tensor arguments, in the order of the parameters, records flattened
     * @param scalars the scalar arguments, in order
     * @return the result, in a fresh array
     * @throws IllegalArgumentException if an argument does not fit; the message names operator, argument, dim, expected and actual
     * @throws IllegalStateException if the machine was closed
     */
    public Tensor call(Dvm dvm, Tensor[] tensors, double[] scalars) {
        return new Tensor(results(dvm, tensors, scalars)[0]);
    }

    /**
     * Calls an operator. The call reads the arguments as they are now. It runs at once, unless an argument is the result of recorded
     * operations and the machine is the shared one on which these run: then the call is recorded, and the operator's graph becomes a part
     * of the captured one. Arrays of the application that are arguments of a recorded call are copied; if one is large, the call runs at
     * once. Constants ({@link Tensor#full}, {@link Tensor#range}) are values and have nothing recorded.
     *
     * @param dvm the machine to run it
     * @param tensors the tensor arguments, in the order of the parameters, records flattened
     * @param scalars the scalar arguments, in order
     * @return the results, in fresh arrays
     */
    public Tensor[] callAll(Dvm dvm, Tensor[] tensors, double[] scalars) {
        LazyTensor[] results = results(dvm, tensors, scalars);
        Tensor[] faces = new Tensor[results.length];
        for (int i = 0; i < faces.length; i++) {
            faces[i] = new Tensor(results[i]);
        }
        return faces;
    }

    private LazyTensor[] results(Dvm dvm, Tensor[] tensors, double[] scalars) {
        TensorData.given(name(), "the machine", dvm);
        TensorData.given(name(), "the array of tensors", tensors);
        return Calls.callAll(operator, dvm.engine(), Tensor.lazy(tensors), scalars);
    }

    /**
     * Calls an operator for each sequence of a batch, in one launch: ragged arguments are cut into their sequences, tensors are the same
     * for all of them. The numbers are those of a call for each sequence.
     *
     * @param dvm the machine to run it
     * @param tensors the tensor arguments, in the order of the parameters, records flattened; at least one of them ragged
     * @param scalars the scalar arguments, in order
     * @return the results of all sequences, one after the other in a fresh array
     * @throws IllegalArgumentException if an argument does not fit, or the number of rows of a result is not the one that its sequence gives; the
     *     message names the operator, and the sequence or argument
     */
    public RaggedTensor callRagged(Dvm dvm, TensorArgument[] tensors, double[] scalars) {
        RaggedCall.Sequences results = raggedCall(dvm, tensors, scalars).ragged();
        return RaggedTensor.of(new Tensor(results.values()), results.lengths());
    }

    /**
     * Calls an operator for each sequence of a batch, as {@link #callRagged} does, where the result has the same sizes for all of them.
     *
     * @param dvm the machine to run it
     * @param tensors the tensor arguments, in the order of the parameters, records flattened; at least one of them ragged
     * @param scalars the scalar arguments, in order
     * @return the result of each sequence, along a new first dim
     * @throws IllegalArgumentException if an argument does not fit, or the sizes of the result depend on the sequence; the message names
     *     the operator, and the sequence or argument
     */
    public Tensor callStacked(Dvm dvm, TensorArgument[] tensors, double[] scalars) {
        return new Tensor(raggedCall(dvm, tensors, scalars).stacked());
    }

    private RaggedCall raggedCall(Dvm dvm, TensorArgument[] tensors, double[] scalars) {
        TensorData.given(name(), "the machine", dvm);
        TensorData.given(name(), "the array of tensors", tensors);
        RaggedArgument[] arguments = new RaggedArgument[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            arguments[i] = switch (tensors[i]) {
                case null -> null;
                case Tensor tensor -> new RaggedArgument.Shared(tensor.lazy());
                case RaggedTensor ragged -> ragged.argument();
            };
        }
        return Calls.raggedCall(operator, dvm.engine(), arguments, scalars);
    }

    /**
     * Checks arguments as a call does, but runs nothing.
     *
     * @param tensors the tensor arguments, in the order of the parameters, records flattened
     * @param scalars the scalar arguments, in order
     * @throws IllegalArgumentException if an argument does not fit; the message names operator, argument, dim, expected and actual
     */
    public void check(Tensor[] tensors, double[] scalars) {
        TensorData.given(name(), "the array of tensors", tensors);
        Calls.check(operator, Tensor.lazy(tensors), scalars);
    }

    /**
     * Calls an operator and writes its results into tensors of the caller. They may share memory with the arguments.
     *
     * @param dvm the machine to run it
     * @param results where the results go, of their type and sizes
     * @param tensors the tensor arguments
     * @param scalars the scalar arguments
     */
    public void callInto(Dvm dvm, Tensor[] results, Tensor[] tensors, double[] scalars) {
        TensorData.given(name(), "the machine", dvm);
        TensorData.given(name(), "the array of tensors for results", results);
        TensorData.given(name(), "the array of tensors", tensors);
        Calls.callInto(operator, dvm.engine(), Tensor.lazy(results), Tensor.lazy(tensors), scalars);
    }

    /**
     * {@return what becomes of this operator at given sizes}
     *
     * @param sizes the size of each symbol and the value of each integer parameter
     * @param machine the machine to specialise for
     * @throws IllegalArgumentException if a size is missing, unknown, or breaks what the operator asks for
     */
    public Explanation explain(Map<String, Long> sizes, NpuSpec machine) {
        return Explanation.of(operator, sizes, machine);
    }

    /** {@return name and parameters} */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        operator.template().graph().parameters().forEach(p -> names.add(p.name()));
        return name() + names;
    }
}
