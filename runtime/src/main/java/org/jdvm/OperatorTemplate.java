package org.jdvm;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jdvm.annotations.DType;
import org.jdvm.capture.InputView;
import org.jdvm.capture.OperatorCall;
import org.jdvm.capture.Recorded;
import org.jdvm.capture.StridedArrays;
import org.jdvm.capture.TensorSource;
import org.jdvm.exec.state.Binding;
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.Signature;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.passes.Passes;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Template;
import org.jdvm.tier.TieredProgram;
import org.jspecify.annotations.Nullable;

/**
 * An operator ready to be called with tensors of any sizes: its graph, cut into kernels, to be specialised for each new set of sizes.
 *
 * <p>Generated classes hold one for each {@code @Operator} method.
 */
public final class OperatorTemplate {
    /** How many bytes of an argument a call that is recorded copies, so as to have the elements as they are at the call. */
    private static final long MOST_COPIED_BYTES = 1 << 18;

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
    private record Home(WeakReference<Dvm> dvm, ProgramCache programs) {}

    private OperatorTemplate(Supplier<Made> source) {
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
        }
        return known;
    }

    Template template() {
        return made().template();
    }

    /**
     * {@return the operator of a graph}
     *
     * @param graph the graph
     */
    static OperatorTemplate of(Graph graph) {
        OperatorTemplate operator = new OperatorTemplate(() -> Made.plan(graph));
        operator.make();
        return operator;
    }

    /**
     * {@return the operator of a graph in text form, which is read when the operator is used first}
     *
     * @param graphText what {@link #graph} gives
     */
    public static OperatorTemplate parse(String graphText) {
        return new OperatorTemplate(() -> Made.plan(GraphParser.parse(graphText)));
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
        return new OperatorTemplate(() -> {
            BuiltOperator built = new BuiltOperator(owner, signature, graphText, planText);
            StaleOperators.check(owner, signature, built::graph);
            return new Made(built::graph, new Template(built.plan()));
        });
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
        return new OperatorTemplate(() -> Made.plan(ClassFileReader.read(owner, declared)));
    }

    /** {@return the operator's name} */
    public String name() {
        return template().graph().name();
    }

    /** {@return the graph as fused: after all passes; as text that {@link #parse(String)} reads} */
    public String graph() {
        return template().graph().toString();
    }

    /** {@return the kernels and the decisions that led to them, as text} */
    public String plan() {
        return template().plan().toString();
    }

    /** {@return what {@link #explain} has to know: the symbols of sizes and the integer parameters, in the order of their names} */
    public SortedSet<String> sizes() {
        return template().graph().symbols();
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
        return callAll(dvm, tensors, scalars)[0];
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
        TensorData.given(name(), "the machine", dvm);
        TensorData.given(name(), "the array of tensors", tensors);
        if (dvm == Dvm.sharedIfStarted() && isToBeRecorded(tensors)) {
            return new Arguments(tensors, scalars).record();
        }
        Call call = new Call(dvm, tensors, scalars);
        Template template = call.template;
        Tensor[] results = new Tensor[template.results()];
        for (int result = 0; result < results.length; result++) {
            int[] dims = template.resultDims(result, call.environment);
            DType type = template.resultType(result);
            Object array = TensorData.allocate(type, TensorData.elements(name(), dims));
            call.bindings[tensors.length + result] = new Binding(array, 0, null);
            results[result] = Tensor.over(type, array, false, call.leading.unfold(result, dims));
        }
        call.run();
        return results;
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
        return raggedCall(dvm, tensors, scalars).ragged();
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
        return raggedCall(dvm, tensors, scalars).stacked();
    }

    private RaggedCall raggedCall(Dvm dvm, TensorArgument[] tensors, double[] scalars) {
        TensorData.given(name(), "the machine", dvm).checkOpen(name());
        TensorData.given(name(), "the array of tensors", tensors);
        Template template = template();
        if (template.results() != 1) {
            throw new JdvmException(
                    "%s: has %d results; only an operator with one result can be called for each sequence"
                            .formatted(name(), template.results()));
        }
        Tensor[] wholes = new Tensor[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            wholes[i] = tensors[i] instanceof RaggedTensor ragged ? ragged.values() : (Tensor) tensors[i];
        }
        Arguments checked = new Arguments(wholes, scalars);
        Tensor.compute(dvm, wholes);
        return new RaggedCall(this, dvm, tensors, checked.tensors, scalars);
    }

    TieredProgram program(Dvm dvm, long[] environment) {
        return dvm.program(programs(dvm), template(), environment);
    }

    /**
     * Checks arguments as a call does, but runs nothing.
     *
     * @param tensors the tensor arguments, in the order of the parameters, records flattened
     * @param scalars the scalar arguments, in order
     * @throws IllegalArgumentException if an argument does not fit; the message names operator, argument, dim, expected and actual
     */
    public void check(Tensor[] tensors, double[] scalars) {
        new Arguments(tensors, scalars).bind();
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
        if (TensorData.given(name(), "the array of tensors for results", results).length
                != template().results()) {
            throw new JdvmException("%s: has %d results, but there are %d tensors for them"
                    .formatted(name(), template().results(), results.length));
        }
        Call call = new Call(dvm, tensors, scalars);
        Tensor.compute(dvm, results);
        Template template = call.template;
        Tensor[] targets = new Tensor[results.length];
        for (int result = 0; result < results.length; result++) {
            int[] dims = template.resultDims(result, call.environment);
            int[] shown = call.leading.unfold(result, dims);
            DType type = template.resultType(result);
            Tensor target = results[result];
            if (target == null) {
                throw new JdvmException(name() + ": the tensor for the result is null");
            }
            if (target.type() != type || !Arrays.equals(target.sizes(), shown)) {
                throw new JdvmException("%s: the tensor for the result is %s%s, but the result is %s%s"
                        .formatted(
                                name(), target.type(), Arrays.toString(target.sizes()), type, Arrays.toString(shown)));
            }
            InPlace.check(target, name(), type);
            boolean direct = results.length == 1 && target.isContiguous() && sharesWithNone(target, tensors);
            targets[result] = direct ? target : Tensor.zeros(type, shown);
            Tensor.Storage place = targets[result].storage();
            call.bindings[tensors.length + result] = new Binding(place.array(), place.offset(), null);
        }
        if (targets[0] == results[0]) {
            InPlace.write(targets[0], call::run);
            return;
        }
        call.run();
        for (int result = 0; result < results.length; result++) {
            InPlace.write(results[result], targets[result]);
        }
    }

    private static boolean sharesWithNone(Tensor target, Tensor[] tensors) {
        Object array = target.storage().array();
        for (Tensor tensor : tensors) {
            if (tensor.storage().array() == array) {
                return false;
            }
        }
        return true;
    }

    private ProgramCache programs(Dvm dvm) {
        Home last = home;
        if (last == null || !last.dvm().refersTo(dvm)) {
            last = new Home(new WeakReference<>(dvm), dvm.cacheOf(this));
            home = last;
        }
        return last.programs();
    }

    /**
     * {@return what becomes of this operator at given sizes}
     *
     * @param sizes the size of each symbol and the value of each integer parameter
     * @param machine the machine to specialise for
     * @throws IllegalArgumentException if a size is missing, unknown, or breaks what the operator asks for
     */
    public Explanation explain(Map<String, Long> sizes, NpuSpec machine) {
        return Explanation.of(template(), sizes, machine);
    }

    /** True if an argument is the result of recorded operations, and no other one has to be read now and is too large to be copied. */
    private static boolean isToBeRecorded(Tensor[] tensors) {
        boolean isAnyRecorded = false;
        for (Tensor tensor : tensors) {
            isAnyRecorded |= tensor != null && tensor.isRecorded();
        }
        if (!isAnyRecorded) {
            return false;
        }
        boolean isAnyComputed = false;
        for (Tensor tensor : tensors) {
            switch (tensor == null ? null : tensor.source()) {
                case null -> {}
                case Recorded operation -> isAnyComputed |= !operation.isConstant();
                case InputView leaf -> {
                    if (leaf.isExposed() && leaf.bytes() > MOST_COPIED_BYTES) {
                        return false;
                    }
                }
            }
        }
        return isAnyComputed;
    }

    /** The program for contiguous arguments of given sizes. */
    TieredProgram program(Dvm dvm, Map<String, Long> sizes) {
        return program(dvm, Explanation.environment(template(), sizes));
    }

    /** The arguments of one call, checked. */
    private class Arguments {
        final Tensor[] tensors;
        final double[] scalars;
        final Template template = template();
        final LeadingDimFolding leading = new LeadingDimFolding(template);

        Arguments(Tensor[] tensors, double[] scalars) {
            this.tensors = tensors;
            this.scalars = scalars;
            List<TensorParameter> parameters = template.tensors();
            checkCounts(parameters, tensors, scalars);
            for (int i = 0; i < tensors.length; i++) {
                check(parameters.get(i), tensors[i]);
            }
        }

        int[] dims(int argument) {
            TensorParameter parameter = template.tensors().get(argument);
            return parameter.leading() ? leading.foldDims(parameter, tensors[argument]) : tensors[argument].sizes();
        }

        long[] bind() {
            int[][] dims = new int[tensors.length][];
            int[][] strides = new int[tensors.length][];
            for (int i = 0; i < tensors.length; i++) {
                dims[i] = dims(i);
                strides[i] = StridedArrays.contiguous(dims[i]);
            }
            return template.binder().bind(dims, strides, scalars);
        }

        /** Records the call: the results are tensors that are not computed yet. */
        Tensor[] record() {
            long[] environment = bind();
            Object[] operands = new Object[tensors.length + 1];
            for (int i = 0; i < tensors.length; i++) {
                TensorSource source = tensors[i].source();
                operands[i] = source instanceof InputView leaf && leaf.isExposed() ? leaf.copy() : source;
            }
            operands[tensors.length] =
                    OperatorCall.of(made().source().get(), scalars, symbol -> template.value(symbol, environment));
            Recorded call = Recorder.node(CompositeMethod.CALL, DType.BOOL, new int[0], operands);
            Tensor[] results = new Tensor[template.results()];
            for (int result = 0; result < results.length; result++) {
                int[] sizes = leading.unfold(result, template.resultDims(result, environment));
                results[result] = Recorder.tensor(
                        Recorder.node(CompositeMethod.RESULT, template.resultType(result), sizes, call, result));
            }
            return results;
        }

        private void check(TensorParameter parameter, @Nullable Tensor tensor) {
            if (tensor == null) {
                throw new JdvmException(name() + ": " + parameter.name() + " is null");
            }
            if (tensor.type() != parameter.type()) {
                throw new JdvmException("%s: %s is %s, but %s is expected; cast it"
                        .formatted(name(), parameter.name(), tensor.type(), parameter.type()));
            }
        }

        private void checkCounts(List<TensorParameter> parameters, Tensor[] tensors, double[] scalars) {
            TensorData.given(name(), "the array of tensors", tensors);
            TensorData.given(name(), "the array of scalars", scalars);
            List<ScalarParameter> expected = template.scalarParameters();
            if (tensors.length != parameters.size() || scalars.length != expected.size()) {
                throw new JdvmException("%s: takes %d tensors and %d scalars, not %d and %d"
                        .formatted(name(), parameters.size(), expected.size(), tensors.length, scalars.length));
            }
        }
    }

    /** The arguments of one call, bound. */
    private final class Call extends Arguments {
        final Dvm dvm;
        final long[] environment;
        final TieredProgram program;
        final Binding[] bindings;

        Call(Dvm dvm, Tensor[] tensors, double[] scalars) {
            super(tensors, scalars);
            this.dvm = dvm;
            dvm.checkOpen(name());
            Tensor.compute(dvm, tensors);
            List<TensorParameter> parameters = template.tensors();
            int[][] dims = new int[tensors.length][];
            int[][] strides = new int[tensors.length][];
            Tensor.Storage[] places = new Tensor.Storage[tensors.length];
            for (int i = 0; i < tensors.length; i++) {
                TensorParameter parameter = parameters.get(i);
                Tensor tensor = tensors[i];
                boolean whole = template.plan().contiguous().get(i);
                if (whole && !tensor.isContiguous() || parameter.leading() && !leading.canFold(parameter, tensor)) {
                    tensor = tensor.contiguous(dvm);
                }
                places[i] = tensor.storage();
                dims[i] = dims(i);
                strides[i] = parameter.leading() ? leading.foldStrides(parameter, tensor) : places[i].strides();
            }
            this.environment = template.binder().bind(dims, strides, scalars);
            this.program = OperatorTemplate.this.program(dvm, environment);
            this.bindings = new Binding[program.program().buffers().size()];
            for (int i = 0; i < tensors.length; i++) {
                bindings[i] = places[i].bind(template.isOnlyRightOperand(i));
            }
        }

        void run() {
            dvm.run(program, bindings, template.scalars(scalars, environment));
        }
    }

    /** {@return name and parameters} */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        template().graph().parameters().forEach(p -> names.add(p.name()));
        return name() + names;
    }
}
