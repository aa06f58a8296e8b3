package org.jdvm.testing;

import java.util.Locale;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;

/**
 * How far a result may lie from the exact one: THE table of tolerances, from which {@code docs/accuracy.md} is written.
 *
 * @param ulps units in the last place of the result in 32-bit floats
 * @param absolute an error that does not shrink with the result
 * @param units for sums: units of 2^-24 times the sum of the magnitudes of the terms
 */
public record Accuracy(double ulps, double absolute, double units) {
    private static final Accuracy EXACT = new Accuracy(0, 0, 0);
    private static final Accuracy ROUNDED = new Accuracy(0.5, 0, 0);

    /** What an operation promises for 32-bit floats. */
    public static Accuracy of(Op op) {
        return switch (op) {
            case ADD, SUB, MUL, DIV, SQRT, RECIPROCAL -> ROUNDED;
            case LOG, POW -> new Accuracy(1, 0, 0);
            case RSQRT, SIN, COS, TANH, ERF -> new Accuracy(2, 0, 0);
            // results that are too small to be normal become 0
            case EXP -> new Accuracy(1, 0x1p-126, 0);
            case SIGMOID -> new Accuracy(2, 0x1p-126, 0);
            case SILU -> new Accuracy(2, 0x1p-119, 0);
            // 1 + erf(x) and 1 + tanh(x) cancel where x is negative
            case GELU, GELU_TANH -> new Accuracy(4, 0x1p-21, 0);
            case SUM -> new Accuracy(0.5, 0, 16);
            case MATMUL, GROUPED_MATMUL -> new Accuracy(0.5, 0, 32);
            case NEG, ABS, ROUND, FLOOR, CEIL, TRUNC, IS_FINITE, NOT, MAX, MIN, EQ, NE, LT, LE, GT, GE, AND, OR ->
                EXACT;
            case SELECT, CAST, REDUCE_MAX, REDUCE_MIN, ANY, ALL -> EXACT;
            case BROADCAST, RESHAPE, PERMUTE, SLICE, COPY, CONCAT, PAD, GATHER, IOTA, FILL -> EXACT;
        };
    }

    /** The operation of a node. */
    static Accuracy of(Node node) {
        return switch (node) {
            case Node.Elementwise(var _, var op, var _) -> of(op);
            case Node.Reduce(var _, var op, var _, var _, var _) -> of(op);
            case Node.Matmul _ -> of(Op.MATMUL);
            case Node.GroupedMatmul _ -> of(Op.GROUPED_MATMUL);
            default -> EXACT;
        };
    }

    /** Whether results are the same to the last bit however they are computed. */
    public boolean isExact() {
        return equals(EXACT);
    }

    /** The text of docs/accuracy.md. */
    public static String document() {
        StringBuilder text = new StringBuilder("""
            # Accuracy

            How far results may lie from the exact result of their operands. The tests check every operation against an evaluator in
            double precision with just these tolerances; this page is written from their table.

            For f32, an error is at most the sum of three parts:

            * **ulps**: units in the last place of the exact result;
            * **absolute**: an error that does not shrink with the result (results that are not normal numbers become 0, and some
              formulas cancel where the result is small);
            * **terms**: for sums, units of 2^-24 times the sum of the magnitudes of the terms.

            f16 and bf16 are computed in f32 and rounded to nearest even when they are stored or cast; their error is that of f32 and
            half a unit in the last place of the type. Integers and truth values are exact. NaN and infinities appear where IEEE 754
            arithmetic gives them; a maximum, a minimum, and the reductions with them are NaN if any operand is NaN. The sign of a
            zero is not promised. Results do not depend on the number of cores.

            `pow` has the special cases of C99: 1 to any power, even NaN, is 1, and so are any number to the power of 0 and -1 to an infinite
            power. `logSumExp` of minus infinities is minus infinity, and of a row with infinity it is infinity; `softmax` and `logSoftmax` of such rows are
            NaN. `silu` and `gelu` of minus infinity are NaN (0 times infinity), as in PyTorch.

            In attention, the probabilities are divided by their sum behind the product with the values: `(e v) / sum(e)` for
            `(e / sum(e)) v`. That is one rounding for each element of the result in place of one for each probability. The exponentials are at
            most 1, so the product overflows only for values larger than the largest float divided by the number of keys.

            Keys that a mask excludes for all rows of a tile are left out: that changes no number whose operands are finite, but a value that is
            not finite then does not spoil rows that exclude its key (`0 * NaN`), and which rows these are depends on the tile. Scores that are
            not finite do so only where something else stands between product and mask; else nothing is left out where they may occur.

            | operation | ulps | absolute | terms |
            |---|---|---|---|
            """);
        for (Op op : Op.values()) {
            Accuracy accuracy = of(op);
            text.append("| `").append(op).append("` | ");
            text.append(accuracy.isExact() ? "exact" : number(accuracy.ulps())).append(" | ");
            text.append(accuracy.absolute() == 0 ? "" : "2^" + Math.getExponent(accuracy.absolute()))
                    .append(" | ");
            text.append(accuracy.units() == 0 ? "" : number(accuracy.units())).append(" |\n");
        }
        return text.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }
}
