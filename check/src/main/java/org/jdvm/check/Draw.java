package org.jdvm.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.reference.ReferenceTensor;

/** Draws sizes, numbers and layouts as a stage wants them. */
final class Draw {
    private static final int MAX_RANK = 6;
    private static final List<Integer> SIZES = List.of(0, 1, 2, 3, 5, 7, 13, 16, 17, 31, 33, 64, 65, 129, 257);
    private static final List<Double> NUMBERS = List.of(1.0, 2.0, 0.5, -1.0, 0.0, 3.0, -0.0, 0.1, -2.5);
    private static final List<Double> WHOLE = List.of(1.0, 2.0, 5.0, -1.0, 0.0, 3.0, -7.0);
    private static final List<Double> EXTREME =
            List.of(0.0, -0.0, 1e30, -1e30, 1e-40, 0.5, 1.0, -1.0, Double.POSITIVE_INFINITY, Double.NaN);
    private static final List<Integer> WRONG = List.of(-1, 0, 1, 2, 7);
    private static final int LONG_ROW = 5003;
    private static final int LONG_ROW_OF_SCAN = 1031;
    private static final int ROOM = 3000;
    /** Sums of so large numbers are exact in double precision. */
    private static final long LARGEST_OF_SCAN = Integer.MAX_VALUE;

    private final SplittableRandom random;
    private final Stage stage;
    private final int number;
    private final Numbers numbers;
    private final boolean isScan;
    private int room;

    /**
     * Creates what draws one case.
     *
     * @param stage the stage
     * @param number the number of the case in its stage
     * @param isScan true for operations whose meaning takes the square of the length of a row
     * @param random decides everything
     */
    Draw(Stage stage, int number, boolean isScan, SplittableRandom random) {
        this.random = random;
        this.stage = stage;
        this.number = number;
        this.isScan = isScan;
        this.numbers = Numbers.of(stage, number);
        this.room = ROOM;
    }

    int below(int bound) {
        return random.nextInt(Math.max(1, bound));
    }

    boolean oneIn(int n) {
        return below(n) == 0;
    }

    <T> T of(List<T> list) {
        return list.get(below(list.size()));
    }

    // ---- sizes ----

    /** {@return one size, such that tensors do not become too large} */
    int size() {
        int size = switch (stage) {
            case SMOKE -> 2 + below(7);
            case SHAPES -> of(SIZES);
            case STABILITY -> 3 + below(15);
            case DETERMINISM -> of(List.of(17, 33, 129, 8, 31));
            case EDGES -> of(List.of(0, 1, 2, 3));
        };
        return size > 1 && size > room ? 1 : size;
    }

    /** {@return the sizes of the tensor itself, of some rank or more} */
    int[] dims(int least) {
        room = ROOM;
        boolean isLong = stage == Stage.SHAPES && number % 4 == 3 || stage == Stage.DETERMINISM && number % 2 == 1;
        if (isLong) {
            return longRow(Math.max(1, least) + below(2));
        }
        int most = switch (stage) {
            case SHAPES -> MAX_RANK;
            case EDGES -> 3;
            case SMOKE, STABILITY, DETERMINISM -> 2;
        };
        int rank = Math.max(least, stage == Stage.SHAPES || stage == Stage.EDGES ? below(most + 1) : most);
        return some(rank);
    }

    private int[] longRow(int rank) {
        int[] dims = new int[rank];
        Arrays.fill(dims, 1);
        dims[0] = rank > 1 ? 2 : 1;
        dims[oneIn(3) ? 0 : rank - 1] = isScan ? LONG_ROW_OF_SCAN : LONG_ROW;
        return dims;
    }

    /** {@return the sizes of a tensor of a rank} */
    int[] some(int rank) {
        room = ROOM;
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = size();
            room /= Math.max(1, dims[axis]);
        }
        return dims;
    }

    /** {@return an axis of a tensor, also counted from the end; now and then one that it does not have where arguments may be wrong} */
    int axis(int rank) {
        if (stage == Stage.EDGES && oneIn(6)) {
            return oneIn(2) ? rank : -rank - 1;
        }
        return rank == 0 ? 0 : below(2 * rank) - rank;
    }

    /** {@return different axes of a tensor, in order} */
    int[] axes(int rank) {
        return IntStream.range(0, rank)
                .filter(_ -> oneIn(2))
                .map(a -> oneIn(2) ? a : a - rank)
                .toArray();
    }

    /** {@return the axes of a tensor in any order} */
    int[] order(int rank) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.shuffle(order, new Random(random.nextLong()));
        return order.stream().mapToInt(i -> i).toArray();
    }

    /** {@return a small number of something; also an impossible one where arguments may be wrong} */
    int count() {
        return stage == Stage.EDGES ? of(WRONG) : below(4);
    }

    /** {@return a length of at most some size; a longer one now and then where arguments may be wrong} */
    int length(int size) {
        return stage == Stage.EDGES && oneIn(4) ? size + 1 : below(size + 1);
    }

    /** {@return a place in a row; one outside now and then where arguments may be wrong} */
    int index(int size) {
        if (stage == Stage.EDGES && oneIn(12)) {
            return oneIn(2) ? size : -1;
        }
        return oneIn(2) ? below(size) : oneIn(2) ? 0 : Math.max(0, size - 1);
    }

    /** {@return whether arguments may be wrong} */
    boolean mayBeWrong() {
        return stage == Stage.EDGES;
    }

    // ---- numbers ----

    /** {@return a number next to tensors of a type} */
    double number(DType type) {
        if (type == DType.BOOL) {
            return below(2);
        }
        if (!type.isFloat()) {
            return of(WHOLE);
        }
        return stage == Stage.EDGES ? of(EXTREME) : of(NUMBERS);
    }

    /** {@return a positive number, such as what keeps a divisor from being 0} */
    double positive() {
        return of(List.of(1e-5, 0.1, 1.0));
    }

    /** {@return an operand of a type and given sizes} */
    TestOperand tensor(DType type, int... dims) {
        Layout layout = stage == Stage.SHAPES ? of(List.of(Layout.values())) : Layout.CONTIGUOUS;
        int count = TestOperand.elements(dims);
        int different = layout == Layout.BROADCAST && dims.length > 0 && dims[0] > 0 ? count / dims[0] : count;
        if (type.isFloat()) {
            double[] some = numbers.floats(random, type, different);
            return new TestOperand(ReferenceTensor.floats(type, dims, repeated(some, count)), layout);
        }
        long[] some = numbers.integers(random, type, different, isScan ? LARGEST_OF_SCAN : Long.MAX_VALUE);
        long[] all = IntStream.range(0, count)
                .mapToLong(i -> some[i % Math.max(1, different)])
                .toArray();
        return new TestOperand(ReferenceTensor.integers(type, dims, all), layout);
    }

    /** {@return powers of two, by which numbers are divided without rounding} */
    TestOperand scales(int... dims) {
        double[] all = IntStream.range(0, TestOperand.elements(dims))
                .mapToDouble(_ -> Math.scalb(1.0, -below(6)))
                .toArray();
        return new TestOperand(ReferenceTensor.floats(DType.F32, dims, all), Layout.CONTIGUOUS);
    }

    private static double[] repeated(double[] some, int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> some[i % Math.max(1, some.length)])
                .toArray();
    }

    /** {@return an operand of indices into a row of some size} */
    TestOperand indices(DType type, int size, int... dims) {
        long[] all = IntStream.range(0, TestOperand.elements(dims))
                .mapToLong(_ -> index(size))
                .toArray();
        return new TestOperand(ReferenceTensor.integers(type, dims, all), Layout.CONTIGUOUS);
    }

    /** {@return the sizes of another operand that broadcasts with one: fewer dims, or some of size 1, or more dims} */
    int[] broadcastable(int... dims) {
        int dropped = oneIn(3) ? below(dims.length + 1) : 0;
        int[] other = Arrays.copyOfRange(dims, dropped, dims.length);
        for (int axis = 0; axis < other.length; axis++) {
            other[axis] = oneIn(4) ? 1 : other[axis];
        }
        boolean more = dropped == 0 && other.length < MAX_RANK && stage == Stage.SHAPES && oneIn(5);
        if (!more) {
            return other;
        }
        return IntStream.concat(IntStream.of(2), IntStream.of(other)).toArray();
    }
}
