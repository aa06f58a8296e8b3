package org.jdvm.lazy;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;
import org.jdvm.call.Engine;
import org.jdvm.call.PlannedOperator;
import org.jdvm.call.Profiler;
import org.jdvm.exec.SectionTimer;
import org.jdvm.exec.state.Binding;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.specialize.Template;
import org.jdvm.storage.StridedArrays;
import org.jdvm.storage.TensorData;
import org.jdvm.tier.TieredProgram;
import org.jspecify.annotations.Nullable;

/** Calls of operators: arguments are checked and bound, then the call runs, or is recorded where an argument is only recorded. */
public final class Calls {
    /** How many bytes of an argument a call that is recorded copies, so as to have the elements as they are at the call. */
    private static final long MOST_COPIED_BYTES = 1 << 18;

    private Calls() {}

    /**
     * Calls an operator, at once or recorded.
     *
     * @param operator the operator
     * @param engine where it runs
     * @param tensors the tensor arguments
     * @param scalars the scalar arguments
     * @return the results, in fresh arrays
     */
    public static LazyTensor[] callAll(
            PlannedOperator operator, Engine engine, LazyTensor[] tensors, double[] scalars) {
        if (engine == Engine.currentIfStarted() && isToBeRecorded(tensors)) {
            return new Arguments(operator, tensors, scalars).record();
        }
        Call call = new Call(operator, engine, tensors, scalars);
        Template template = call.template;
        LazyTensor[] results = new LazyTensor[template.results()];
        for (int result = 0; result < results.length; result++) {
            int[] dims = template.resultDims(result, call.environment);
            DType type = template.resultType(result);
            Object array = TensorData.allocate(type, TensorData.elements(operator.name(), dims));
            call.bindings[tensors.length + result] = new Binding(array, 0, null);
            results[result] = LazyTensor.over(type, array, false, call.leading.unfold(result, dims));
        }
        call.run();
        return results;
    }

    /**
     * Prepares a call of an operator for each sequence of a batch.
     *
     * @param operator the operator
     * @param engine where it runs
     * @param arguments the tensor arguments; null for one that is missing
     * @param scalars the scalar arguments
     * @return the call, with its arguments bound
     */
    public static RaggedCall raggedCall(
            PlannedOperator operator, Engine engine, @Nullable RaggedArgument[] arguments, double[] scalars) {
        engine.checkOpen(operator.name());
        Template template = operator.template();
        if (template.results() != 1) {
            throw new JdvmException(
                    "%s: has %d results; only an operator with one result can be called for each sequence"
                            .formatted(operator.name(), template.results()));
        }
        LazyTensor[] samples = new LazyTensor[arguments.length];
        Arrays.setAll(samples, i -> arguments[i] == null ? null : arguments[i].sample());
        new Arguments(operator, samples, scalars);
        LazyTensor.compute(
                engine,
                Arrays.stream(arguments)
                        .flatMap(argument -> argument.tensors().stream())
                        .toArray(LazyTensor[]::new));
        return new RaggedCall(operator, engine, arguments, scalars);
    }

    /**
     * Checks arguments as a call does, but runs nothing.
     *
     * @param operator the operator
     * @param tensors the tensor arguments
     * @param scalars the scalar arguments
     */
    public static void check(PlannedOperator operator, LazyTensor[] tensors, double[] scalars) {
        new Arguments(operator, tensors, scalars).bind();
    }

    /**
     * {@return the sizes that arguments give the symbols of an operator, and its integer arguments}
     *
     * @param operator the operator
     * @param tensors the tensor arguments
     * @param scalars the scalar arguments
     */
    public static SortedMap<String, Long> sizes(PlannedOperator operator, LazyTensor[] tensors, double[] scalars) {
        Template template = operator.template();
        long[] environment = new Arguments(operator, tensors, scalars).bind();
        SortedMap<String, Long> sizes = new TreeMap<>();
        template.graph().symbols().forEach(symbol -> sizes.put(symbol, template.value(symbol, environment)));
        return sizes;
    }

    /**
     * Calls an operator and writes its results into tensors of the caller.
     *
     * @param operator the operator
     * @param engine where it runs
     * @param results where the results go
     * @param tensors the tensor arguments
     * @param scalars the scalar arguments
     */
    public static void callInto(
            PlannedOperator operator, Engine engine, LazyTensor[] results, LazyTensor[] tensors, double[] scalars) {
        if (results.length != operator.template().results()) {
            throw new JdvmException("%s: has %d results, but there are %d tensors for them"
                    .formatted(operator.name(), operator.template().results(), results.length));
        }
        Call call = new Call(operator, engine, tensors, scalars);
        LazyTensor.compute(engine, results);
        Template template = call.template;
        LazyTensor[] targets = new LazyTensor[results.length];
        for (int result = 0; result < results.length; result++) {
            int[] dims = template.resultDims(result, call.environment);
            int[] shown = call.leading.unfold(result, dims);
            DType type = template.resultType(result);
            LazyTensor target = results[result];
            if (target == null) {
                throw new JdvmException(operator.name() + ": the tensor for the result is null");
            }
            if (target.type() != type || !Arrays.equals(target.sizes(), shown)) {
                throw new JdvmException("%s: the tensor for the result is %s%s, but the result is %s%s"
                        .formatted(
                                operator.name(),
                                target.type(),
                                Arrays.toString(target.sizes()),
                                type,
                                Arrays.toString(shown)));
            }
            InPlace.check(target, operator.name(), type);
            boolean direct = results.length == 1 && target.isContiguous() && sharesWithNone(target, tensors);
            targets[result] = direct ? target : zeros(type, shown);
            LazyTensor.Storage place = targets[result].storage();
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

    private static LazyTensor zeros(DType type, int[] dims) {
        return LazyTensor.over(type, TensorData.allocate(type, TensorData.elements("Tensor.zeros", dims)), false, dims);
    }

    private static boolean sharesWithNone(LazyTensor target, LazyTensor[] tensors) {
        Object array = target.storage().array();
        for (LazyTensor tensor : tensors) {
            if (tensor.storage().array() == array) {
                return false;
            }
        }
        return true;
    }

    /** True if an argument is the result of recorded operations, and no other one has to be read now and is too large to be copied. */
    private static boolean isToBeRecorded(LazyTensor[] tensors) {
        boolean isAnyRecorded = false;
        for (LazyTensor tensor : tensors) {
            isAnyRecorded |= tensor != null && tensor.isRecorded();
        }
        if (!isAnyRecorded) {
            return false;
        }
        boolean isAnyComputed = false;
        for (LazyTensor tensor : tensors) {
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

    /** The arguments of one call, checked. */
    private static class Arguments {
        final PlannedOperator operator;
        final LazyTensor[] tensors;
        final double[] scalars;
        final Template template;
        final LeadingDimFolding leading;

        Arguments(PlannedOperator operator, LazyTensor[] tensors, double[] scalars) {
            this.operator = operator;
            this.tensors = tensors;
            this.scalars = scalars;
            this.template = operator.template();
            this.leading = new LeadingDimFolding(template);
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
        LazyTensor[] record() {
            long[] environment = bind();
            Object[] operands = new Object[tensors.length + 1];
            for (int i = 0; i < tensors.length; i++) {
                TensorSource source = tensors[i].source();
                operands[i] = source instanceof InputView leaf && leaf.isExposed() ? leaf.copy() : source;
            }
            operands[tensors.length] =
                    OperatorCall.of(operator.source(), scalars, symbol -> template.value(symbol, environment));
            Recorded call = Recorder.node(CompositeMethod.CALL, DType.BOOL, new int[0], operands);
            LazyTensor[] results = new LazyTensor[template.results()];
            for (int result = 0; result < results.length; result++) {
                int[] sizes = leading.unfold(result, template.resultDims(result, environment));
                results[result] = Recorder.tensor(
                        Recorder.node(CompositeMethod.RESULT, template.resultType(result), sizes, call, result));
            }
            return results;
        }

        private void check(TensorParameter parameter, @Nullable LazyTensor tensor) {
            if (tensor == null) {
                throw new JdvmException(operator.name() + ": " + parameter.name() + " is null");
            }
            if (tensor.type() != parameter.type()) {
                throw new JdvmException("%s: %s is %s, but %s is expected; cast it"
                        .formatted(operator.name(), parameter.name(), tensor.type(), parameter.type()));
            }
        }

        private void checkCounts(List<TensorParameter> parameters, LazyTensor[] tensors, double[] scalars) {
            TensorData.given(operator.name(), "the array of tensors", tensors);
            TensorData.given(operator.name(), "the array of scalars", scalars);
            List<ScalarParameter> expected = template.scalarParameters();
            if (tensors.length != parameters.size() || scalars.length != expected.size()) {
                throw new JdvmException("%s: takes %d tensors and %d scalars, not %d and %d"
                        .formatted(
                                operator.name(), parameters.size(), expected.size(), tensors.length, scalars.length));
            }
        }
    }

    /** The arguments of one call, bound. */
    private static final class Call extends Arguments {
        final Engine engine;
        final long[] environment;
        final TieredProgram program;
        final Binding[] bindings;

        Call(PlannedOperator operator, Engine engine, LazyTensor[] tensors, double[] scalars) {
            super(operator, tensors, scalars);
            this.engine = engine;
            engine.checkOpen(operator.name());
            LazyTensor.compute(engine, tensors);
            List<TensorParameter> parameters = template.tensors();
            int[][] dims = new int[tensors.length][];
            int[][] strides = new int[tensors.length][];
            LazyTensor.Storage[] places = new LazyTensor.Storage[tensors.length];
            for (int i = 0; i < tensors.length; i++) {
                TensorParameter parameter = parameters.get(i);
                LazyTensor tensor = tensors[i];
                boolean whole = template.plan().contiguous().get(i);
                if (whole && !tensor.isContiguous() || parameter.leading() && !leading.canFold(parameter, tensor)) {
                    tensor = tensor.contiguous(engine);
                }
                places[i] = tensor.storage();
                dims[i] = dims(i);
                strides[i] = parameter.leading() ? leading.foldStrides(parameter, tensor) : places[i].strides();
            }
            this.environment = template.binder().bind(dims, strides, scalars);
            this.program = operator.program(engine, environment);
            this.bindings = new Binding[program.program().buffers().size()];
            for (int i = 0; i < tensors.length; i++) {
                bindings[i] = places[i].bind(template.isOnlyRightOperand(i));
            }
        }

        void run() {
            Profiler profiler = engine.debugging().profiler();
            SectionTimer timer =
                    profiler == null ? null : profiler.timer(template, environment, program.program(), List.of());
            engine.run(program, bindings, template.scalars(scalars, environment), timer);
        }
    }
}
