package org.jdvm.call;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdvm.front.ClassNames;
import org.jdvm.fusion.Plan;
import org.jdvm.fusion.PlanParser;
import org.jdvm.fusion.PlanText;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.GraphSyntaxException;
import org.jdvm.ir.passes.Passes;
import org.jspecify.annotations.Nullable;

/** What a generated class holds of one operator, as text: its graph and the plan that the build made of it. */
final class BuiltOperator {
    private static final Logger LOGGER = System.getLogger(BuiltOperator.class.getName());

    /** For each class with operators whether it was said that its plans are made again. */
    private static final ClassValue<AtomicBoolean> SAID = new ClassValue<>() {
        @Override
        protected AtomicBoolean computeValue(Class<?> owner) {
            return new AtomicBoolean();
        }
    };

    private final Class<?> owner;
    private final String signature;
    private final String graphText;
    private final String planText;
    private volatile @Nullable Graph graph;

    /**
     * Keeps the text forms.
     *
     * @param owner the class that declares the operator
     * @param signature its declaration
     * @param graphText the text of its graph
     * @param planText the text of its plan
     */
    BuiltOperator(Class<?> owner, String signature, String graphText, String planText) {
        this.owner = owner;
        this.signature = signature;
        this.graphText = graphText;
        this.planText = planText;
    }

    /**
     * {@return the graph as it was built}
     *
     * @throws IllegalStateException if the text is damaged
     */
    Graph graph() {
        Graph known = graph;
        if (known == null) {
            try {
                known = GraphParser.parse(graphText);
            } catch (GraphSyntaxException e) {
                throw damaged("graph", e);
            }
            graph = known;
        }
        return known;
    }

    /**
     * {@return the plan as it was built, or a new one of the graph if another version of the planner made that}
     *
     * @throws IllegalStateException if the text is damaged
     */
    Plan plan() {
        Optional<String> version = PlanText.version(planText);
        if (version.isPresent() && !version.get().equals(PlanText.VERSION)) {
            if (!SAID.get(owner).getAndSet(true)) {
                LOGGER.log(
                        Level.INFO,
                        "{0}: its operators were planned by version {1}, this is version {2}: they are planned again"
                                + " at their first call; compile the class again to save that time",
                        owner.getName(),
                        version.get(),
                        PlanText.VERSION);
            }
            return Planner.plan(Passes.run(graph()));
        }
        try {
            return PlanParser.parse(planText);
        } catch (GraphSyntaxException e) {
            throw damaged("plan", e);
        }
    }

    private IllegalStateException damaged(String what, GraphSyntaxException e) {
        return new IllegalStateException(
                "%s: the %s of operator %s in its generated class is damaged, %s; compile %s again"
                        .formatted(owner.getName(), what, signature, e.getMessage(), ClassNames.shown(owner.getName())),
                e);
    }
}
