package org.jdvm.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Locale;

/** Numbers as text, with the digits that measurements have. */
final class Numbers {
    private Numbers() {}

    /** Numbers by size, before words in a given order. */
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

    /** A large count with a binary prefix if it is a round one, {@code 64K}; other text as it is. */
    static String compact(String text) {
        if (text.matches("\\d{4,15}")) {
            long count = Long.parseLong(text);
            if (count % (1 << 20) == 0) {
                return (count >> 20) + "M";
            }
            if (count >= 4096 && count % (1 << 10) == 0) {
                return (count >> 10) + "K";
            }
        }
        return text;
    }

    /** With two digits after the point. */
    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** With three digits, or all before the point; a small number has at most three after it, or its first two. */
    static String text(double value) {
        double size = Math.abs(value);
        if (size > 0 && size < 0.001) {
            return rounded(value, 2).toPlainString();
        }
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
