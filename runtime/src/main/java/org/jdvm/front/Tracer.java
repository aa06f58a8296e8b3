package org.jdvm.front;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;

/**
 * Everything about the reading of one operator that does not depend on the form in which its body is read: the graph so far, the
 * arguments, arithmetic, known methods and limits.
 */
public final class Tracer {
    private static final int MAX_STEPS = 200_000;
    private static final int MAX_DEPTH = 100;

    private final Signature signature;
    private final GraphBuilder builder;
    private final List<AbstractValue> arguments;
    private final Set<String> symbols;
    private final Arithmetic arithmetic;
    private final LibraryCalls library;
    private final Deque<String> active = new ArrayDeque<>();
    private int steps;

    /**
     * Begins reading.
     *
     * @param signature the declaration of the operator
     * @throws DiagnosticException if the declaration contradicts itself
     */
    public Tracer(Signature signature) {
        this.signature = signature;
        this.builder = new GraphBuilder(signature.name());
        this.arguments = ParameterBinding.bind(signature, builder);
        this.symbols = new LinkedHashSet<>();
        collectSymbols(arguments);
        this.arithmetic = new Arithmetic(builder);
        this.library = new LibraryCalls(new TensorMethods(builder), arithmetic);
    }

    /** {@return a tracer for the initialiser of a class, which is not part of an operator} */
    public static Tracer ofInitialiser() {
        return new Tracer(
                new Signature("<clinit>", List.of(), new Signature.DeclaredArray(Signature.RESULT), List.of()));
    }

    private void collectSymbols(List<AbstractValue> data) {
        for (AbstractValue datum : data) {
            switch (datum) {
                case AbstractValue.Tensor(Value value) ->
                    value.shape().dims().forEach(d -> symbols.addAll(d.symbols()));
                case AbstractValue.Int(var dim, var _) -> symbols.addAll(dim.symbols());
                case AbstractValue.Instance instance -> collectSymbols(instance.components());
                default -> {}
            }
        }
    }

    /** {@return the arguments of the method} */
    public List<AbstractValue> arguments() {
        return arguments;
    }

    /** {@return arithmetic on numbers} */
    public Arithmetic arithmetic() {
        return arithmetic;
    }

    /** {@return the methods that are known rather than read} */
    public LibraryCalls library() {
        return library;
    }

    /** {@return the number of nodes of the graph so far} */
    public int nodes() {
        return builder.size();
    }

    /** Counts one step of the body, so that a loop without end is found. */
    public void step() {
        if (++steps > MAX_STEPS) {
            throw new DiagnosticException(DiagnosticCode.TOO_LARGE, MAX_STEPS + " steps");
        }
    }

    /**
     * Begins reading a method.
     *
     * @param method class, name and descriptor
     */
    public void enter(String method) {
        if (active.contains(method)) {
            String path = Stream.concat(active.reversed().stream(), Stream.of(method))
                    .map(Tracer::shortName)
                    .collect(Collectors.joining(" -> "));
            throw new DiagnosticException(DiagnosticCode.RECURSION, shortName(method), path);
        }
        if (active.size() >= MAX_DEPTH) {
            throw new DiagnosticException(DiagnosticCode.TOO_LARGE, MAX_DEPTH + " nested calls");
        }
        active.push(method);
    }

    /** Ends reading the method entered last. */
    public void leave() {
        active.pop();
    }

    private static String shortName(String method) {
        int end = method.indexOf('(');
        String name = end < 0 ? method : method.substring(0, end);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** {@return a graph with the parameters and what is asked of them, which computes nothing} */
    public Graph declaration() {
        return builder.build(List.of());
    }

    /**
     * Ends reading.
     *
     * @param result what the method returns
     * @return the graph
     * @throws DiagnosticException if the result is not what the declaration says
     */
    public Graph finish(AbstractValue result) {
        return builder.build(Results.collect(signature, result, symbols, builder));
    }
}
