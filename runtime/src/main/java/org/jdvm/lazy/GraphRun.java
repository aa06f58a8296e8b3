package org.jdvm.lazy;

import java.util.List;
import java.util.function.Supplier;
import org.jdvm.annotations.DType;
import org.jdvm.call.Engine;
import org.jdvm.call.PlannedOperator;
import org.jdvm.call.Profiler;
import org.jdvm.exec.SectionTimer;
import org.jdvm.exec.state.Binding;
import org.jdvm.specialize.Template;
import org.jdvm.storage.StridedArrays;
import org.jdvm.storage.TensorData;
import org.jdvm.tier.TieredProgram;
import org.jspecify.annotations.Nullable;

/** The operator of a captured graph at given sizes: all that follows from sizes and strides of its inputs, and from numbers. */
final class GraphRun {
    private final PlannedOperator operator;
    private final Template template;
    private final long[] environment;
    private final double[] numbers;
    private final boolean[] copied;
    private final int[][] resultDims;

    private GraphRun(
            PlannedOperator operator,
            Template template,
            long[] environment,
            double[] numbers,
            boolean[] copied,
            int[][] resultDims) {
        this.operator = operator;
        this.template = template;
        this.environment = environment;
        this.numbers = numbers;
        this.copied = copied;
        this.resultDims = resultDims;
    }

    /**
     * {@return an operator bound to sizes}
     *
     * @param inputs what it reads; only sizes and strides count
     * @param scalars its scalar arguments
     */
    static GraphRun of(PlannedOperator operator, List<InputView> inputs, double[] scalars) {
        Template template = operator.template();
        int[][] dims = new int[inputs.size()][];
        int[][] strides = new int[dims.length][];
        boolean[] copied = new boolean[dims.length];
        for (int i = 0; i < dims.length; i++) {
            InputView input = inputs.get(i);
            dims[i] = input.dims;
            copied[i] = template.plan().contiguous().get(i) && !StridedArrays.isContiguous(input.dims, input.strides);
            strides[i] = copied[i] ? StridedArrays.contiguous(input.dims) : input.strides;
        }
        long[] environment = template.binder().bind(dims, strides, scalars);
        int[][] resultDims = new int[template.results()][];
        for (int result = 0; result < resultDims.length; result++) {
            resultDims[result] = template.resultDims(result, environment);
        }
        return new GraphRun(
                operator, template, environment, template.scalars(scalars, environment), copied, resultDims);
    }

    /** Writes the program, which is not kept. */
    void rehearse(Engine engine) {
        operator.rehearse(engine, environment);
    }

    boolean isOf(PlannedOperator other) {
        return operator == other;
    }

    int results() {
        return resultDims.length;
    }

    DType resultType(int result) {
        return template.resultType(result);
    }

    int resultSize(int result) {
        return TensorData.elements(operator.name(), resultDims[result]);
    }

    /**
     * {@return the memory of an input as the operator reads it: itself, or a contiguous copy where its strides do not serve}
     *
     * @param engine where a copy is made
     * @param input its number
     * @param memory the memory
     * @param offset the index of the first element
     * @param seen sizes and strides, which are those that the operator was bound to
     */
    Binding bind(Engine engine, int input, VersionedArray memory, int offset, PlanSource.Seen seen) {
        boolean isOnlyRightOperand = template.isOnlyRightOperand(input);
        if (copied[input]) {
            LazyTensor strided = new LazyTensor(
                    seen.type(), seen.dims(), new StorageRef(memory, true), offset, seen.strides(), null);
            return strided.contiguous(engine).storage().bind(isOnlyRightOperand);
        }
        return memory.bind(offset, isOnlyRightOperand);
    }

    /**
     * Computes the results.
     *
     * @param engine where
     * @param inputs the memory of the inputs, as {@link #bind} gives it
     * @param results the memory of the results; all of it is overwritten
     * @param names what a profile calls each node of the graph
     */
    void run(Engine engine, Binding[] inputs, Binding[] results, Supplier<List<@Nullable String>> names) {
        engine.checkOpen(operator.name());
        TieredProgram program = operator.program(engine, environment);
        Binding[] bindings = new Binding[program.program().buffers().size()];
        System.arraycopy(inputs, 0, bindings, 0, inputs.length);
        System.arraycopy(results, 0, bindings, inputs.length, results.length);
        Profiler profiler = engine.debugging().profiler();
        SectionTimer timer =
                profiler == null ? null : profiler.timer(template, environment, program.program(), names.get());
        engine.run(program, bindings, numbers, timer);
    }
}
