package org.jdvm.reference;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Accuracy;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;

/** How far the result of one operation of the table may be from the exact one: the bounds of {@link Op#accuracy} at each element. */
public final class ErrorBounds {
    /** How far functions of the oracle may be off where it has no more bits than the result. */
    private static final double ORACLE_ULPS = 4;

    private ErrorBounds() {}

    /**
     * {@return how a result compares with the exact one}
     *
     * @param op the operation
     * @param test a graph with that operation alone
     * @param actual the result
     */
    public static Agreement.Comparison compare(Op op, GraphCase test, ReferenceTensor actual) {
        ReferenceTensor expected = test.evaluate().getFirst();
        DType type = expected.type();
        Accuracy accuracy = op.accuracy(type);
        IntToDoubleFunction tolerance;
        if (accuracy.isExact() || !type.isFloat()) {
            tolerance = i -> 0;
        } else if (accuracy.sum() == Accuracy.Sum.NONE) {
            tolerance = i -> tolerance(accuracy, type, expected.asDouble(i));
        } else {
            tolerance = new OfSum(op, accuracy, expected, test);
        }
        return Agreement.compare(op.toString(), expected, actual, tolerance);
    }

    /** What a sum may be off; the magnitudes of its terms are found when they are needed. */
    private static final class OfSum implements IntToDoubleFunction {
        private final Op op;
        private final Accuracy accuracy;
        private final ReferenceTensor expected;
        private final GraphCase test;
        private double @Nullable [] magnitudes;

        OfSum(Op op, Accuracy accuracy, ReferenceTensor expected, GraphCase test) {
            this.op = op;
            this.accuracy = accuracy;
            this.expected = expected;
            this.test = test;
        }

        @Override
        public double applyAsDouble(int i) {
            if (magnitudes == null) {
                magnitudes = magnitudes(test);
            }
            boolean isWide = expected.type() == DType.F64;
            // Some part of a sum beyond the largest float may overflow on the way.
            return magnitudes[i] > (isWide ? Double.MAX_VALUE : Float.MAX_VALUE)
                    ? Double.NaN
                    : tolerance(accuracy, expected.type(), expected.asDouble(i))
                            + units(op, accuracy, test) * (isWide ? 0x1p-53 : 0x1p-24) * magnitudes[i];
        }
    }

    private static double tolerance(Accuracy accuracy, DType type, double want) {
        if (type == DType.F64) {
            // the functions of the oracle have the precision of the result
            return (accuracy.ulps() + ORACLE_ULPS) * Math.ulp(want) + accuracy.absolute();
        }
        double ulp = Math.ulp((float) want);
        // half a unit of a narrow type may be half a unit of the next power of two
        double narrow = type == DType.F32 ? 0 : Agreement.unit(type) * Math.abs(want) + Agreement.least(type);
        return accuracy.ulps() * ulp + accuracy.absolute() + narrow;
    }

    /** For the number of terms that cases of tests have, or for all elements that may be added if there are more. */
    private static double units(Op op, Accuracy accuracy, GraphCase test) {
        ReferenceTensor first = test.inputs().getFirst();
        boolean isProduct = op.kind() == Op.Kind.CUBE && first.rank() > 0;
        int terms = isProduct ? first.dim(first.rank() - 1) : first.elements();
        return Math.max(Agreement.units(accuracy), accuracy.sum().units(Math.max(1, terms)));
    }

    /** The result for the magnitudes of all operands: of a sum, the sum of the magnitudes of its terms. */
    private static double[] magnitudes(GraphCase test) {
        List<ReferenceTensor> inputs =
                test.inputs().stream().map(ErrorBounds::magnitude).toList();
        return ReferenceEvaluator.evaluate(test.graph(), inputs, test.scalars())
                .getFirst()
                .toDoubles();
    }

    private static ReferenceTensor magnitude(ReferenceTensor input) {
        DType type = input.type();
        if (type.isFloat()) {
            return input.map(Math::abs);
        }
        long most = type.isNarrowInteger() ? type.most() : Long.MAX_VALUE;
        return ReferenceTensor.integers(
                type,
                input.dims(),
                Arrays.stream(input.toLongs())
                        .map(v -> Math.min(Math.abs(v), most))
                        .toArray());
    }
}
