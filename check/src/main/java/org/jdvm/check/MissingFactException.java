package org.jdvm.check;

/** No rule gives the arguments of a call: {@link ArgumentFacts} needs an entry. */
final class MissingFactException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingFactException(Overload overload, String what) {
        super("%s: %s; ArgumentFacts needs an entry for '%s'".formatted(overload, what, overload.method()));
    }
}
