package org.jdvm.ir.passes;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphVerifier;

/** The list of passes. */
public final class Passes {
    /** All passes in the order in which they run. */
    public static final List<Pass> STANDARD = List.of(
            new RewritePass(
                    "fold-scalars",
                    "arithmetic on known numbers is done once here, so that later passes compare numbers and not"
                            + " formulas",
                    ScalarFolding::replacement),
            new RewritePass(
                    "simplify-casts",
                    "a cast through a type that loses nothing is one cast or none; before views, which it may join",
                    CastRules::replacement),
            new RewritePass(
                    "simplify-views",
                    "a view of a view of the same kind is one view, one that changes nothing is none; a reduction of"
                            + " one element is one",
                    ViewRules::replacement),
            new RewritePass(
                    "drop-broadcasts",
                    "elementwise operations broadcast by themselves and take numbers: needs views simplified",
                    BroadcastRules::replacement),
            new RewritePass(
                    "simplify-arithmetic",
                    "x * 1 and the like, where the result is the same to the bit for NaN and -0: needs numbers as"
                            + " operands",
                    ArithmeticRules::replacement),
            new RewritePass(
                    "recognise-functions",
                    "a formula that the machine has as one instruction becomes it: needs all operands in simple form",
                    IdiomRecognition::replacement),
            new CommonSubexpressions(),
            new DeadCode());

    /**
     * What one pass did.
     *
     * @param pass the pass
     * @param after the graph after it
     */
    public record Step(Pass pass, Graph after) {}

    private Passes() {}

    /** {@return whether a formula that is recognised as a function has this number, up to the rounding of a float} */
    public static boolean isNumberOfFormula(double number) {
        return IdiomRecognition.hasNumber(number);
    }

    /**
     * Applies all passes in order, again and again until nothing changes.
     *
     * @param graph a graph
     * @return a graph that computes the same
     */
    public static Graph run(Graph graph) {
        List<Step> steps = steps(graph);
        return steps.isEmpty() ? graph : steps.getLast().after();
    }

    /**
     * Applies all passes like {@link #run} and tells what each did. With assertions, {@link GraphVerifier} checks the graph after each.
     *
     * @param graph a graph
     * @return the passes that changed something, in order
     */
    public static List<Step> steps(Graph graph) {
        List<Step> steps = new ArrayList<>();
        Graph current = graph;
        int before;
        do {
            before = steps.size();
            for (Pass pass : STANDARD) {
                Graph after = pass.apply(current);
                assert GraphVerifier.verify(after, pass.name());
                if (!after.equals(current)) {
                    steps.add(new Step(pass, after));
                    current = after;
                }
            }
        } while (steps.size() > before);
        return steps;
    }
}
