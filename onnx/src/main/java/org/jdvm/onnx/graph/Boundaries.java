package org.jdvm.onnx.graph;

import java.util.Arrays;
import java.util.List;

/**
 * Where a sequence of steps is cut into graphs that are captured and planned one by one: between the repeated blocks of a model, so that one plan
 * serves all of them, and elsewhere after a number of steps, as the time of planning grows faster than the graph. A cut is where the fewest values are
 * alive.
 */
final class Boundaries {
    /** The fewest steps of a block. */
    private static final int LEAST_PERIOD = 12;

    private static final int MOST_PERIOD = 240;

    /** The most steps between two cuts where nothing repeats. */
    private static final int MOST_STEPS = 60;

    private Boundaries() {}

    /**
     * {@return for each step whether a graph begins with it}
     *
     * @param steps the steps
     * @param last for each place the last step that reads it; -1 if none does, or it is a result
     */
    static boolean[] of(List<ProgramStep> steps, int[] last) {
        int count = steps.size();
        boolean[] boundaries = new boolean[count];
        int[] keys = new int[count];
        for (int i = 0; i < count; i++) {
            ProgramStep step = steps.get(i);
            keys[i] = Arrays.hashCode(
                    new Object[] {step.node().operator(), step.inputs().length, step.outputs().length, step.mapping()});
        }
        int[] alive = alive(steps, last);
        int bestPeriod = 0;
        int bestStart = 0;
        int bestRun = 0;
        for (int period = LEAST_PERIOD; period <= Math.min(MOST_PERIOD, count / 2); period++) {
            int run = 0;
            for (int i = 0; i + period < count; i++) {
                run = keys[i] == keys[i + period] ? run + 1 : 0;
                // A shorter period that covers almost as much is the block itself, a longer one several blocks.
                if (run >= period && run > bestRun + bestPeriod) {
                    bestRun = run;
                    bestPeriod = period;
                    bestStart = i - run + 1;
                }
            }
        }
        int from = 0;
        if (bestPeriod > 0) {
            int cut = narrowest(alive, bestStart, Math.min(count, bestStart + bestPeriod));
            split(boundaries, alive, 0, cut);
            for (; cut < count && cut <= bestStart + bestRun + bestPeriod; cut += bestPeriod) {
                boundaries[cut] = true;
                from = cut;
            }
            from = Math.min(count, from + 1);
        }
        split(boundaries, alive, from, count);
        cutBetweenStrides(boundaries, steps);
        return boundaries;
    }

    /**
     * A size after several strides is a quotient of quotients, and what the planner proves about it costs twice as much for each. After a boundary
     * sizes are symbols again, so there is at most one stride in a graph.
     */
    private static void cutBetweenStrides(boolean[] boundaries, List<ProgramStep> steps) {
        boolean hasStride = false;
        for (int i = 0; i < boundaries.length; i++) {
            hasStride &= !boundaries[i];
            boolean isStrided = steps.get(i).attributes().get("strides") instanceof long[] strides
                    && Arrays.stream(strides).anyMatch(stride -> stride > 1);
            boundaries[i] |= hasStride && isStrided;
            hasStride |= isStrided;
        }
    }

    private static void split(boolean[] boundaries, int[] alive, int from, int to) {
        int at = from;
        while (to - at > MOST_STEPS) {
            at = narrowest(alive, at + MOST_STEPS / 2, at + MOST_STEPS);
            boundaries[at] = true;
        }
    }

    private static int narrowest(int[] alive, int from, int to) {
        int best = from;
        for (int i = from; i < to; i++) {
            best = alive[i] < alive[best] ? i : best;
        }
        return best;
    }

    /** How many computed values are alive before each step. */
    private static int[] alive(List<ProgramStep> steps, int[] last) {
        int[] alive = new int[steps.size()];
        for (int i = 0; i < alive.length; i++) {
            for (int place : steps.get(i).outputs()) {
                if (place >= 0 && last[place] > i) {
                    for (int j = i + 1; j <= last[place]; j++) {
                        alive[j]++;
                    }
                }
            }
        }
        return alive;
    }
}
