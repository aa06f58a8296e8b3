package org.jdvm.symbolic;

import java.util.List;
import java.util.Optional;

/** Ranges of the operations that are not sums or products, wherever these are defined. */
final class OperationRanges {
    private OperationRanges() {}

    static Interval floorDiv(Interval dividend, Interval divisor) {
        Optional<Interval> positive = divisor.intersect(new Interval(1, Bounds.INFINITY));
        Optional<Interval> negative = divisor.intersect(new Interval(Bounds.MINUS_INFINITY, -1));
        return hull(positive.map(dividend::floorDiv), negative.map(dividend::floorDiv));
    }

    static Interval mod(Interval dividend, Interval divisor) {
        Optional<Interval> positive =
                divisor.intersect(new Interval(1, Bounds.INFINITY)).map(by -> modPositive(dividend, by));
        Optional<Interval> negative = divisor.intersect(new Interval(Bounds.MINUS_INFINITY, -1))
                .map(by -> new Interval(Bounds.add(by.least(), 1), 0));
        return hull(positive, negative);
    }

    private static Interval modPositive(Interval dividend, Interval divisor) {
        long most = Bounds.add(divisor.most(), -1);
        return new Interval(0, dividend.least() >= 0 ? Math.min(most, dividend.most()) : most);
    }

    private static Interval hull(Optional<Interval> a, Optional<Interval> b) {
        return a.map(first -> b.map(first::hull).orElse(first)).or(() -> b).orElse(Interval.ALL);
    }

    static Range min(Range a, Range b) {
        return new Range(
                Math.min(a.least(), b.least()),
                a.whyLeast().and(b.whyLeast()),
                Math.min(a.most(), b.most()),
                a.most() <= b.most() ? a.whyMost() : b.whyMost());
    }

    static Range max(Range a, Range b) {
        return new Range(
                Math.max(a.least(), b.least()),
                a.least() >= b.least() ? a.whyLeast() : b.whyLeast(),
                Math.max(a.most(), b.most()),
                a.whyMost().and(b.whyMost()));
    }

    /** The range of a position, given those of the number, the size and their sum. */
    static Range position(Range number, Range size, Range fromEnd) {
        if (number.least() >= 0) {
            return number;
        }
        if (number.most() < 0) {
            return new Range(
                    fromEnd.least(), fromEnd.whyLeast().and(number.whyMost()),
                    fromEnd.most(), fromEnd.whyMost().and(number.whyMost()));
        }
        // not negative where the number is the position, less than the size where it is added to that
        return new Range(
                Math.min(0, fromEnd.least()),
                fromEnd.whyLeast(),
                Math.max(number.most(), Bounds.add(size.most(), -1)),
                number.whyMost().and(size.whyMost()));
    }

    /** The result is one of the members, and equal to each member that is not 1. */
    static Range broadcast(List<Range> members) {
        Range first = members.getFirst();
        Reasons all = Reasons.NONE;
        Interval hull = first.interval();
        for (Range member : members) {
            hull = hull.hull(member.interval());
            all = all.and(member.why());
        }
        Range result = Range.of(hull, all);
        for (Range member : members) {
            if (member.excludes(1)) {
                Reasons whyNotOne = member.whyNot(1);
                result = result.intersect(new Range(
                        member.least(), member.whyLeast().and(whyNotOne),
                        member.most(), member.whyMost().and(whyNotOne)));
            }
        }
        return result;
    }
}
