package org.jdvm.symbolic;

/** A number that a quantity is known not to go below, with the reasons; minus infinity if nothing is known. */
record Bound(long value, Reasons because) {
    static final Bound NONE = new Bound(Bounds.MINUS_INFINITY, Reasons.NONE);

    static Bound of(long value, Reasons because) {
        if (value == Bounds.MINUS_INFINITY) {
            return NONE;
        }
        // plus infinity is not a lower bound from which anything may be subtracted; one less is finite and still true
        return new Bound(value == Bounds.INFINITY ? value - 1 : value, because);
    }

    Bound plus(Bound other) {
        return of(Bounds.add(value, other.value), because.and(other.because));
    }

    Bound because(Reasons more) {
        return this == NONE ? NONE : new Bound(value, because.and(more));
    }

    Bound orBetter(Bound other) {
        return other.value > value ? other : this;
    }

    Bound orWorse(Bound other) {
        return of(Math.min(value, other.value), because.and(other.because));
    }
}
