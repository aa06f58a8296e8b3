package org.jdvm.ir;

/**
 * How far a result of an operation may be from the exact one in 32-bit floats, or in 64-bit ones: an error is at most the sum of the three parts. {@link
 * Op#accuracy} has the values, all tests use these, and {@code docs/accuracy.md} is written from them.
 *
 * @param ulps units in the last place of the result
 * @param absolute an error that does not shrink with the result
 * @param sum in which order terms are added, which bounds the error of sums
 */
public record Accuracy(double ulps, double absolute, Sum sum) {
    /** Results have the same bits however they are computed. */
    static final Accuracy EXACT = new Accuracy(0, 0, Sum.NONE);

    /** Results are rounded once. */
    static final Accuracy ROUNDED = of(0.5);

    static Accuracy of(double ulps) {
        return new Accuracy(ulps, 0, Sum.NONE);
    }

    /** How terms are added. */
    public enum Sum {
        /** Nothing is added. */
        NONE(""),
        /** Terms go into partial sums, and these up a tree. */
        TREE("5 + log2(n)"),
        /** Products are added in the order of the depth, in slices of up to 2048. */
        IN_ORDER("1 + min(n, 2048) / 2 + n / 4096"),
        /** All terms are added one after the other. */
        ONE_BY_ONE("1 + n / 2");

        private static final long SLICE = 2048;

        private final String formula;

        Sum(String formula) {
            this.formula = formula;
        }

        /**
         * {@return units of 2^-24 (2^-53 for f64) times the sum of the magnitudes of some terms by which their sum may be wrong: half the terms that are
         * added one after the other, since the sum so far is half of the last one on average, and one for each level of the tree above them}
         *
         * @param terms how many terms there are
         */
        public double units(long terms) {
            return switch (this) {
                case NONE -> 0;
                case TREE -> 5 + Math.log(terms) / Math.log(2);
                case ONE_BY_ONE -> 1 + terms / 2.0;
                case IN_ORDER -> 1 + Math.min(terms, SLICE) / 2.0 + terms / (2.0 * SLICE);
            };
        }

        /** {@return the same as a formula over the number n of terms} */
        @Override
        public String toString() {
            return formula;
        }
    }

    /** {@return whether results have the same bits however they are computed} */
    public boolean isExact() {
        return equals(EXACT);
    }
}
