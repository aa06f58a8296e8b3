package org.jdvm.fusion;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdvm.fusion.draft.Layouts;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.fusion.draft.Views;
import org.jdvm.fusion.rule.LocalOperandRule;
import org.jdvm.fusion.rule.MatmulRowsRule;
import org.jdvm.fusion.rule.Rules;
import org.jdvm.fusion.rule.ScanRule;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.GraphVerifier;
import org.jdvm.ir.Node;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Relation;

/** Cuts a graph into kernels: brings it into a form in which each view has an address, assigns nodes to kernels, writes these. */
public final class Planner {
    /** The rules whose kernels need whole rows, which they may not get: first what is given up first. */
    private static final List<String> WHOLE_ROWS =
            List.of(MatmulRowsRule.ROWS, LocalOperandRule.PROLOGUE, LocalOperandRule.ATTENTION);

    /** How much comparing of sizes a plan may cost: inequalities tried, at all and for each node. */
    private static final long INEQUALITIES_OF_PLAN = 100_000;

    private static final long INEQUALITIES_OF_NODE = 2_000;

    /** The name under which a plan notes that its budget was used up. */
    static final String BUDGET = "planning-budget";

    private static final System.Logger LOG = System.getLogger(Planner.class.getName());

    private Planner() {}

    /**
     * {@return the kernels of a graph}
     *
     * @param graph the graph
     */
    public static Plan plan(Graph graph) {
        return plan(graph, Rules.STANDARD);
    }

    /**
     * {@return the kernels of a graph, fused by some rules only}
     *
     * @param graph the graph
     * @param rules the rules to go by
     */
    public static Plan plan(Graph graph, Rules rules) {
        return plan(
                graph,
                rules,
                INEQUALITIES_OF_PLAN + INEQUALITIES_OF_NODE * graph.nodes().size());
    }

    /** With a budget: how many inequalities may be tried. */
    static Plan plan(Graph graph, Rules rules, long inequalities) {
        Graph own = ownResults(graph);
        assert GraphVerifier.verify(own, "results were copied");
        Facts facts = graph.facts();
        facts.limit(inequalities);
        Plan general = plan(own, facts, rules, List.of(), Optional.empty());
        if (facts.isSpent()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}: planning has used up its budget; sizes are compared by form only, so that less may be fused",
                    graph.name());
            return simpler(general);
        }
        List<Requirement> guards = possiblyEqual(graph);
        if (guards.isEmpty() || general.workspace().isEmpty()) {
            return general;
        }
        for (Requirement guard : guards) {
            facts.assume(Relation.EQ, guard.left(), guard.right(), guard.origin());
        }
        if (facts.contradiction().isPresent()) {
            return general;
        }
        Plan special = plan(own, facts, rules, guards, Optional.of(general));
        return special.workspace().size() < general.workspace().size() ? special : general;
    }

    /** Notes in a plan why it may be simpler than it could be. */
    private static Plan simpler(Plan plan) {
        List<Decision> decisions = new ArrayList<>(plan.decisions());
        decisions.add(new Decision(
                plan.graph().nodes().getLast(),
                0,
                BUDGET,
                Optional.of(Refusal.Limit.SPENT),
                Refusal.Limit.SPENT.text()));
        return new Plan(
                plan.graph(),
                plan.kernels(),
                plan.workspace(),
                plan.scalars(),
                plan.contiguous(),
                decisions,
                plan.guards(),
                plan.fallback());
    }

    private static Plan plan(
            Graph graph, Facts facts, Rules rules, List<Requirement> guards, Optional<Plan> otherwise) {
        Layouts layouts = Layouts.normalise(graph, facts);
        assert GraphVerifier.verify(layouts.graph(), "views were laid out");
        FusionPartitioner assignment = new FusionPartitioner(layouts, facts, rules);
        assignment.run();
        Optional<Plan> fallback = otherwise;
        Optional<String> unsure = assignment.drafts().list().stream().anyMatch(ScanRule::needsWholeRows)
                ? Optional.of(ScanRule.SCAN)
                : WHOLE_ROWS.stream()
                        .filter(rule -> assignment.decisions().stream()
                                .anyMatch(decision ->
                                        decision.fused() && decision.rule().equals(rule)))
                        .findFirst();
        if (unsure.isPresent()) {
            fallback = Optional.of(plan(graph, facts, rules.without(unsure.get()), guards, otherwise));
        }
        return new PlanWriter(layouts, assignment, guards, fallback).write();
    }

    /** Sizes that broadcast: equal ones, of which nothing is known yet, allow more than where one may be 1. */
    private static List<Requirement> possiblyEqual(Graph graph) {
        return graph.requirements().stream()
                .filter(requirement -> requirement.kind() == Requirement.Kind.BROADCASTS
                        && !requirement.left().isConstant()
                        && !requirement.right().isConstant())
                .map(requirement -> new Requirement(
                        Requirement.Kind.EQUAL, requirement.left(), requirement.right(), requirement.origin()))
                .toList();
    }

    /**
     * Copies results that are parameters, views, or returned twice: each result has separate memory. What a routine for rows stores is
     * not copied for the sake of other dims.
     */
    private static Graph ownResults(Graph graph) {
        Set<Value> seen = new HashSet<>();
        GraphRewriter rewriter = new GraphRewriter(graph);
        graph.nodes().forEach(rewriter::copy);
        List<Value> results = new ArrayList<>();
        for (Value result : graph.results()) {
            Node node = graph.node(result);
            Value value = rewriter.map(result);
            Value stored = Views.stored(graph, result);
            boolean isReshapedRow = node instanceof Node.Reshape && graph.node(stored) instanceof Node.RowWise;
            boolean own = !(node instanceof Node.Input) && (!Views.isView(node) || isReshapedRow) && seen.add(stored);
            results.add(own ? value : rewriter.append(value, copy -> new Node.Copy(copy, value)));
        }
        Graph copied = rewriter.finish();
        return new Graph(
                copied.name(), copied.parameters(), copied.nodes(), results, copied.requirements(), copied.origins());
    }
}
