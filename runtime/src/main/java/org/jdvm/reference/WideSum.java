package org.jdvm.reference;

/**
 * A sum of doubles, and of products of two, with twice their bits (Knuth's and Dekker's exact sums and products): the oracle of sums of f64, whose
 * results have the bits of a double themselves.
 */
final class WideSum {
    private double high;
    private double low;

    void add(double term) {
        double sum = high + term;
        if (!Double.isFinite(sum)) {
            high = sum;
            low = 0;
            return;
        }
        double part = sum - high;
        low += high - (sum - part) + (term - part);
        high = sum;
    }

    void addProduct(double x, double y) {
        double product = x * y;
        add(product);
        double rest = Math.fma(x, y, -product);
        low += Double.isFinite(high) && Double.isFinite(rest) ? rest : 0;
    }

    double value() {
        return Double.isFinite(high) ? high + low : high;
    }
}
