package org.jdvm.specialize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.JdvmException;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.ScalarArgument;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.DimProgram;

/**
 * Finds the values of an operator's size symbols from the shapes of its arguments, and checks everything that the operator asks of
 * them. Checks are a few comparisons; messages are made only when one fails.
 */
public final class Binder {
    /** Where a symbol gets its value: a dim of a tensor. */
    private record Source(int tensor, int axis, int slot, String symbol) {}

    /** A dim that is an expression; with a slot, the symbol in it is found from the dim. */
    private record Expression(int tensor, int axis, Dim dim, DimProgram program, int solvedSlot) {}

    private record Check(Requirement requirement, DimProgram left, DimProgram right) {}

    private final Template template;
    private final String operator;
    private final List<TensorParameter> tensors;
    private final List<Source> sources = new ArrayList<>();
    private final List<Expression> expressions = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final Map<String, String> origins = new HashMap<>();
    private final List<ScalarArgument> numbers;
    private final int[] integerSlots;
    private final int[][] strideSlots;

    Binder(Template template) {
        this.template = template;
        this.operator = template.graph().name();
        this.tensors = template.tensors();
        this.numbers = ScalarArgument.checkedByCalls(template.graph());
        Set<String> bound = new HashSet<>();
        this.integerSlots = new int[template.scalarParameters().size()];
        for (int i = 0; i < integerSlots.length; i++) {
            ScalarParameter parameter = template.scalarParameters().get(i);
            integerSlots[i] = parameter.type().isInteger() ? template.slotOf(parameter.name()) : -1;
            if (parameter.type().isInteger()) {
                bound.add(parameter.name());
                origins.put(parameter.name(), "the argument");
            }
        }
        bindSymbols(bound);
        bindExpressions(bound);
        for (Requirement requirement : template.graph().requirements()) {
            checks.add(new Check(
                    requirement,
                    requirement.left().compile(template::slotOf),
                    requirement.right().compile(template::slotOf)));
        }
        this.strideSlots = new int[tensors.size()][];
        for (int tensor = 0; tensor < tensors.size(); tensor++) {
            TensorParameter parameter = tensors.get(tensor);
            strideSlots[tensor] = new int[parameter.shape().rank()];
            for (int axis = 0; axis < strideSlots[tensor].length; axis++) {
                strideSlots[tensor][axis] = template.slotOf(Parameter.strideSymbol(parameter.name(), axis));
            }
        }
    }

    private void bindSymbols(Set<String> bound) {
        for (int tensor = 0; tensor < tensors.size(); tensor++) {
            List<Dim> dims = tensors.get(tensor).shape().dims();
            for (int axis = 0; axis < dims.size(); axis++) {
                Dim dim = dims.get(axis);
                Set<String> symbols = dim.symbols();
                if (symbols.size() == 1
                        && dim.equals(Dim.symbol(symbols.iterator().next()))
                        && bound.add(symbols.iterator().next())) {
                    String symbol = symbols.iterator().next();
                    sources.add(new Source(tensor, axis, template.slotOf(symbol), symbol));
                    origins.put(symbol, "from " + tensors.get(tensor).name() + ", dim " + axis);
                }
            }
        }
    }

    private void bindExpressions(Set<String> bound) {
        List<Expression> later = new ArrayList<>();
        for (int tensor = 0; tensor < tensors.size(); tensor++) {
            List<Dim> dims = tensors.get(tensor).shape().dims();
            for (int axis = 0; axis < dims.size(); axis++) {
                Dim dim = dims.get(axis);
                int at = axis;
                int of = tensor;
                if (sources.stream().anyMatch(s -> s.tensor() == of && s.axis() == at)) {
                    continue;
                }
                List<String> open =
                        dim.symbols().stream().filter(s -> !bound.contains(s)).toList();
                DimProgram program = dim.compile(template::slotOf);
                if (open.size() == 1) {
                    bound.add(open.getFirst());
                    origins.put(open.getFirst(), "from " + tensors.get(tensor).name() + ", dim " + axis);
                    expressions.add(new Expression(tensor, axis, dim, program, template.slotOf(open.getFirst())));
                } else if (open.isEmpty()) {
                    later.add(new Expression(tensor, axis, dim, program, -1));
                } else {
                    throw new JdvmException(operator + ": "
                            + tensors.get(tensor).name() + " gives only " + dim + "; give " + open.getFirst()
                            + " as a separate dim, in another argument or as an int parameter");
                }
            }
        }
        expressions.addAll(later);
    }

    /**
     * {@return the sizes of a call with contiguous arguments}
     *
     * @param sizes a number for each symbol and each integer parameter
     */
    public long[] bindContiguous(Map<String, Long> sizes) {
        int[][] dims = new int[tensors.size()][];
        int[][] strides = new int[dims.length][];
        for (int i = 0; i < dims.length; i++) {
            TensorParameter tensor = tensors.get(i);
            dims[i] = numbers(tensor.shape().dims(), sizes);
            strides[i] = numbers(tensor.shape().contiguousStrides(), sizes);
        }
        double[] scalars = template.scalarParameters().stream()
                .mapToDouble(scalar -> sizes.getOrDefault(scalar.name(), 0L))
                .toArray();
        return bind(dims, strides, scalars);
    }

    private static int[] numbers(List<Dim> dims, Map<String, Long> sizes) {
        return dims.stream()
                .mapToInt(dim -> Math.toIntExact(dim.evaluate(sizes::get)))
                .toArray();
    }

    /**
     * Fills an environment from the arguments of a call.
     *
     * @param dims the sizes of each tensor argument, leading dims folded
     * @param strides the strides of each tensor argument
     * @param scalars the values of the scalar parameters
     * @return the environment
     * @throws IllegalArgumentException if the arguments do not fit the operator or each other; the message names operator, argument,
     *     dim, expected and actual
     */
    public long[] bind(int[][] dims, int[][] strides, double[] scalars) {
        long[] environment = sizes(dims, scalars);
        try {
            for (Check check : checks) {
                long left = check.left().evaluate(environment);
                long right = check.right().evaluate(environment);
                if (!check.requirement().kind().holds(left, right)) {
                    throw broken(check.requirement(), left, right, environment);
                }
            }
            for (ScalarArgument number : numbers) {
                check(number, scalars, environment);
            }
        } catch (ArithmeticException e) {
            throw notComputed(e);
        }
        for (int tensor = 0; tensor < strides.length; tensor++) {
            for (int axis = 0; axis < strideSlots[tensor].length; axis++) {
                environment[strideSlots[tensor][axis]] = strides[tensor][axis];
            }
        }
        return environment;
    }

    /**
     * Finds the sizes that the arguments of a call give, without asking whether the operator takes them.
     *
     * @param dims the sizes of each tensor argument, leading dims folded
     * @param scalars the values of the scalar parameters
     * @return an environment without strides
     * @throws IllegalArgumentException if the arguments do not fit each other; the message names operator, argument, dim, expected
     *     and actual
     */
    public long[] sizes(int[][] dims, double[] scalars) {
        for (int tensor = 0; tensor < dims.length; tensor++) {
            if (dims[tensor].length != tensors.get(tensor).shape().rank()) {
                throw wrongRank(tensor, dims[tensor]);
            }
        }
        long[] environment = new long[template.environmentSize()];
        for (int i = 0; i < integerSlots.length; i++) {
            if (integerSlots[i] >= 0) {
                environment[integerSlots[i]] = (long) scalars[i];
            }
        }
        for (Source source : sources) {
            environment[source.slot()] = dims[source.tensor()][source.axis()];
        }
        try {
            for (Expression expression : expressions) {
                int size = dims[expression.tensor()][expression.axis()];
                if (expression.solvedSlot() >= 0) {
                    solve(expression, size, environment);
                }
                if (expression.program().evaluate(environment) != size) {
                    throw wrongSize(expression, size, environment);
                }
            }
        } catch (ArithmeticException e) {
            throw notComputed(e);
        }
        return environment;
    }

    private void check(ScalarArgument operand, double[] scalars, long[] environment) {
        String problem = operand.problem(template.value(operand.number(), scalars, environment));
        if (problem != null) {
            throw new JdvmException(operator + ": " + problem);
        }
    }

    private JdvmException notComputed(ArithmeticException cause) {
        return new JdvmException(operator + ": a size cannot be computed: " + cause.getMessage(), cause);
    }

    /** Finds the symbol in a linear expression from its value. */
    private static void solve(Expression expression, int size, long[] environment) {
        int slot = expression.solvedSlot();
        environment[slot] = 1;
        long atOne = expression.program().evaluate(environment);
        environment[slot] = 2;
        long slope = expression.program().evaluate(environment) - atOne;
        long guess = slope == 0 ? 0 : Math.floorDiv(size - atOne, slope) + 1;
        environment[slot] = Math.max(0, guess);
    }

    private JdvmException wrongRank(int tensor, int[] dims) {
        TensorParameter parameter = tensors.get(tensor);
        return new JdvmException("%s: %s has %d dims %s, but %s has %d"
                .formatted(
                        operator,
                        parameter.name(),
                        dims.length,
                        Arrays.toString(dims),
                        parameter.shape(),
                        parameter.shape().rank()));
    }

    private JdvmException wrongSize(Expression expression, int size, long[] environment) {
        Dim dim = expression.dim();
        String name = tensors.get(expression.tensor()).name();
        StringBuilder message =
                new StringBuilder("%s: %s has %d in dim %d, but ".formatted(operator, name, size, expression.axis()));
        if (dim.isConstant()) {
            return new JdvmException(message.append("needs ").append(dim).toString());
        }
        if (expression.solvedSlot() >= 0) {
            return new JdvmException(message.append("no size makes ")
                    .append(dim)
                    .append(" equal to ")
                    .append(size)
                    .toString());
        }
        long expected = expression.program().evaluate(environment);
        message.append(dim).append(" = ").append(expected).append(" (");
        boolean plain = dim.symbols().size() == 1
                && dim.equals(Dim.symbol(dim.symbols().iterator().next()));
        message.append(plain ? origins.get(dim.symbols().iterator().next()) : values(dim.symbols(), environment));
        return new JdvmException(message.append(")").toString());
    }

    private JdvmException broken(Requirement requirement, long left, long right, long[] environment) {
        Set<String> symbols = new TreeSet<>(requirement.left().symbols());
        symbols.addAll(requirement.right().symbols());
        return new JdvmException("%s: %s: needs %s, but has %d and %d (%s)"
                .formatted(operator, requirement.origin(), requirement, left, right, values(symbols, environment)));
    }

    /** The values of symbols and where they come from. */
    private String values(Set<String> symbols, long[] environment) {
        List<String> parts = new ArrayList<>();
        for (String symbol : symbols) {
            parts.add(symbol + " = " + environment[template.slotOf(symbol)] + " " + origins.get(symbol));
        }
        return String.join(", ", parts);
    }
}
