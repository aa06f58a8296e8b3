package org.jdvm.testing;

import java.util.List;

/**
 * A sequence of numbers that decides how something random is built. When it is used up all further choices are 0, the simplest one:
 * a shorter sequence of smaller numbers gives a simpler thing, so shrinking the sequence shrinks what is built.
 */
public final class Choices {
    private final List<Integer> numbers;
    private int next;

    public Choices(List<Integer> numbers) {
        this.numbers = numbers;
    }

    /** Whether there is something left to decide. */
    boolean hasNext() {
        return next < numbers.size();
    }

    /** A number in {@code 0 .. bound - 1}. */
    int below(int bound) {
        return hasNext() ? Math.floorMod(numbers.get(next++), bound) : 0;
    }

    /** True in one of {@code n} cases. */
    boolean oneIn(int n) {
        return below(n) == n - 1;
    }

    /** One of a list. */
    <T> T of(List<T> list) {
        return list.get(below(list.size()));
    }
}
