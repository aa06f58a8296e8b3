package org.jdvm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Supplier;
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.ClassFiles;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.ReadClasses;
import org.jdvm.front.Signature;
import org.jdvm.ir.Graph;

/**
 * Finds generated operators whose sources have changed: methods and constants of other classes were read into them at build time, and
 * these classes may be compiled again alone.
 *
 * <p>Checksums of class files tell which classes are as they were. If one is not, the operator is read again from the class files, and
 * only if that gives another graph it is stale.
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
        String names = String.join(", ", changed);
        Graph built = source.get();
        String why;
        try {
            Graph now = ClassFileReader.read(owner, Signature.parse(signature));
            if (now.toString().equals(built.toString())) {
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
                        .formatted(built.name(), names, why, owner.getName(), PROPERTY));
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
