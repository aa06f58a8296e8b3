package org.jdvm.specialize.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.Step;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;

/**
 * Attention that runs through the keys in segments (Milakov and Gimelshein, 2018; Dao et al., 2022): the largest score so far, the sum of
 * the exponentials and their product with the values stay in the local buffer, and are scaled whenever a segment has a larger score.
 *
 * <p>The largest score starts at the lowest finite number. So scores of minus infinity have the exponential 0 even where there are no
 * others, and a row that has no others ends with 0 / 0, as it does when it is whole.
 */
public final class OnlineSoftmax {
    /** The kernel with the steps that carry what was found from segment to segment, after its own steps. */
    public final KernelTemplate kernel;

    /** The numbers of its steps: the reductions, what keeps the largest score, and the first of those that scale. */
    final int max;

    final int sum;
    private final int save;
    private final int scale;

    private OnlineSoftmax(KernelTemplate whole, int max, int sum, List<Step> carrying, int values) {
        this.max = max;
        this.sum = sum;
        this.save = whole.steps.length;
        this.scale = save + 3;
        this.kernel = new KernelTemplate(
                whole, carrying, values, Masks.of(whole, ((Step.Reduce) whole.steps[max]).operand()));
    }

    /** {@return this form of a kernel; null if it is not attention, or uses its scores for other things too} */
    static @Nullable OnlineSoftmax of(KernelTemplate kernel) {
        Step[] steps = kernel.steps;
        int max = -1;
        int sum = -1;
        for (int i = 0; i < steps.length; i++) {
            if (steps[i] instanceof Step.Reduce reduce) {
                if (reduce.op() == Op.REDUCE_MAX && max < 0 && sum < 0) {
                    max = i;
                } else if (reduce.op() == Op.SUM && max >= 0 && sum < 0) {
                    sum = i;
                } else {
                    return null;
                }
            }
        }
        if (sum < 0 || !isSoftmax(kernel, (Step.Reduce) steps[max], (Step.Reduce) steps[sum])) {
            return null;
        }
        int largest = ((Step.Reduce) steps[max]).target();
        int total = ((Step.Reduce) steps[sum]).target();
        int factor = kernel.values + 2;
        List<Step> carrying = new ArrayList<>();
        carrying.add(apply(kernel.values, Op.CAST, largest));
        carrying.add(apply(kernel.values + 1, Op.SUB, kernel.values, largest));
        carrying.add(apply(factor, Op.EXP, kernel.values + 1));
        carrying.add(apply(total, Op.MUL, total, factor));
        for (Step step : steps) {
            if (step instanceof Step.LocalMatmul product) {
                carrying.add(apply(product.target(), Op.MUL, product.target(), factor));
            }
        }
        return new OnlineSoftmax(kernel, max, sum, carrying, 3);
    }

    private static Step apply(int target, Op op, int... operands) {
        return new Step.Apply(target, op, DType.F32, DType.F32, operands);
    }

    /** True if there are {@code e = exp(x - max(x))} and {@code sum(e)}, e is multiplied, and the steps between them serve nothing else. */
    private static boolean isSoftmax(KernelTemplate kernel, Step.Reduce max, Step.Reduce sum) {
        Step.Apply exponential = applied(kernel, sum.operand(), Op.EXP);
        Step.Apply difference =
                exponential == null ? null : applied(kernel, exponential.operands()[0], Op.SUB);
        if (difference == null
                || difference.operands()[0] != max.operand()
                || difference.operands()[1] != max.target()
                || max.type() != DType.F32
                || sum.type() != DType.F32) {
            return false;
        }
        int products = 0;
        for (Step step : kernel.steps) {
            boolean known = step == max || step == sum || step == exponential || step == difference;
            if (step instanceof Step.LocalMatmul product) {
                known = true;
                products++;
                if (product.left() != sum.operand()) {
                    return false;
                }
            }
            for (int value : List.of(max.operand(), max.target(), difference.target(), sum.operand())) {
                if (!known && reads(step, value)) {
                    return false;
                }
            }
        }
        return products > 0 && kernel.products.length > 0;
    }

    private static Step.@Nullable Apply applied(KernelTemplate kernel, int value, Op op) {
        for (Step step : kernel.steps) {
            if (step instanceof Step.Apply apply && apply.target() == value) {
                return apply.op() == op && apply.operandType() == DType.F32 && apply.resultType() == DType.F32
                        ? apply
                        : null;
            }
        }
        return null;
    }

    private static boolean reads(Step step, int value) {
        return switch (step) {
            case Step.IndexedLoad s -> s.index() == value;
            case Step.Apply s -> {
                boolean any = false;
                for (int operand : s.operands()) {
                    any |= operand == value;
                }
                yield any;
            }
            case Step.Reduce s -> s.operand() == value;
            case Step.Scan s -> s.operand() == value;
            case Step.LocalMatmul s -> s.left() == value;
            case Step.Store s -> s.source() == value;
            case Step.Load _,
                    Step.Iota _,
                    Step.Fill _,
                    Step.Matmul _,
                    Step.GroupedMatmul _,
                    Step.WindowReduce _,
                    Step.RowWise _ -> false;
        };
    }

    /** True if nothing else needs what segments have for each key: it is gone when the next one comes. */
    public boolean isFor(Values values) {
        for (int i = 0; i < save; i++) {
            for (int value = 0; value < kernel.values && !isInSegments(values, i); value++) {
                if (values.extent(value).hasInner()
                        && !(kernel.steps[i] instanceof Step.LocalMatmul)
                        && reads(kernel.steps[i], value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** {@return the order of the steps} */
    public Schedule schedule(Values values) {
        Schedule schedule = Schedule.empty(values);
        Step[] steps = kernel.steps;
        for (int i = 0; i < sum; i++) {
            if (!isInSegments(values, i) && !values.variesByColumn(i)) {
                schedule.addStep(i);
            }
        }
        schedule.add(Schedule.START, max);
        schedule.add(Schedule.START, sum);
        for (int i = 0; i < save; i++) {
            if (steps[i] instanceof Step.LocalMatmul) {
                schedule.add(Schedule.START, i);
            }
        }
        schedule.add(Schedule.LOOP, 0);
        schedule.addNarrowing();
        for (int i = 0; i <= sum; i++) {
            if (i == max) {
                schedule.add(Schedule.STEP, save);
            } else if (i == sum) {
                schedule.add(Schedule.STEP, save + 1);
                schedule.add(Schedule.STEP, save + 2);
                schedule.add(Schedule.UPDATE, scale);
            }
            if (isInSegments(values, i)) {
                schedule.addStep(i);
            }
        }
        int next = scale + 1;
        for (int i = 0; i < save; i++) {
            if (steps[i] instanceof Step.LocalMatmul) {
                schedule.add(Schedule.UPDATE, next++);
                schedule.add(Schedule.UPDATE, i);
            }
        }
        schedule.add(Schedule.NEXT, 0);
        for (int i = 0; i < save; i++) {
            boolean isAfter = i > sum || values.variesByColumn(i);
            if (isAfter && !(steps[i] instanceof Step.LocalMatmul)) {
                schedule.addStep(i);
            }
        }
        return schedule;
    }

    /** True for what is computed anew for each segment. */
    private boolean isInSegments(Values values, int step) {
        int target = KernelTemplate.targetOf(kernel.steps[step]);
        return step == max
                || step == sum
                || target >= 0 && values.extent(target).hasInner();
    }
}
