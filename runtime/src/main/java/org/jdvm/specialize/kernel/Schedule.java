package org.jdvm.specialize.kernel;

import java.util.Arrays;
import org.jdvm.fusion.Step;

/**
 * The order in which a kernel's steps are executed for one task: a straight line where everything that is reduced fits into the tile,
 * else loops over segments, once for each level of reductions and once for the results that need all of them, each with just the steps
 * that it needs.
 */
public final class Schedule {
    /** Executes a step. */
    static final int STEP = 0;

    /** Makes the copy of a step's operand. */
    public static final int SPREAD = 1;

    /** Sets the target of a reduction to its identity. */
    public static final int START = 2;

    /** Begins the loops over the segments. */
    public static final int LOOP = 3;

    /** Ends the loops over the segments. */
    public static final int NEXT = 4;

    /** Executes a step whose target is defined already and takes part: a product that is added to it, or a scaling in place. */
    public static final int UPDATE = 5;

    /** Leaves out what the mask that a step loads excludes. */
    public static final int NARROW = 6;

    private int[] entries = new int[64];
    private int size;
    private final Values values;
    private final boolean[] needed;

    private Schedule(Values values) {
        this.values = values;
        this.needed = new boolean[values.masks.length];
    }

    static Schedule empty(Values values) {
        return new Schedule(values);
    }

    public static Schedule straight(Values values) {
        Schedule schedule = empty(values);
        for (int step = 0; step < values.kernel.steps.length; step++) {
            schedule.addStep(step);
        }
        return schedule;
    }

    /** First what is the same for all columns, then the rest, for each block of columns if there are several in a task. */
    public static Schedule ofLocalOperand(Values values, boolean loop) {
        Schedule schedule = new Schedule(values);
        schedule.addNarrowing();
        schedule.addSteps(false);
        if (loop) {
            schedule.add(LOOP, 0);
        }
        schedule.addSteps(true);
        if (loop) {
            schedule.add(NEXT, 0);
        }
        return schedule;
    }

    private void addSteps(boolean byColumn) {
        for (int step = 0; step < values.kernel.steps.length; step++) {
            if (values.variesByColumn(step) == byColumn) {
                addStep(step);
            }
        }
    }

    public static Schedule segmented(Values values) {
        return new Schedule(values).passes(true);
    }

    /** Where there is nothing to reduce: accumulators keep their identity. */
    public static Schedule ofNothing(Values values) {
        return new Schedule(values).passes(false);
    }

    private Schedule passes(boolean anyElements) {
        int levels = 0;
        for (int level : values.levels) {
            levels = Math.max(levels, level);
        }
        for (int level = 0; level <= levels; level++) {
            addConstantSteps(level);
            addPass(level, anyElements);
        }
        return this;
    }

    /** The steps of a level that do not vary along the reduced axes: they run once between the passes. */
    private void addConstantSteps(int level) {
        Step[] steps = values.kernel.steps;
        for (int i = 0; i < steps.length; i++) {
            int target = KernelTemplate.targetOf(steps[i]);
            boolean constant = target < 0
                    ? !values.storeVaries(i) && values.levels[((Step.Store) steps[i]).source()] == level
                    : !(steps[i] instanceof Step.Reduce) && !values.varies(target) && values.levels[target] == level;
            if (constant) {
                addStep(i);
            }
        }
    }

    /** One run over the segments: for the reductions and the results whose operands have a level. */
    private void addPass(int level, boolean anyElements) {
        Step[] steps = values.kernel.steps;
        Arrays.fill(needed, false);
        boolean any = false;
        for (int i = 0; i < steps.length; i++) {
            if (steps[i] instanceof Step.Reduce s && values.levels[s.operand()] == level) {
                add(START, i);
                needed[s.operand()] = true;
                any = true;
            } else if (steps[i] instanceof Step.Store s && isResultOf(level, i)) {
                needed[s.source()] = true;
                any = true;
            }
        }
        if (!any || !anyElements) {
            return;
        }
        for (int i = steps.length - 1; i >= 0; i--) {
            int target = KernelTemplate.targetOf(steps[i]);
            if (target >= 0 && needed[target] && values.varies(target)) {
                needOperands(steps[i]);
            }
        }
        add(LOOP, 0);
        for (int i = 0; i < steps.length; i++) {
            int target = KernelTemplate.targetOf(steps[i]);
            boolean inPass = switch (steps[i]) {
                case Step.Reduce s -> values.levels[s.operand()] == level;
                case Step.Store _ -> isResultOf(level, i);
                default -> needed[target] && values.varies(target);
            };
            if (inPass) {
                addStep(i);
            }
        }
        add(NEXT, 0);
    }

    private boolean isResultOf(int level, int store) {
        return values.storeVaries(store) && values.levels[((Step.Store) values.kernel.steps[store]).source()] == level;
    }

    private void needOperands(Step step) {
        switch (step) {
            case Step.IndexedLoad s -> needed[s.index()] = true;
            case Step.Apply s -> {
                for (int operand : s.operands()) {
                    if (operand >= 0) {
                        needed[operand] = true;
                    }
                }
            }
            case Step.Scan s -> needed[s.operand()] = true;
            case Step.Load _,
                    Step.Iota _,
                    Step.Fill _,
                    Step.Reduce _,
                    Step.Matmul _,
                    Step.LocalMatmul _,
                    Step.GroupedMatmul _,
                    Step.WindowReduce _,
                    Step.RowWise _,
                    Step.Store _ -> {}
        }
    }

    /** Before anything that has inner indices is computed. */
    void addNarrowing() {
        for (Masks.Mask mask : values.attentionMasks()) {
            add(NARROW, mask.load());
        }
    }

    void addStep(int step) {
        int operand = switch (values.kernel.steps[step]) {
            case Step.Reduce s -> s.operand();
            case Step.Scan s -> s.operand();
            case Step.Store s -> s.source();
            case Step.LocalMatmul s -> s.left();
            default -> -1;
        };
        if (operand >= 0 && values.operandOf(step, operand) != operand) {
            add(SPREAD, step);
        }
        add(STEP, step);
    }

    void add(int kind, int step) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, 2 * size);
        }
        entries[size++] = step << 3 | kind;
    }

    public int size() {
        return size;
    }

    public int kind(int entry) {
        return entries[entry] & 7;
    }

    public int step(int entry) {
        return entries[entry] >> 3;
    }
}
