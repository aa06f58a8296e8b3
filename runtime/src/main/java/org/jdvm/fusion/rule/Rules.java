package org.jdvm.fusion.rule;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdvm.fusion.draft.Refusal;

/**
 * The fusion rules that a planner goes by, in the order in which a node is offered to them: if one that is about a
 * candidate refuses, the next one is asked.
 *
 * <p>A shorter list fuses less and computes the same: so an error is brought home to a rule.
 */
public final class Rules {
    /** All rules. */
    public static final Rules STANDARD = new Rules(List.of(
            new RematerializeConstantsRule(),
            new MatmulOperandRule(),
            new LocalOperandRule(true),
            new LocalOperandRule(false),
            new ConcatSplitRule(),
            new RematerializeRule(),
            new ElementwiseRule(),
            new ReduceRule(),
            new ScanRule(),
            new MatmulEpilogueRule(),
            new MatmulRowsRule(false),
            new MatmulRowsRule(true),
            new SiblingRule(),
            new SiblingProductsRule(),
            new SiblingResultsRule()));

    /** No rules: each operation is a separate kernel. */
    public static final Rules NONE = new Rules(List.of());

    private final List<Rule> list;

    private Rules(List<Rule> list) {
        this.list = list;
    }

    /**
     * {@return these rules but one}
     *
     * @param name the name of the rule to leave out
     * @throws IllegalArgumentException if there is no such rule
     */
    public Rules without(String name) {
        List<Rule> others =
                list.stream().filter(rule -> !rule.name().equals(name)).toList();
        if (others.size() == list.size()) {
            throw new IllegalArgumentException("there is no fusion rule " + name + "; there are " + names());
        }
        return new Rules(others);
    }

    /** {@return the names, in order} */
    public List<String> names() {
        return list.stream().map(Rule::name).toList();
    }

    /** All reasons that a decision under a name may have: those of the rule, the general ones, and those of the planner's limits. */
    public static Stream<Refusal> refusals(String name) {
        return Stream.concat(
                STANDARD.list.stream()
                        .filter(rule -> rule.name().equals(name))
                        .flatMap(rule -> rule.refusals().stream()),
                Stream.concat(Arrays.stream(Refusal.General.values()), Arrays.stream(Refusal.Limit.values())));
    }

    /** The rules that are about a candidate, in order. */
    public List<Rule> about(Candidate candidate) {
        return list.stream().filter(rule -> rule.appliesTo(candidate)).toList();
    }

    /** The rules themselves, in order. */
    public List<Rule> list() {
        return list;
    }

    /** {@return a line for each rule: its name and why it is there} */
    @Override
    public String toString() {
        return list.stream()
                .map(rule -> rule.name() + ": " + rule.reason() + "\n")
                .collect(Collectors.joining());
    }
}
