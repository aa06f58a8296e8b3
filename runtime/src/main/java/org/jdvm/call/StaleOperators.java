package org.jdvm.call;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.ClassFiles;
import org.jdvm.front.ClassNames;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.ReadClasses;
import org.jdvm.front.Signature;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;
import org.jdvm.ir.passes.Passes;

/**
 * Finds generated operators whose sources have changed: methods and constants of other classes were read into them at build time, and
 * these classes may be compiled again alone.
 *
 * <p>Checksums of class files tell which classes are as they were. If one is not, the operator is read again from the class files, and
 * only if that computes something else it is stale: passes bring both graphs into simple form, and the order of independent operations does
 * not count.
 */
final class StaleOperators {
    /** {@code ignore} switches the check off, for class files that are changed on purpose, such as by instrumentation at build time. */
    private static final String PROPERTY = "jdvm.stale";

    private static final Logger LOGGER = System.getLogger(StaleOperators.class.getName());

    /** The changed classes by class with operators; the class files are read once. */
    private static final ClassValue<List<String>> CHANGED = new ClassValue<>() {
        @Override
        protected List<String> computeValue(Class<?> owner) {
            return changed(owner);
        }
    };

    private StaleOperators() {}

    /**
     * Checks one operator.
     *
     * @param owner the class that declares it
     * @param signature its declaration in text form
     * @param source its graph as it was built, which is asked for only if a class changed
     * @throws IllegalStateException if the classes give another one now; the message names them
     */
    static void check(Class<?> owner, String signature, Supplier<Graph> source) {
        List<String> changed = CHANGED.get(owner);
        if (changed.isEmpty()) {
            return;
        }
        String names = changed.stream().map(ClassNames::shown).collect(Collectors.joining(", "));
        Graph built = source.get();
        String why;
        try {
            Signature declared = ClassFileReader.withComponentsOf(owner, Signature.parse(signature));
            Graph now = ClassFileReader.read(owner, declared);
            if (meaning(now).equals(meaning(built))) {
                LOGGER.log(
                        Level.DEBUG,
                        "{0}: {1} changed, but not what operator {2} uses",
                        owner.getName(),
                        names,
                        built.name());
                return;
            }
            why = "its methods or constants give another operator now";
        } catch (DiagnosticException e) {
            why = "it can no longer be read: " + e.getMessage();
        }
        throw new IllegalStateException(
                ("%s: the operator was built with another version of %s, and %s; compile %s again"
                                + " (-D%s=ignore runs the old operator)")
                        .formatted(built.name(), names, why, ClassNames.shown(owner.getName()), PROPERTY));
    }

    /** What a graph computes, without what makes no difference. */
    private static String meaning(Graph graph) {
        Graph simple = Passes.run(graph);
        GraphRewriter ordered = new GraphRewriter(simple);
        BitSet done = new BitSet();
        for (Node node : simple.nodes()) {
            if (node instanceof Node.Input) {
                ordered.copy(node);
                done.set(node.result().id());
            }
        }
        Deque<Value> open = new ArrayDeque<>(simple.results());
        while (!open.isEmpty()) {
            Node node = simple.node(open.getFirst());
            Optional<Value> next = node.inputs().stream()
                    .filter(input -> !done.get(input.id()))
                    .findFirst();
            if (next.isPresent()) {
                open.push(next.get());
                continue;
            }
            open.pop();
            if (!done.get(node.result().id())) {
                ordered.copy(node);
                done.set(node.result().id());
            }
        }
        Graph copy = ordered.finish();
        return new Graph(
                        copy.name(),
                        copy.parameters(),
                        copy.nodes(),
                        copy.results(),
                        copy.requirements().stream()
                                .sorted(Comparator.comparing(Object::toString))
                                .toList(),
                        copy.origins())
                .toString();
    }

    private static List<String> changed(Class<?> owner) {
        if ("ignore".equals(System.getProperty(PROPERTY))) {
            return List.of();
        }
        try {
            ClassFiles files = ClassFiles.of(owner);
            return ReadClasses.of(files, owner.getName())
                    .map(read -> read.changed(files))
                    .orElse(List.of());
        } catch (RuntimeException e) {
            LOGGER.log(Level.DEBUG, owner.getName() + ": class files are not compared: " + e, e);
            return List.of();
        }
    }
}
