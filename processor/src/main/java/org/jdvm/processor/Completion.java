package org.jdvm.processor;

import org.jdvm.front.AbstractValue;
import org.jspecify.annotations.Nullable;

/** How a statement ends. */
sealed interface Completion {
    /** Execution goes on with the next statement. */
    Completion NORMAL = new Normal();

    /** See {@link #NORMAL}. */
    record Normal() implements Completion {}

    /**
     * Leaves a loop or a switch.
     *
     * @param label the label, or null for the innermost one
     */
    record Break(@Nullable String label) implements Completion {}

    /**
     * Goes on with the next iteration of a loop.
     *
     * @param label the label, or null for the innermost loop
     */
    record Continue(@Nullable String label) implements Completion {}

    /**
     * Gives a switch expression its value.
     *
     * @param value the value
     */
    record Yield(AbstractValue value) implements Completion {}

    /**
     * Leaves the method.
     *
     * @param value the result; null for methods without one
     */
    record Return(@Nullable AbstractValue value) implements Completion {}
}
