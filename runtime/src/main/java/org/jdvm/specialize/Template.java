package org.jdvm.specialize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.Plan;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.DimProgram;

/**
 * A plan made ready for binding: sizes have places in an environment, every expression is compiled.
 *
 * <p>The environment of a call is a {@code long[]}: the symbols of the parameters' shapes, the integer scalar parameters, and the
 * strides of the tensor arguments. It is the key under which the call's program is kept.
 */
public final class Template {
    private final Plan plan;
    private final Map<String, Integer> slots = new HashMap<>();
    private final List<TensorParameter> tensors = new ArrayList<>();
    private final List<ScalarParameter> scalarParameters = new ArrayList<>();
    private final PlanTemplate kernels;
    private final DimProgram[][] resultDims;
    private final List<ScalarExpr> scalars;
    private final int[] identitySlots = new int[256];
    private int lowestSlot = -1;
    private final Binder binder;
    private final boolean[] onlyRightOperand;

    /**
     * Compiles a plan.
     *
     * @param plan the plan
     */
    public Template(Plan plan) {
        this.plan = plan;
        for (Parameter parameter : plan.graph().parameters()) {
            switch (parameter) {
                case TensorParameter tensor -> tensors.add(tensor);
                case ScalarParameter scalar -> scalarParameters.add(scalar);
            }
        }
        for (TensorParameter tensor : tensors) {
            tensor.shape().dims().forEach(dim -> dim.symbols().forEach(this::slot));
        }
        for (ScalarParameter scalar : scalarParameters) {
            if (scalar.type().isInteger()) {
                slot(scalar.name());
            }
        }
        for (TensorParameter tensor : tensors) {
            for (int axis = 0; axis < tensor.shape().rank(); axis++) {
                slot(Parameter.strideSymbol(tensor.name(), axis));
            }
        }
        this.binder = new Binder(this);
        this.kernels = new PlanTemplate(plan, this::slotOf);
        this.resultDims = plan.graph().results().stream()
                .map((Value value) -> value.shape().dims().stream()
                        .map(dim -> dim.compile(this::slotOf))
                        .toArray(DimProgram[]::new))
                .toArray(DimProgram[][]::new);
        this.scalars = withIdentities();
        this.onlyRightOperand = new boolean[tensors.size()];
        for (int i = 0; i < onlyRightOperand.length; i++) {
            onlyRightOperand[i] = plan.onlyMultipliesBy(i);
        }
    }

    /**
     * {@return true if an argument's elements serve only as right operands of products, for which packed panels are enough}
     *
     * @param parameter position of the argument among the tensors
     */
    public boolean isOnlyRightOperand(int parameter) {
        return onlyRightOperand[parameter];
    }

    private int slot(String symbol) {
        return slots.computeIfAbsent(symbol, s -> slots.size());
    }

    /** The place of a symbol in the environment. */
    int slotOf(String symbol) {
        Integer slot = slots.get(symbol);
        if (slot == null) {
            throw new JdvmException(graph().name() + ": no argument gives the size " + symbol);
        }
        return slot;
    }

    /**
     * {@return the value of a size symbol in a call}
     *
     * @param symbol a symbol of the parameters
     * @param environment the environment of the call
     */
    public long value(String symbol, long[] environment) {
        return environment[slotOf(symbol)];
    }

    private List<ScalarExpr> withIdentities() {
        List<ScalarExpr> all = new ArrayList<>(plan.scalars());
        for (Op op : Op.values()) {
            if (op.kind() == Op.Kind.REDUCE) {
                ScalarExpr identity = ScalarExpr.of(op.floatIdentity());
                int known = all.indexOf(identity);
                if (known < 0) {
                    known = all.size();
                    all.add(identity);
                }
                identitySlots[op.code()] = known;
            }
        }
        if (kernels.isAnyOnline()) {
            lowestSlot = all.size();
            all.add(ScalarExpr.of(-Float.MAX_VALUE));
        }
        return List.copyOf(all);
    }

    /** {@return the plan} */
    public Plan plan() {
        return plan;
    }

    /** {@return the graph of the plan} */
    public Graph graph() {
        return plan.graph();
    }

    /** {@return what takes arguments apart} */
    public Binder binder() {
        return binder;
    }

    /** {@return the tensor parameters, in order} */
    public List<TensorParameter> tensors() {
        return tensors;
    }

    /** {@return the scalar parameters, in order} */
    public List<ScalarParameter> scalarParameters() {
        return scalarParameters;
    }

    /** {@return the number of places in an environment} */
    public int environmentSize() {
        return slots.size();
    }

    PlanTemplate kernels() {
        return kernels;
    }

    /** {@return the expressions of the scalar slots of its programs} */
    public List<ScalarExpr> scalars() {
        return scalars;
    }

    int identitySlot(Op op) {
        return identitySlots[op.code()];
    }

    int lowestSlot() {
        return lowestSlot;
    }

    /** {@return the number of results} */
    public int results() {
        return resultDims.length;
    }

    /**
     * {@return the element type of a result}
     *
     * @param result its position
     */
    public DType resultType(int result) {
        return graph().results().get(result).type();
    }

    /**
     * {@return the sizes of a result}
     *
     * @param result its position
     * @param environment the environment of the call
     * @throws IllegalArgumentException if a size does not fit a Java array
     */
    public int[] resultDims(int result, long[] environment) {
        DimProgram[] programs = resultDims[result];
        int[] dims = new int[programs.length];
        long elements = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            long size = programs[axis].evaluate(environment);
            elements = Math.multiplyExact(elements, size);
            if (size < 0 || size > Integer.MAX_VALUE || elements > Integer.MAX_VALUE) {
                throw new JdvmException(graph().name() + ": result " + result + " would have " + size + " in dim "
                        + axis + " and too many elements for a Java array");
            }
            dims[axis] = (int) size;
        }
        return dims;
    }

    long size(TensorParameter tensor, int axis, long[] environment) {
        return tensor.shape().dim(axis).evaluate(symbol -> environment[slotOf(symbol)]);
    }

    /**
     * {@return the values of the scalar slots}
     *
     * @param arguments the values of the scalar parameters, in order
     * @param environment the environment of the call
     */
    public double[] scalars(double[] arguments, long[] environment) {
        double[] values = new double[scalars.size()];
        for (int slot = 0; slot < values.length; slot++) {
            ScalarExpr expression = scalars.get(slot);
            values[slot] = expression instanceof ScalarExpr.Literal(double value)
                    ? value
                    : value(expression, arguments, environment);
        }
        return values;
    }

    double value(ScalarExpr expression, double[] arguments, long[] environment) {
        return expression.evaluate(name -> argument(name, arguments), symbol -> environment[slotOf(symbol)]);
    }

    private double argument(String name, double[] arguments) {
        for (int i = 0; i < scalarParameters.size(); i++) {
            if (scalarParameters.get(i).name().equals(name)) {
                return arguments[i];
            }
        }
        throw new JdvmException(graph().name() + ": no scalar parameter " + name);
    }
}
