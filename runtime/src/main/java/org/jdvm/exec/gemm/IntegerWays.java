package org.jdvm.exec.gemm;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jdvm.machine.Tuning.Choice;

/**
 * Whether products of 8-bit integers are computed by {@link IntegerTiles}, where there are some, or by Java code: for few rows and for many.
 *
 * <p>Both ways keep weights packed, each in its form. So the choice is not made while products are computed, which would pack all weights twice, but
 * by {@linkplain #measure measuring} made-up products when a host is tuned. Without that tiles are taken. Weights that are multiplied by few rows
 * and by many, in different ways, are packed for both.
 */
public enum IntegerWays {
    /** Products that take the time of reading weights. */
    FEW_ROWS("up to 4 rows"),

    /** Products that take the time of multiplying. */
    MANY_ROWS("more than 4 rows");

    private static final int FEW = 4;

    /** Products that go one way before it is the turn of the other. */
    private static final int TURN = 4;

    /** Products without a faster one after which a way is ready, what is faster, and for how long that is waited for. */
    private static final int STEADY = 100;

    private static final double FASTER = 0.9;
    private static final long MOST_NANOS = 3_000_000_000L;

    private enum Trial {
        NONE,
        TILES,
        JAVA
    }

    /** What all products do while one of both ways is measured. */
    private static volatile Trial trial = Trial.NONE;

    private final String rows;
    private volatile boolean isJava;

    IntegerWays(String rows) {
        this.rows = rows;
        Choice before = Ways.before(this::choice);
        isJava = before != null && before.isTaken();
    }

    /** {@return the name of the choice: the second way is Java code} */
    private String choice() {
        return "Java code in place of native tiles for 8-bit integers of " + rows;
    }

    /**
     * {@return the class of a product}
     *
     * @param rows of its left operand
     */
    public static IntegerWays of(int rows) {
        return rows <= FEW ? FEW_ROWS : MANY_ROWS;
    }

    /** {@return whether products of the class are computed by tiles} */
    public boolean takesTiles() {
        return switch (trial) {
            case NONE -> !isJava;
            case TILES -> true;
            case JAVA -> false;
        };
    }

    /**
     * Finds the faster way, unless it is known from a file. Other products of the process go the way that is being measured, meanwhile.
     *
     * @param product computes a product of the class
     */
    public synchronized void measure(Runnable product) {
        FasterWay measured = new FasterWay(this::choice, System::nanoTime, TURN);
        try {
            for (int i = 0; i < 2 * FasterWay.SAMPLES; i++) {
                trial = measured.begin(1) ? Trial.JAVA : Trial.TILES;
                product.run();
                measured.end();
            }
            isJava = measured.begin(1);
        } finally {
            trial = Trial.NONE;
        }
    }

    /**
     * Goes each way until it gets no faster: the code of both is compiled then, and weights are packed.
     *
     * @param product computes a product of the class
     */
    public synchronized void rehearse(Runnable product) {
        try {
            for (Trial way : new Trial[] {Trial.TILES, Trial.JAVA}) {
                trial = way;
                long begin = System.nanoTime();
                long best = Long.MAX_VALUE;
                long now = begin;
                for (int steady = 0; steady < STEADY && now - begin < MOST_NANOS; steady++) {
                    product.run();
                    long before = now;
                    now = System.nanoTime();
                    if (now - before < best * FASTER) {
                        best = now - before;
                        steady = 0;
                    }
                }
            }
        } finally {
            trial = Trial.NONE;
        }
    }

    /** {@return what is left to Java code, as a part of a sentence; empty if nothing is} */
    static String exceptions() {
        String all = Arrays.stream(values())
                .filter(way -> way.isJava)
                .map(way -> way.rows)
                .collect(Collectors.joining(" and of "));
        return all.isEmpty() ? "" : ", but those of %s by Java code, which was measured to be faster".formatted(all);
    }
}
