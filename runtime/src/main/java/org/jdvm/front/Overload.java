package org.jdvm.front;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one method of several with a name takes.
 *
 * @param types the descriptors of its parameters
 * @param names their names; others than there are types if they are not known
 * @param varArgs whether it takes any number of last arguments
 */
public record Overload(List<String> types, List<String> names, boolean varArgs) {
    /** Copies the lists. */
    public Overload {
        types = List.copyOf(types);
        names = List.copyOf(names);
    }

    /**
     * {@return the refusal of a call that no method takes}
     *
     * @param method the name of the methods
     * @param arguments the descriptors of the arguments
     * @param overloads the methods
     */
    public static DiagnosticException none(String method, List<String> arguments, List<Overload> overloads) {
        String given = arguments.stream().map(ClassNames::shownType).collect(Collectors.joining(", "));
        List<String> taken = overloads.stream()
                .sorted(Comparator.comparingInt((Overload o) -> o.types.size()).thenComparing(Overload::toString))
                .map(Overload::toString)
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
        String last = taken.removeLast();
        String listed = taken.isEmpty() ? last : String.join(", ", taken) + " or " + last;
        return new DiagnosticException(DiagnosticCode.NO_OVERLOAD, method, given, listed);
    }

    /** {@return the parameters as a source declares them, such as {@code (Tensor weight, int... axes)}} */
    @Override
    public String toString() {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            String type = ClassNames.shownType(types.get(i));
            if (varArgs && i == types.size() - 1) {
                type = type.substring(0, type.length() - 2) + "...";
            }
            shown.add(names.size() == types.size() ? type + " " + names.get(i) : type);
        }
        return "(" + String.join(", ", shown) + ")";
    }
}
