package org.jdvm.check;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is checked, one kind of cases after the other. */
public enum Stage {
    /** One ordinary call of each overload, as users write it. */
    SMOKE(1, "an ordinary call of each overload, recorded"),
    /** Ranks 0 to 6; sizes 0, 1, primes and tails; long rows; operands in other layouts, and broadcast on each side. */
    SHAPES(16, "sizes, ranks, layouts, broadcasting"),
    /** Large, small, denormal and cancelling numbers, NaN, infinities, zeros of both signs; the ends of integer types. */
    STABILITY(14, "numbers where arithmetic is hard"),
    /** The same bits in each repetition, on any number of cores, by scalar and by vector routines, interpreted and as classes. */
    DETERMINISM(4, "the same bits in all ways of running"),
    /** Nothing to compute on, ties, extreme arguments, indices at and outside of the borders: right results or clear errors. */
    EDGES(20, "empty operands, ties, extreme and wrong arguments");

    private final int cases;
    private final String meaning;

    Stage(int cases, String meaning) {
        this.cases = cases;
        this.meaning = meaning;
    }

    /** {@return how many cases an operation and element type gets; for {@link #SMOKE}: each overload} */
    int cases() {
        return cases;
    }

    /** {@return what it checks, in some words} */
    public String meaning() {
        return meaning;
    }

    /**
     * {@return the stage with a name}
     *
     * @param name a name as {@link #toString} gives it
     */
    public static Optional<Stage> named(String name) {
        return Arrays.stream(values())
                .filter(stage -> stage.toString().equals(name))
                .findFirst();
    }

    /** {@return the name in listings and options} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
