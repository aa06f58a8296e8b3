package org.jdvm.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.jdvm.ir.Value;
import org.jdvm.reference.GraphCase;
import org.jdvm.testing.GraphDraft.Known;
import org.jspecify.annotations.Nullable;

/**
 * Builds well-typed graphs with fitting arguments out of {@link Choices}: any operation of the table on any type it accepts, ranks 0 to
 * 6, known and symbolic sizes, operands that broadcast on either side.
 *
 * <p>What makes steps out of numbers (comparisons, rounding to integers) is applied only to numbers that are known to the last bit, so
 * that results never hang on the rounding of an intermediate.
 */
public final class GraphGenerator {
    private static final int MAX_STEPS = 14;
    private static final int MAX_RESULTS = 3;

    private GraphGenerator() {}

    /**
     * A graph of several operations.
     *
     * @param numbers the choices
     * @param maxElements how large tensors become at most
     * @param without operations to leave out
     */
    public static GraphCase generate(List<Integer> numbers, int maxElements, Set<Op> without) {
        Choices choices = new Choices(numbers);
        GraphDraft draft = new GraphDraft(choices, maxElements);
        OperationWriter writer = new OperationWriter(draft);
        draft.input(choices.of(GraphDraft.TYPES));
        for (int step = 0; step < MAX_STEPS && choices.hasNext(); step++) {
            // mostly the last value, so that graphs grow deep
            Known x = choices.oneIn(3) ? choices.of(draft.values) : draft.values.getLast();
            if (x.type().isFloat() && choices.oneIn(8)) {
                draft.know(new Formulas(draft.builder, choices).write(x.value()), false);
                continue;
            }
            List<Op> fitting = OperationWriter.fitting(x).stream()
                    .filter(op -> !without.contains(op))
                    .toList();
            writer.apply(choices.of(fitting), x);
        }
        List<Value> results = new ArrayList<>(List.of(draft.values.getLast().value()));
        while (choices.hasNext() && results.size() < MAX_RESULTS) {
            results.add(choices.of(draft.values).value());
        }
        return draft.finish(results);
    }

    /**
     * A graph of one operation.
     *
     * @param op the operation
     * @param type the type of its (first) operand
     * @param numbers the choices
     * @param maxElements how large tensors become at most
     * @return the graph; null if the choices give an operand that the operation cannot take
     */
    public static @Nullable GraphCase single(Op op, DType type, List<Integer> numbers, int maxElements) {
        GraphDraft draft = new GraphDraft(new Choices(numbers), maxElements);
        Known x = draft.input(type);
        new OperationWriter(draft).apply(op, x);
        Value last = draft.values.getLast().value();
        GraphCase test = draft.finish(List.of(last));
        boolean done = test.graph().nodes().size() > test.inputs().size();
        return done ? test : null;
    }
}
