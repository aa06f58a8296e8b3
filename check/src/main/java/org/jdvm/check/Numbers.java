package org.jdvm.check;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdvm.annotations.DType;

/** Which numbers tensors hold. */
enum Numbers {
    ORDINARY,
    /** Near the largest of the type. */
    LARGE,
    /** Large, but sums of thousands of them are finite. */
    SUMMABLE,
    SMALL,
    /** Too small to be normal. */
    DENORMAL,
    /** Large ones that differ in their last places. */
    CANCELLING,
    /** NaN and infinities among others. */
    NON_FINITE,
    /** Zeros of both signs, and ones. */
    ZEROS,
    /** Few different numbers. */
    TIES;

    private static final List<Numbers> HARD = List.of(LARGE, SUMMABLE, SMALL, DENORMAL, CANCELLING, NON_FINITE, ZEROS);

    /** The numbers of a case of a stage. */
    static Numbers of(Stage stage, int number) {
        return switch (stage) {
            case SMOKE, SHAPES, DETERMINISM -> ORDINARY;
            case STABILITY -> HARD.get(number % HARD.size());
            case EDGES -> number % 2 == 0 ? TIES : ORDINARY;
        };
    }

    double[] floats(SplittableRandom random, DType type, int count) {
        return IntStream.range(0, count).mapToDouble(_ -> next(random, type)).toArray();
    }

    private double next(SplittableRandom random, DType type) {
        double x = random.nextDouble(-1, 1);
        return switch (this) {
            case ORDINARY -> 4 * x;
            case LARGE -> x * largest(type) * (random.nextInt(3) == 0 ? 1 : 1e-3);
            case SUMMABLE -> x * (type == DType.F64 ? 1e300 : type == DType.F16 ? 10 : 1e30);
            case SMALL -> x * (type == DType.F64 ? 1e-250 : type == DType.F16 ? 1e-3 : 1e-25);
            case DENORMAL ->
                x * (type == DType.F64 ? Double.MIN_NORMAL : type == DType.F16 ? 0x1p-14 : Float.MIN_NORMAL);
            case CANCELLING ->
                type == DType.F64
                        ? 9_007_199_254_740_000.0 + random.nextInt(4)
                        : type == DType.F32 ? 16_000_000 + random.nextInt(4) : 256 + random.nextInt(4);
            case NON_FINITE ->
                switch (random.nextInt(8)) {
                    case 0 -> Double.NaN;
                    case 1 -> Double.POSITIVE_INFINITY;
                    case 2 -> Double.NEGATIVE_INFINITY;
                    default -> 4 * x;
                };
            case ZEROS -> List.of(0.0, -0.0, 1.0, -1.0).get(random.nextInt(4));
            case TIES -> List.of(0.0, 1.0, 2.0, -1.0).get(random.nextInt(4));
        };
    }

    private static double largest(DType type) {
        return type == DType.F64 ? Double.MAX_VALUE : type == DType.F16 ? 65504 : Float.MAX_VALUE;
    }

    /** Numbers of an integer type or bool, at most {@code limit} where the meaning of an operation is written with fractions. */
    long[] integers(SplittableRandom random, DType type, int count, long limit) {
        long most = Math.min(limit, type.most());
        return LongStream.range(0, count)
                .map(_ -> type.wrap(nextInteger(random, type, most)))
                .toArray();
    }

    private long nextInteger(SplittableRandom random, DType type, long most) {
        if (type == DType.BOOL) {
            return random.nextInt(2);
        }
        return switch (this) {
            case ORDINARY -> random.nextInt(-20, 21);
            case SUMMABLE -> random.nextInt(-100, 100);
            case LARGE -> List.of(most, -most - 1, most - 1, -most, 1L).get(random.nextInt(5));
            case SMALL, DENORMAL, ZEROS -> random.nextInt(-1, 2);
            case CANCELLING -> most - random.nextInt(4);
            case NON_FINITE -> random.nextLong(-most - 1, most);
            case TIES -> random.nextInt(-1, 3);
        };
    }
}
