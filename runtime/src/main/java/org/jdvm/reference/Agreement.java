package org.jdvm.reference;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Accuracy;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether results agree with the oracle, with a tolerance for each element that comes from the case itself: how far the result
 * moves when every intermediate number is changed at random by some units in its last place. The oracle computes f64 with as many bits as results have,
 * but for sums and products, which it rounds once; so units in the last place of it count for both.
 */
public final class Agreement {
    private static final int TRIALS = 8;
    /** How much more than the largest movement seen, or than the last place of the result, is allowed. */
    private static final double MARGIN = 4;

    /** Terms of the longest sums and products of generated cases. */
    private static final long MOST_TERMS = 2048;

    private static final long MOST_DEPTH = 62;

    /** The case that was compared last: tests compare many results with one case, and evaluating it takes the most time. */
    private static volatile SoftReference<Oracle> last = new SoftReference<>(null);

    private Agreement() {}

    /** What a case gives, and what it gives with numbers that are changed at random, each found when it is needed. */
    private static final class Oracle {
        private final GraphCase test;
        private final List<ReferenceTensor> expected;
        private @Nullable List<List<ReferenceTensor>> trials;

        Oracle(GraphCase test) {
            this.test = test;
            this.expected = test.evaluate();
        }

        static Oracle of(GraphCase test) {
            Oracle known = last.get();
            if (known == null || known.test != test) {
                known = new Oracle(test);
                last = new SoftReference<>(known);
            }
            return known;
        }

        /** For each trial the results, rounded. */
        synchronized List<List<ReferenceTensor>> trials() {
            if (trials == null) {
                trials = IntStream.range(0, TRIALS)
                        .mapToObj(trial -> perturbed(test, trial).stream()
                                .map(ReferenceTensor::rounded)
                                .toList())
                        .toList();
            }
            return trials;
        }
    }

    /** {@return the distance from 1 to the next number of a float type} */
    public static double unit(DType type) {
        return switch (type) {
            case F32 -> 0x1p-23;
            case F16 -> 0x1p-10;
            case BF16 -> 0x1p-7;
            case F64 -> 0x1p-52;
            case I8, U8, I16, U16, I32, I64, BOOL -> 0;
        };
    }

    /** {@return the least positive number of a float type, below which there is nothing to round to} */
    public static double least(DType type) {
        return switch (type) {
            case F32 -> Float.MIN_VALUE;
            case F16 -> 0x1p-24;
            case BF16 -> 0x1p-133;
            case F64 -> Double.MIN_VALUE;
            case I8, U8, I16, U16, I32, I64, BOOL -> 0;
        };
    }

    /** How many roundings each term of a node takes part in. */
    private static double roundings(Node node) {
        if (node instanceof Node.RowWise row) {
            return row.result().type() == DType.F64 ? row.op().roundings(MOST_TERMS) : 0;
        }
        return units(accuracy(node));
    }

    /** The type in which a node adds. */
    private static DType sumType(Node node) {
        return node.result().type() == DType.F64 ? DType.F64 : DType.F32;
    }

    /** {@return units of 2^-24 (2^-53 for f64) times the sum of the magnitudes of its terms by which a sum may be wrong, with the number of terms that cases have} */
    public static double units(Accuracy accuracy) {
        return accuracy.sum().units(accuracy.sum() == Accuracy.Sum.IN_ORDER ? MOST_DEPTH : MOST_TERMS);
    }

    /** {@return by how many units in the last place a result for 32-bit floats that adds nothing is off; 0 if it is near enough} */
    public static double excess(Accuracy accuracy, double expected, double actual) {
        float rounded = (float) expected;
        if (Float.isNaN(rounded)) {
            return Double.isNaN(actual) ? 0 : Double.NaN;
        }
        double distance = Math.abs(expected - actual);
        double unit = Math.ulp(Math.clamp(rounded, -Float.MAX_VALUE, Float.MAX_VALUE));
        boolean isNear =
                expected == actual || rounded == actual || distance <= accuracy.ulps() * unit + accuracy.absolute();
        return isNear ? 0 : distance / unit;
    }

    /**
     * {@return whether the terms of a sum are so large that it may overflow on the way, in one order and not in another}
     *
     * @param test a graph with arguments
     */
    public static boolean mayOverflow(GraphCase test) {
        Map<Node, Double> magnitudes = new HashMap<>();
        ReferenceEvaluator.Rounding sums = new ReferenceEvaluator.Rounding() {
            @Override
            public double result(Node node, double value) {
                return value;
            }

            @Override
            public double term(Node node, double value) {
                if (accuracy(node).sum() != Accuracy.Sum.NONE && Double.isFinite(value)) {
                    magnitudes.merge(node, Math.abs(value), Double::sum);
                }
                return value;
            }
        };
        ReferenceEvaluator.evaluate(test.graph(), test.inputs(), test.scalars(), sums);
        // of products the terms here are the factors
        return magnitudes.entrySet().stream().anyMatch(sum -> {
            boolean isProduct = !(sum.getKey() instanceof Node.Reduce)
                    && accuracy(sum.getKey()).sum() != Accuracy.Sum.TREE;
            double most = sumType(sum.getKey()) == DType.F64 ? Double.MAX_VALUE : Float.MAX_VALUE;
            return sum.getValue() * (isProduct ? sum.getValue() : 1) > most;
        });
    }

    private static Accuracy accuracy(Node node) {
        return switch (node) {
            case Node.Elementwise(var result, var op, var _) -> op.accuracy(result.type());
            case Node.Reduce(var result, var op, var _, var _, var _) -> op.accuracy(result.type());
            case Node.Matmul n -> Op.MATMUL.accuracy(n.result().type());
            case Node.WindowReduce n -> (n.op() == Op.SUM ? Op.WINDOW_REDUCE : n.op()).accuracy();
            case Node.GroupedMatmul _ -> Op.GROUPED_MATMUL.accuracy();
            // what a scan combines is rounded where it is stored, like a sum of two
            case Node.RowWise row
            when row.op().roundings(MOST_TERMS) > 0 ->
                Op.ADD.accuracy(row.result().type());
            default -> Op.COPY.accuracy();
        };
    }

    /**
     * How results compare with what a case gives.
     *
     * @param worst the largest error, as a part of what is allowed there; 0 if nothing differs
     * @param difference where results differ too much, null if they agree
     */
    public record Comparison(double worst, @Nullable String difference) {
        /** Results that are as they should be. */
        public static final Comparison EQUAL = new Comparison(0, null);

        /** {@return the worse of both} */
        Comparison and(Comparison other) {
            return new Comparison(Math.max(worst, other.worst), difference != null ? difference : other.difference);
        }
    }

    /** {@return where results differ too much from what a case gives; null if they agree} */
    public static @Nullable String difference(GraphCase test, List<ReferenceTensor> results) {
        return compare(test, results).difference();
    }

    /** {@return how results compare with what a case gives} */
    public static Comparison compare(GraphCase test, List<ReferenceTensor> results) {
        Oracle oracle = Oracle.of(test);
        List<ReferenceTensor> expected = oracle.expected;
        if (results.size() != expected.size()) {
            String message = "expected " + expected.size() + " results, got " + results.size();
            return new Comparison(Double.POSITIVE_INFINITY, message);
        }
        Comparison all = Comparison.EQUAL;
        for (int i = 0; i < expected.size(); i++) {
            int result = i;
            ReferenceTensor want = expected.get(i);
            ReferenceTensor rounded = want.rounded();
            all = all.and(compare(
                    "result " + i,
                    want,
                    results.get(i),
                    at -> tolerance(want.asDouble(at), rounded, at, result, oracle.trials())));
        }
        return all;
    }

    /**
     * {@return how a result compares with what is expected}
     *
     * @param name what it is called in the message
     * @param expected the elements in double precision
     * @param actual the result
     * @param tolerance how far an element may be off; NaN if nothing can be said about it
     */
    public static Comparison compare(
            String name, ReferenceTensor expected, ReferenceTensor actual, IntToDoubleFunction tolerance) {
        if (expected.type() != actual.type() || !Arrays.equals(expected.dims(), actual.dims())) {
            String message = name + ": expected " + describe(expected) + ", got " + describe(actual);
            return new Comparison(Double.POSITIVE_INFINITY, message);
        }
        ReferenceTensor rounded = expected.rounded();
        ReferenceTensor results = actual.rounded();
        double worst = 0;
        for (int i = 0; i < expected.elements(); i++) {
            if (isSame(rounded, results, i)) {
                continue;
            }
            double want = rounded.asDouble(i);
            double got = results.asDouble(i);
            double allowed = tolerance.applyAsDouble(i);
            if (Double.isNaN(allowed)) {
                continue;
            }
            double error = Math.abs(expected.asDouble(i) - got) / allowed;
            if (!(Math.abs(want - got) <= allowed) && !(error <= 1)) {
                String message = name + " " + describe(expected) + ", element " + i + ": expected " + want + " +- "
                        + allowed + ", got " + got;
                return new Comparison(Double.isNaN(error) ? Double.POSITIVE_INFINITY : error, message);
            }
            worst = Math.max(worst, Math.min(error, 1));
        }
        return new Comparison(worst, null);
    }

    /** Integers are compared as such: as fractions, large ones would be rounded. */
    private static boolean isSame(ReferenceTensor expected, ReferenceTensor actual, int i) {
        if (!expected.type().isFloat()) {
            return expected.asLong(i) == actual.asLong(i);
        }
        double want = expected.asDouble(i);
        double got = actual.asDouble(i);
        return want == got || Double.compare(want, got) == 0;
    }

    /** Evaluates with every computed float changed a little and rounded to 32 bits, so that what overflows there overflows. */
    private static List<ReferenceTensor> perturbed(GraphCase test, int trial) {
        SplittableRandom random = new SplittableRandom(trial);
        ReferenceEvaluator.Rounding rounding = new ReferenceEvaluator.Rounding() {
            @Override
            public double result(Node node, double value) {
                Accuracy accuracy = accuracy(node);
                if (accuracy.isExact()) {
                    return value;
                }
                if (trial % 2 == 0 && Math.abs(value) < Math.min(accuracy.absolute(), Float.MIN_NORMAL)) {
                    return 0;
                }
                if (value == 0) {
                    // the sign of a zero is not promised
                    return trial % 2 == 1 ? -value : value;
                }
                DType type = node.result().type();
                double relative = accuracy.ulps() * unit(type);
                double changed = value * (1 + relative * noise()) + (accuracy.absolute() + least(type)) * noise();
                // in memory between two kernels it would overflow, in one kernel not
                boolean overflows = type == DType.F16 && trial % 2 == 1 && Math.abs(changed) >= 65520;
                if (type == DType.F64) {
                    return changed;
                }
                return overflows ? changed * Float.POSITIVE_INFINITY : (float) changed;
            }

            @Override
            public double term(Node node, double value) {
                double roundings = roundings(node);
                if (roundings == 0) {
                    return value;
                }
                double size = roundings * unit(sumType(node)) / 2 * Math.abs(value);
                // half of it in one direction for all terms of a node, so that it does not average out over many
                long direction = (node.result().id() * 31L + trial) * 0x9E3779B97F4A7C15L < 0 ? -1 : 1;
                return value + size / 2 * (noise() + direction);
            }

            /** The first two trials push everything one way; what that hides shows in the others. */
            private double noise() {
                return trial == 0 ? 1 : trial == 1 ? -1 : 2 * random.nextDouble() - 1;
            }
        };
        return ReferenceEvaluator.evaluate(test.graph(), test.inputs(), test.scalars(), rounding);
    }

    /** NaN if the element is too sensitive to say anything about it. */
    private static double tolerance(
            double exact, ReferenceTensor rounded, int i, int result, List<List<ReferenceTensor>> trials) {
        DType type = rounded.type();
        if (!type.isFloat()) {
            return 0;
        }
        double want = rounded.asDouble(i);
        double moved = 0;
        for (List<ReferenceTensor> trial : trials) {
            double other = trial.get(result).asDouble(i);
            if (Double.compare(want, other) == 0 || want == other) {
                continue;
            }
            double distance = Math.abs(other - exact);
            // finite here and not there: so near to an overflow or a pole that either is right
            moved = Double.isFinite(distance) ? Math.max(moved, distance) : Double.NaN;
        }
        // near a pole or deep in a sine the movements seen are but a sample; where terms cancel they are small
        boolean sensitive = moved > Math.abs(exact) / 16 && moved > 0.01;
        return sensitive ? Double.NaN : MARGIN * (moved + least(type) + unit(type) * Math.abs(exact));
    }

    private static String describe(ReferenceTensor tensor) {
        return tensor.type() + Arrays.toString(tensor.dims());
    }
}
