package org.jdvm.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Locale;

/** Numbers as text, with as many digits as measurements deserve. */
final class Numbers {
    private Numbers() {}

    /** Numbers by size, before words in an order of their own. */
    static Comparator<String> order(Comparator<String> words) {
        return (a, b) -> isNumber(a) && isNumber(b)
                ? Double.compare(Double.parseDouble(a), Double.parseDouble(b))
                : isNumber(a) != isNumber(b) ? (isNumber(a) ? -1 : 1) : words.compare(a, b);
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d+(\\.\\d+)?");
    }

    /** A number rounded to some digits. */
    static BigDecimal rounded(double value, int digits) {
        BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        return rounded.scale() < 0 ? rounded.setScale(0, RoundingMode.UNNECESSARY) : rounded;
    }

    /** With two digits behind the point. */
    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** With three digits, or all before the point. */
    static String text(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
