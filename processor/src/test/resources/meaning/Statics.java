package sample;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Static fields that are set in all the ways in which a class can be initialised. */
class Statics {
    static final Logger LOGGER = Logger.getLogger("statics");
    static final float[] FILLED = new float[4];
    static final int BLANK;
    static final int CHOSEN;
    static final String MODE;
    static final String[] NAMES = {"slow", "fast", "fa" + "st"};
    static final boolean[] FLAGS = {false, true};
    static final Pair PAIR;
    static final float[][] TABLE = new float[2][2];

    static {
        LOGGER.fine("before");
        for (int i = 0; i < FILLED.length; i++) {
            FILLED[i] = i * 2.5f;
        }
        BLANK = Integer.max(3, 4);
        if (BLANK > 3) {
            CHOSEN = 10 + BLANK;
        } else {
            CHOSEN = 2;
        }
        int local = CHOSEN * 2;
        PAIR = new Pair(local, FILLED);
        switch (NAMES[1]) {
            case "fast" -> MODE = "quick";
            default -> MODE = "slow";
        }
        TABLE[1][0] = local;
        FLAGS[0] = MODE.equals("quick");
    }

    static final float[] BY_METHOD = new float[3];
    static final int COUNT = fill(BY_METHOD);
    static final float[] BY_FIELD = new float[3];
    static final int FILLER = fillField();
    static final int AFTER = (int) BY_FIELD[2] + COUNT;
    static final float[] TWICE = {1, 2};

    static {
        TWICE[0] += 5;
    }

    static {
        TWICE[1] *= TWICE[0]--;
    }

    static final float[] RANDOM = new float[2];
    static final float[] LIBRARY = new float[2];
    static final float[] LAMBDA = new float[2];
    static final int[] PASSED = {1, 2};
    static final float[] UNTOUCHED = {7, 8};
    static final int[] KNOWN_BEFORE = {3};
    static final int OPAQUE;

    static {
        Random random = new Random(7);
        RANDOM[0] = random.nextFloat();
        Arrays.fill(LIBRARY, 2);
        IntStream.range(0, 2).forEach(i -> LAMBDA[i] = i + 1);
        Arrays.setAll(PASSED, i -> i);
        OPAQUE = System.getProperty("no.such.property") == null ? 1 : 2;
    }

    static class Late {
        static final IntUnaryOperator UNUSED = i -> i + 1;
        static final int[] SQUARES = squares(4);
        static final int OTHER = Statics.BLANK + SQUARES[3];
        static final int SELF;

        static {
            SELF = SQUARES.length;
        }

        static int[] squares(int n) {
            int[] result = new int[n];
            for (int i = 0; i < n; i++) {
                result[i] = i * i;
            }
            return result;
        }
    }

    interface Settings {
        int[] SIZES = {4, 5};
        int LARGEST = Math.max(SIZES[0], SIZES[1]);
    }

    enum Level {
        LOW,
        HIGH;

        static final int[] WEIGHTS = new int[2];

        static {
            for (Level level : values()) {
                WEIGHTS[level.ordinal()] = 3 + level.ordinal();
            }
        }
    }

    record Pair(int first, float[] second) {
        static final Pair UNIT;

        static {
            UNIT = new Pair(1, new float[] {4});
        }
    }

    static int fill(float[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = i + 1;
        }
        return array.length;
    }

    static int fillField() {
        BY_FIELD[2] = 9;
        return 1;
    }

    @Operator
    static Tensor filled(@Dims("H") Tensor x) {
        return x.add(FILLED[3]).add(FILLED[1]);
    }

    @Operator
    static Tensor blank(@Dims("H") Tensor x) {
        return x.add(BLANK).mul(CHOSEN);
    }

    @Operator
    static Tensor mode(@Dims("H") Tensor x) {
        return MODE.equals("quick") ? x.neg() : x;
    }

    @Operator
    static Tensor names(@Dims("H") Tensor x) {
        return switch (NAMES[2]) {
            case "fast" -> x.add(NAMES[1].equals(NAMES[2]) ? 5 : 6);
            default -> x;
        };
    }

    @Operator
    static Tensor flags(@Dims("H") Tensor x) {
        return FLAGS[0] && FLAGS[1] ? x.add(3) : x;
    }

    @Operator
    static Tensor pair(@Dims("H") Tensor x) {
        return x.add(PAIR.first()).add(PAIR.second()[2]).add(Pair.UNIT.second()[0]);
    }

    @Operator
    static Tensor table(@Dims("H") Tensor x) {
        return x.add(TABLE[1][0]).add(TABLE[0][1]);
    }

    @Operator
    static Tensor methods(@Dims("H") Tensor x) {
        return x.add(BY_METHOD[2]).add(BY_FIELD[2]).add(AFTER).add(COUNT + FILLER);
    }

    @Operator
    static Tensor twice(@Dims("H") Tensor x) {
        return x.add(TWICE[0]).mul(TWICE[1]);
    }

    @Operator
    static Tensor late(@Dims("H") Tensor x) {
        return x.add(Late.OTHER).add(Late.SELF).add(Late.SQUARES[2]);
    }

    @Operator
    static Tensor interfaces(@Dims("H") Tensor x) {
        return x.add(Settings.LARGEST).add(Settings.SIZES[0]);
    }

    @Operator
    static Tensor enums(@Dims("H") Tensor x) {
        return x.add(Level.WEIGHTS[1]);
    }

    @Operator
    static Tensor refusedRandom(@Dims("H") Tensor x) {
        return x.add(RANDOM[0]);
    }

    @Operator
    static Tensor refusedLibrary(@Dims("H") Tensor x) {
        return x.add(LIBRARY[0]);
    }

    @Operator
    static Tensor refusedLambda(@Dims("H") Tensor x) {
        return x.add(LAMBDA[1]);
    }

    @Operator
    static Tensor refusedPassed(@Dims("H") Tensor x) {
        return x.add(PASSED[1]);
    }

    @Operator
    static Tensor untouched(@Dims("H") Tensor x) {
        return x.add(UNTOUCHED[1]).add(KNOWN_BEFORE[0]);
    }

    @Operator
    static Tensor refusedOpaque(@Dims("H") Tensor x) {
        return x.add(OPAQUE);
    }

    @Operator
    static Tensor refusedWritten(@Dims("H") Tensor x) {
        FILLED[0] = 1;
        return x.add(FILLED[0]);
    }
}
