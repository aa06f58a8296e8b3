package org.jdvm.specialize.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.Step;
import org.jdvm.ir.Op;

/**
 * Finds the masks of attention: what is read from memory and added to the scores, with nothing between this and the softmax but sums.
 * Where a mask is minus infinity the exponential is 0, whatever finite number the score is, so that the score need not be computed. Where
 * it is added to a product (times one scalar, divided by one) and nothing else, it need only be very low.
 */
public final class Masks {
    private final KernelTemplate kernel;
    private final List<Mask> found = new ArrayList<>();

    /**
     * A mask.
     *
     * @param load the step that loads it
     * @param product the step with the product that it is added to; -1 if other things are added too
     * @param factor the slot of the scalar that the product is multiplied by, or -1
     * @param divisor the slot of the scalar that it is divided by, or -1
     */
    public record Mask(int load, int product, int factor, int divisor) {}

    private Masks(KernelTemplate kernel) {
        this.kernel = kernel;
    }

    /** {@return the masks of a kernel, if its softmax is that of a given value} */
    static List<Mask> of(KernelTemplate kernel, int softmaxOf) {
        Masks masks = new Masks(kernel);
        if (!masks.addedToProduct(softmaxOf)) {
            masks.collect(softmaxOf);
        }
        return List.copyOf(masks.found);
    }

    private boolean addedToProduct(int value) {
        int sum = definition(value);
        if (sum < 0 || !(kernel.steps[sum] instanceof Step.Apply add) || add.op() != Op.ADD) {
            return false;
        }
        for (int i = 0; i < 2; i++) {
            int load = load(add.operands()[i]);
            if (load >= 0 && scaledProduct(load, add.operands()[1 - i])) {
                return true;
            }
        }
        return false;
    }

    /** True if a value is a product times one scalar at most, divided by one at most. */
    private boolean scaledProduct(int load, int value) {
        int factor = -1;
        int divisor = -1;
        int step = definition(value);
        while (step >= 0 && kernel.steps[step] instanceof Step.Apply scale) {
            int[] operands = scale.operands();
            if (scale.op() == Op.MUL && factor < 0 && Math.min(operands[0], operands[1]) < 0) {
                factor = -1 - Math.min(operands[0], operands[1]);
                step = definition(Math.max(operands[0], operands[1]));
            } else if (scale.op() == Op.DIV && divisor < 0 && operands[1] < 0) {
                divisor = -1 - operands[1];
                step = definition(operands[0]);
            } else {
                return false;
            }
        }
        boolean isProduct = step >= 0 && kernel.steps[step] instanceof Step.Matmul product && product.intoRows();
        if (isProduct) {
            found.add(new Mask(load, step, factor, divisor));
        }
        return isProduct;
    }

    /** Minus infinity in any term of a sum makes it minus infinity. */
    private void collect(int value) {
        int step = definition(value);
        if (step < 0) {
            return;
        }
        int load = load(value);
        Mask mask = new Mask(load, -1, -1, -1);
        if (load >= 0 && !found.contains(mask)) {
            found.add(mask);
        }
        switch (kernel.steps[step]) {
            case Step.Apply sum
            when sum.op() == Op.ADD && sum.resultType() == DType.F32 -> {
                collect(sum.operands()[0]);
                collect(sum.operands()[1]);
            }
            case Step.Apply difference
            when difference.op() == Op.SUB && difference.resultType() == DType.F32 ->
                collect(difference.operands()[0]);
            default -> {}
        }
    }

    /** {@return the step that loads a value of floats of at most 32 bits, perhaps to be converted; -1 for other values} */
    private int load(int value) {
        int step = definition(value);
        if (step >= 0
                && kernel.steps[step] instanceof Step.Apply cast
                && cast.op() == Op.CAST
                && cast.resultType() == DType.F32) {
            step = definition(cast.operands()[0]);
        }
        return step >= 0
                        && kernel.steps[step] instanceof Step.Load load
                        && load.type().isFloat()
                        && load.type() != DType.F64
                ? step
                : -1;
    }

    /** {@return the step that defines a value; -1 for a scalar} */
    private int definition(int value) {
        for (int i = 0; i < kernel.steps.length && value >= 0; i++) {
            if (KernelTemplate.targetOf(kernel.steps[i]) == value) {
                return i;
            }
        }
        return -1;
    }
}
