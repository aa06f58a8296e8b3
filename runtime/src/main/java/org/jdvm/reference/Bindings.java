package org.jdvm.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.ScalarArgument;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** The values of the sizes and scalar parameters of one call. */
final class Bindings {
    /** An equation between a declared size and what the argument has. */
    private record Equation(Dim declared, int actual, String place) {}

    private final Graph graph;
    private final Map<String, Long> symbols = new HashMap<>();
    private final Map<String, Double> scalars = new HashMap<>();
    private final List<ReferenceTensor> inputs = new ArrayList<>();

    Bindings(Graph graph, List<ReferenceTensor> arguments, Map<String, ? extends Number> numbers) {
        this.graph = graph;
        List<Equation> equations = new ArrayList<>();
        int next = 0;
        for (Parameter parameter : graph.parameters()) {
            switch (parameter) {
                case ScalarParameter scalar -> bind(scalar, numbers.get(scalar.name()));
                case TensorParameter tensor -> {
                    if (next == arguments.size()) {
                        throw error("there is no argument for " + tensor.name());
                    }
                    inputs.add(folded(tensor, arguments.get(next++), equations));
                }
            }
        }
        if (next != arguments.size()) {
            throw error("takes " + next + " tensors, but got " + arguments.size());
        }
        solve(equations);
        for (Requirement requirement : graph.requirements()) {
            long left = value(requirement.left());
            long right = value(requirement.right());
            if (!requirement.kind().holds(left, right)) {
                throw error(requirement.origin() + ": needs " + requirement + ", but has " + left + " and " + right);
            }
        }
        checkNumbers();
    }

    /** The rule for numbers next to integers, whose check needs their values. */
    private void checkNumbers() {
        for (ScalarArgument operand : ScalarArgument.checkedByCalls(graph)) {
            String problem = operand.problem(value(operand.number()));
            if (problem != null) {
                throw error(problem);
            }
        }
    }

    private void bind(ScalarParameter scalar, @Nullable Number number) {
        if (number == null) {
            throw error("there is no number for " + scalar.name());
        }
        if (scalar.type().isInteger()) {
            symbols.put(scalar.name(), number.longValue());
        } else {
            scalars.put(scalar.name(), number.doubleValue());
        }
    }

    /** Checks type and rank, and makes one dim of all leading ones where the declaration leaves them open. */
    private ReferenceTensor folded(TensorParameter parameter, ReferenceTensor argument, List<Equation> equations) {
        if (argument.type() != parameter.type()) {
            throw error(parameter.name() + " must be " + parameter.type() + ", not " + argument.type());
        }
        int rank = parameter.shape().rank();
        ReferenceTensor tensor = argument;
        if (parameter.leading() && argument.rank() >= rank - 1) {
            int leading = argument.rank() - (rank - 1);
            int[] dims = new int[rank];
            dims[0] = Arrays.stream(argument.dims(), 0, leading).reduce(1, Math::multiplyExact);
            System.arraycopy(argument.dims(), leading, dims, 1, rank - 1);
            tensor = argument.withDims(dims);
        }
        if (tensor.rank() != rank) {
            throw error(parameter.name() + " must have " + rank + " dims, not " + argument.rank());
        }
        for (int axis = 0; axis < rank; axis++) {
            String place = parameter.name() + " dim " + axis;
            equations.add(new Equation(parameter.shape().dim(axis), tensor.dim(axis), place));
        }
        return tensor;
    }

    /** Single symbols first, then expressions in which one symbol is open, then the rest are checks. */
    private void solve(List<Equation> equations) {
        for (Equation equation : equations) {
            equation.declared().symbolName().ifPresent(name -> symbols.putIfAbsent(name, (long) equation.actual()));
        }
        for (Equation equation : equations) {
            List<String> open = equation.declared().symbols().stream()
                    .filter(name -> !symbols.containsKey(name))
                    .toList();
            if (open.size() == 1) {
                solve(equation, open.getFirst());
            }
        }
        for (Equation equation : equations) {
            long declared = value(equation.declared());
            if (declared != equation.actual()) {
                throw error(equation.place() + " must be " + equation.declared() + " = " + declared + ", not "
                        + equation.actual());
            }
        }
    }

    /** Solves a linear equation; whether it was one shows when all equations are checked. */
    private void solve(Equation equation, String symbol) {
        long atZero = value(equation.declared().substitute(Map.of(symbol, Dim.ZERO)));
        long slope = value(equation.declared().substitute(Map.of(symbol, Dim.ONE))) - atZero;
        if (slope == 0) {
            throw error(equation.place() + ": " + equation.declared() + " does not determine " + symbol);
        }
        symbols.put(symbol, (equation.actual() - atZero) / slope);
    }

    /** The tensor arguments in the order of their parameters, leading dims folded. */
    Map<String, ReferenceTensor> inputs() {
        Map<String, ReferenceTensor> byName = new HashMap<>();
        int next = 0;
        for (Parameter parameter : graph.parameters()) {
            if (parameter instanceof TensorParameter tensor) {
                byName.put(tensor.name(), inputs.get(next++));
            }
        }
        return byName;
    }

    long value(Dim dim) {
        return dim.evaluate(this::symbol);
    }

    int[] value(Shape shape) {
        return shape.dims().stream()
                .mapToInt(dim -> Math.toIntExact(value(dim)))
                .toArray();
    }

    double value(ScalarExpr expression) {
        return expression.evaluate(this::scalar, this::symbol);
    }

    private long symbol(String name) {
        if (symbols.get(name) instanceof Long value) {
            return value;
        }
        throw error("the size " + name + " is not determined by the arguments");
    }

    private double scalar(String name) {
        if (scalars.get(name) instanceof Double value) {
            return value;
        }
        throw error("there is no scalar parameter " + name);
    }

    IllegalArgumentException error(String message) {
        return new IllegalArgumentException(graph.name() + ": " + message);
    }
}
