package org.jdvm.symbolic;

import java.util.Optional;

/**
 * The whole numbers from {@code least} to {@code most}. {@link Long#MIN_VALUE} and {@link Long#MAX_VALUE} as bounds mean unbounded:
 * arithmetic on intervals saturates there, and a bound once lost does not come back.
 */
public record Interval(long least, long most) {
    /** All numbers. */
    public static final Interval ALL = new Interval(Long.MIN_VALUE, Long.MAX_VALUE);

    public Interval {
        if (least > most) {
            throw new IllegalArgumentException("the least value " + least + " is above the greatest " + most);
        }
    }

    /** The interval of one number. */
    public static Interval of(long value) {
        return new Interval(value, value);
    }

    /** Whether the number is in the interval. */
    public boolean contains(long value) {
        return least <= value && value <= most;
    }

    /** Whether the interval holds one number only. */
    public boolean isPoint() {
        return least == most;
    }

    /** The numbers in both intervals, empty if there are none. */
    public Optional<Interval> intersect(Interval other) {
        long low = Math.max(least, other.least);
        long high = Math.min(most, other.most);
        return low <= high ? Optional.of(new Interval(low, high)) : Optional.empty();
    }

    /** The smallest interval around both. */
    Interval hull(Interval other) {
        return new Interval(Math.min(least, other.least), Math.max(most, other.most));
    }

    Interval plus(Interval other) {
        return saturated(Bounds.add(low(), other.low()), Bounds.add(high(), other.high()));
    }

    Interval times(Interval other) {
        return corners(
                Bounds.multiply(low(), other.low()),
                Bounds.multiply(low(), other.high()),
                Bounds.multiply(high(), other.low()),
                Bounds.multiply(high(), other.high()));
    }

    /** The quotients rounded down, for a divisor whose interval does not contain 0. */
    Interval floorDiv(Interval divisor) {
        return corners(
                Bounds.floorDiv(low(), divisor.low()),
                Bounds.floorDiv(low(), divisor.high()),
                Bounds.floorDiv(high(), divisor.low()),
                Bounds.floorDiv(high(), divisor.high()));
    }

    // a least value of plus infinity would claim too much once something is subtracted: one less is a sound, finite
    // bound
    private long low() {
        return least == Bounds.INFINITY ? least - 1 : least;
    }

    private long high() {
        return most == Bounds.MINUS_INFINITY ? most + 1 : most;
    }

    private static Interval saturated(long least, long most) {
        return new Interval(
                least == Bounds.INFINITY ? least - 1 : least, most == Bounds.MINUS_INFINITY ? most + 1 : most);
    }

    private static Interval corners(long a, long b, long c, long d) {
        return saturated(Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
    }

    /** The text, for example {@code [0, 512]}; an unbounded side is {@code -inf} or {@code inf}. */
    @Override
    public String toString() {
        return "["
                + (least == Long.MIN_VALUE ? "-inf" : String.valueOf(least))
                + ", "
                + (most == Long.MAX_VALUE ? "inf" : String.valueOf(most))
                + "]";
    }
}
