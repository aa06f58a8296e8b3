package org.jdvm.symbolic;

/** An interval whose two ends have their reasons. */
record Range(long least, Reasons whyLeast, long most, Reasons whyMost) {
    static final Range ALL = new Range(Bounds.MINUS_INFINITY, Reasons.NONE, Bounds.INFINITY, Reasons.NONE);

    static Range of(Interval interval, Reasons because) {
        return new Range(interval.least(), because, interval.most(), because);
    }

    static Range of(Bound least, Bound mostNegated) {
        return new Range(least.value(), least.because(), Bounds.negate(mostNegated.value()), mostNegated.because());
    }

    Range intersect(Range other) {
        boolean higher = other.least > least;
        boolean lower = other.most < most;
        return new Range(
                higher ? other.least : least,
                higher ? other.whyLeast : whyLeast,
                lower ? other.most : most,
                lower ? other.whyMost : whyMost);
    }

    Range withLeast(long value, Reasons because) {
        return new Range(value, because, most, whyMost);
    }

    Range withMost(long value, Reasons because) {
        return new Range(least, whyLeast, value, because);
    }

    /** No number at all: facts contradict each other. */
    boolean isEmpty() {
        return least > most;
    }

    boolean isPoint() {
        return least == most && Bounds.isFinite(least);
    }

    boolean excludes(long value) {
        return value < least || value > most;
    }

    Reasons why() {
        return whyLeast.and(whyMost);
    }

    /** The reasons why the excluded value is excluded. */
    Reasons whyNot(long value) {
        return value < least ? whyLeast : whyMost;
    }

    /** The numbers as an interval; of an empty range those between its ends, for want of better. */
    Interval interval() {
        return new Interval(Math.min(least, most), Math.max(least, most));
    }
}
