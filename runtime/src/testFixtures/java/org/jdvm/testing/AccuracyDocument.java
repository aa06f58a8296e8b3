package org.jdvm.testing;

import java.util.Locale;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Accuracy;
import org.jdvm.ir.Op;

/** The text of docs/accuracy.md, with the table of {@link Op#accuracy}. */
public final class AccuracyDocument {
    private AccuracyDocument() {}

    /** The text. */
    public static String text() {
        StringBuilder text = new StringBuilder("""
            # Accuracy

            How far results may differ from the exact result of their operands. The tests check every operation against an evaluator in
            double precision with just these tolerances; this page is written from the table in `Op.accuracy`.

            For f32, an error is at most the sum of three parts:

            * **ulps**: units in the last place of the exact result;
            * **absolute**: an error that does not shrink with the result (results that are not normal numbers become 0, and some
              formulas cancel where the result is small);
            * **terms**: for sums, units of 2^-24 times the sum of the magnitudes of the terms, by their number n: `5 + log2(n)` for sums,
              `1 + min(n, 2048) / 2 + n / 4096` for products of depth n. Sums of equal terms come near to the worst case of products, where
              all roundings may go the same way.

            f64 is computed in 64-bit floats; the second table has its bounds, where they are others. Its functions are those of `StrictMath`, so that
            they have the same bits on every machine. Its sums are formed one after the other, those of a row in halves; terms are in units of 2^-53.
            The evaluator adds and multiplies f64 with twice its bits; its functions have no more bits than results, so that they are compared with
            four units more, and checked against series in decimal numbers of 140 digits.

            f16 and bf16 are computed in f32 and rounded to nearest even when they are stored or cast; their error is that of f32 and
            half a unit in the last place of the type. Integers and truth values are exact. NaN and infinities appear where IEEE 754
            arithmetic gives them; a maximum, a minimum, and the reductions with them are NaN if any operand is NaN. The sign of a
            zero is not promised.

            ## The order of sums

            A program has the same bits in every run: interpreted or lowered to classes, as vectors of any width or one by one, on any
            number of cores. `./jdvm same-bits` shows it. So the order of a sum is part of the program, and depends on the sizes only:

            * Along a row, terms go round 64 partial sums in blocks of 1024: `p[i mod 64] += x[i]`. Down a column, 16 terms are added one
              after the other, and that is a block.
            * The sums of blocks are the leaves of a binary tree: `s[l+1][i] = s[l][2i] + s[l][2i+1]`; one without a partner goes up as it is.
              Along a row there are 64 trees, one for each partial sum.
            * The 64 sums of a row are added in halves, `p[i] += p[i + h]` for h = 32, 16, 8, 4, 2, 1.
            * A row that is longer than a tile is cut into segments (columns: of rows), each summed like that. The sums of segments are the
              leaves of one more such tree, as are the chunks of few long rows. Blocks of a column go on over its segments.
            * Products take the depth in order, rounded once for each step, in equal slices of up to 2048, which are added one after the other.

            Terms that are left out where a mask excludes them are the same as zeros.

            Which program is chosen depends on the sizes and on the machine, not on the number of its cores. On CPUs whose vectors are not equally
            wide, attention over many keys may have other segments, whose sums are scaled at other places, and a product may be rounded to f16 or
            bf16 between two kernels where one kernel does not round it. `Dvm.builder().reproducible(true)`, or `-Djdvm.reproducible=true` for the
            shared machine and all that say nothing else, chooses programs as for vectors of 512 bits on every CPU: results have the same bits with
            vectors of any width. CPUs with vectors of 512 bits run the programs that they run anyway. On others products have tiles whose columns are
            multiples of 32 in place of 16, chosen by a model of other blocks. Without the switch, one of the 124 golden operators and 9 larger
            cases differs between vectors of 128, 256 and 512 bits: attention over 11,003 keys; a test keeps the list. The price on AMD EPYC Zen 3 with
            256 bits, 13 tasks on one thread and on two (`./jdvm measure reproducible`): times 0.97 to 1.04 of those without it, median 1.00.

            What the order costs: microseconds of processor time in generated classes before sums had an order and with it, 64 rows of 1024, one
            thread, AMD EPYC Zen 3 (family 25, model 1) with AVX2, smallest of many runs on a busy machine: layer norm 17 and 19.5, rms norm 10.5 and 12.3, softmax
            53 and 54, sums of rows 3.4 and 4.1, sums of columns 3.9 and 4.9. Rows whose length is not a multiple of 64, sums of columns of computed terms, and
            rows of several blocks cost more: their terms or partial sums go through memory.

            Short rows pay most, since the 64 partial sums are added for each of them; rows of up to four vectors stay in registers. Layer norm of 8 rows, nanoseconds
            before and with the order: of 16 columns 218 and 234, of 64 columns 260 and 495, of 100 columns 450 and 820. Adding the lanes of the last vector one by one
            takes 8 ns where shuffles take 13, and the library's own reduction, which has no order, 7.

            ## Variance and norms

            `variance` goes over the numbers twice, and takes off the square of what the rounded mean leaves: that of 4096 numbers which are 16,000,000
            or one more is as accurate as that of zeros and ones. `layerNorm` goes over them twice as well, but what rounding does to the sum and to the
            mean stays in its results, in units of the deviation: up to 2^-23 of the mean in the tests. So they are wrong by 0.2 where the mean is
            1,000,000 and the deviation 0.5, by 2 * 10^-5 where it is 100. To take that off too costs 16 to 20% in generated classes and 27% in the
            interpreter (64 rows of 1024 and 128 of 768).

            ## Attention

            `pow` has the special cases of C99: 1 to any power, even NaN, is 1, and so are any number to the power of 0 and -1 to an infinite
            power. `logSumExp` of minus infinities is minus infinity, and of a row with infinity it is infinity; `softmax` and `logSoftmax` of such rows are
            NaN. `silu` and `gelu` of minus infinity are NaN (0 times infinity), as in PyTorch.

            In attention, the probabilities are divided by their sum after the product with the values: `(e v) / sum(e)` for
            `(e / sum(e)) v`. That is one rounding for each element of the result in place of one for each probability. The exponentials are at
            most 1, so the product overflows only for values larger than the largest float divided by the number of keys.

            Keys that a mask excludes for all rows of a tile are left out: that changes no number whose operands are finite, but a value that is
            not finite then does not spoil rows that exclude its key (`0 * NaN`), and which rows these are depends on the tile. Scores that are
            not finite do so only where there is something else between product and mask; else nothing is left out where they may occur.

            ## Bounds

            | operation | ulps | absolute | terms |
            |---|---|---|---|
            """);
        for (Op op : Op.values()) {
            row(text, op, op.accuracy());
        }
        text.append("\n| operation on f64 | ulps | absolute | terms |\n|---|---|---|---|\n");
        for (Op op : Op.values()) {
            Accuracy accuracy = op.accuracy(DType.F64);
            if (op.types().contains(DType.F64) && !accuracy.equals(op.accuracy())) {
                row(text, op, accuracy);
            }
        }
        return text.toString();
    }

    private static void row(StringBuilder text, Op op, Accuracy accuracy) {
        text.append("| `").append(op).append("` | ");
        text.append(accuracy.isExact() ? "exact" : number(accuracy.ulps())).append(" | ");
        text.append(accuracy.absolute() == 0 ? "" : "2^" + Math.getExponent(accuracy.absolute()))
                .append(" | ");
        text.append(accuracy.sum()).append(" |\n");
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }
}
