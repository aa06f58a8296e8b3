package org.jdvm.specialize;

import java.util.Arrays;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.Words;
import org.jdvm.specialize.kernel.AxisRole;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.tiling.Tiling;

/** The axes of a section: in which order the axes of a kernel's space are numbered, as tasks or loops, and how far each index of them moves. */
final class SectionAxes {
    private IterationSpace space;
    private Tiling tiling;

    /** For each axis of the space its number in the section, or -1. */
    private int[] numbers = new int[0];

    private int firstLoop;
    private int count;

    /** Numbers the axes of a kernel with its tiling. */
    void number(IterationSpace space, Tiling tiling) {
        this.space = space;
        this.tiling = tiling;
        int rowAxis = tiling.rowAxis;
        int columnAxis = tiling.columnAxis;
        numbers = new int[space.axes()];
        count = 0;
        Arrays.fill(numbers, -1);
        numberGridAxes(false);
        numberFrameAxis(rowAxis, false);
        // Tasks of the same rows follow each other, so that a left operand is packed once for all of them.
        numberGridAxes(true);
        numberFrameAxis(columnAxis, false);
        firstLoop = count;
        for (int axis = 0; axis < space.axes(); axis++) {
            if (axis != rowAxis && axis != columnAxis && axis != tiling.innerAxis && space.isLooped(axis)) {
                numbers[axis] = count++;
            }
        }
        numberFrameAxis(rowAxis, true);
        numberFrameAxis(columnAxis, true);
        if (tiling.isOnline) {
            numberFrameAxis(tiling.innerAxis, true);
        }
    }

    /** {@return how many axes the section has} */
    int count() {
        return count;
    }

    /** {@return the number of the first axis that is a loop inside a task} */
    int firstLoop() {
        return firstLoop;
    }

    /** Writes the axes in their order. */
    void write(ProgramWriter writer) {
        for (int number = 0; number < count; number++) {
            for (int axis = 0; axis < space.axes(); axis++) {
                if (numbers[axis] == number) {
                    writer.axis(tiles(axis), number >= firstLoop);
                }
            }
        }
    }

    /** The axes outside of the frame: those along which only right operands of products move, or the others. */
    private void numberGridAxes(boolean columns) {
        for (int axis = 0; axis < space.axes(); axis++) {
            boolean grid = axis != tiling.rowAxis && axis != tiling.columnAxis && !space.isLooped(axis);
            if (grid && (space.role(axis) == AxisRole.COLUMNS) == columns) {
                numbers[axis] = count++;
            }
        }
    }

    /** A frame axis that one tile does not cover is an axis of the section; its index counts tiles. */
    private void numberFrameAxis(int axis, boolean loop) {
        if (axis < 0) {
            return;
        }
        boolean reduced = space.isLooped(axis);
        boolean looped = reduced || axis == tiling.columnAxis && tiling.columnLoop;
        if (looped == loop && (reduced ? tiling.segmented || tiling.isOnline : tiles(axis) > 1)) {
            numbers[axis] = count++;
        }
    }

    private long tiles(int axis) {
        long step = tileStep(axis);
        return (space.size(axis) + step - 1) / step;
    }

    /** How far an axis moves from one index of its section axis to the next. */
    private long tileStep(int axis) {
        long step = axis == tiling.rowAxis
                ? tiling.rows
                : axis == tiling.columnAxis ? tiling.columns : axis == tiling.innerAxis ? tiling.inner : 1;
        return Math.max(1, step);
    }

    /** {@return the number of an axis in the section, or the one that means none} */
    int of(int axis) {
        return axis < 0 || numbers[axis] < 0 ? Words.NO_AXIS : numbers[axis];
    }

    /** {@return the axis of the section along which an access moves first: for the sizes of groups, the one whose index is the group} */
    int firstAlong(int access) {
        for (int axis = 0; axis < space.axes(); axis++) {
            if (space.stride(access, axis) != 0) {
                return numbers[axis];
            }
        }
        return Words.NO_AXIS;
    }

    /** Writes how far an access moves along the axes of the section. */
    void terms(ProgramWriter writer, int access) {
        for (int axis = 0; axis < space.axes(); axis++) {
            long steps = space.fold().isFolded(access, axis)
                    ? tileStep(axis) / space.fold().size()
                    : tileStep(axis);
            long stride = space.stride(access, axis) * steps + space.chunkStride(access, axis);
            if (numbers[axis] >= 0 && stride != 0) {
                writer.term(numbers[axis], stride);
            }
        }
    }
}
