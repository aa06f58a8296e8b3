package org.jdvm.specialize.kernel;

import org.jdvm.fusion.Step;
import org.jdvm.symbolic.Dim;

/** What an axis is in a matrix kernel, told by the operands that move along it. */
public enum AxisRole {
    BATCH,
    ROWS,
    COLUMNS,
    /** The inner indices of a product whose left operand the kernel computes. */
    INNER;

    /**
     * The role of an axis of a space.
     *
     * @param declared its number in the kernel
     * @param axis its number in the space
     */
    static AxisRole of(KernelTemplate kernel, int declared, IterationSpace space, int axis) {
        if (!kernel.hasLocalOperand) {
            return ofOperands(kernel, declared, space, axis);
        }
        return switch (kernel.roles[declared]) {
            case INNER -> INNER;
            case COLUMNS -> COLUMNS;
            case OUTER -> ofOuter(kernel, space, axis);
        };
    }

    /** Rows are what only left operands of products move along, columns what only right ones do. */
    private static AxisRole ofOperands(KernelTemplate kernel, int declared, IterationSpace space, int axis) {
        boolean left = false;
        boolean right = false;
        for (int product : kernel.products) {
            int access = kernel.accessOf[product];
            left |= space.stride(access, axis) != 0;
            right |= space.stride(access + 1, axis) != 0;
            if (KernelTemplate.windows(kernel.steps[product]) != null) {
                right |= space.stride(access + 2, axis) != 0;
            }
        }
        if (!left && !right) {
            return ofGroups(kernel, declared);
        }
        return left == right ? BATCH : left ? ROWS : COLUMNS;
    }

    /** Rows and columns that groups divide are such also where a call gives an operand that is repeated along them. */
    private static AxisRole ofGroups(KernelTemplate kernel, int declared) {
        for (int product : kernel.products) {
            if (kernel.steps[product] instanceof Step.GroupedMatmul grouped) {
                boolean left = !grouped.left().strides().get(declared).equals(Dim.ZERO);
                boolean right = !grouped.right().strides().get(declared).equals(Dim.ZERO);
                return left == right ? BATCH : left ? ROWS : COLUMNS;
            }
        }
        return BATCH;
    }

    /** Where the left operand is computed, rows are what no right operand moves along. */
    private static AxisRole ofOuter(KernelTemplate kernel, IterationSpace space, int axis) {
        for (int access : kernel.rightOperands) {
            if (space.stride(access, axis) != 0) {
                return BATCH;
            }
        }
        return ROWS;
    }
}
