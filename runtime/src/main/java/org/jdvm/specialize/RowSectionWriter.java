package org.jdvm.specialize;

import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.Words;
import org.jdvm.fusion.Step;
import org.jdvm.fusion.TensorLocation;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jdvm.symbolic.DimProgram;

/** Writes the section of a kernel that calls a routine for rows in memory: a grid over its axes, several short rows in a task. */
final class RowSectionWriter {
    private final ProgramWriter writer;

    /** Elements of a task, where rows are shorter. */
    private final long taskElements;

    RowSectionWriter(ProgramWriter writer, NpuSpec machine) {
        this.writer = writer;
        this.taskElements = machine.costs().tasks().rowWise();
    }

    void write(KernelTemplate kernel, Step.RowWise step, IterationSpace space, long[] environment, Buffers buffers) {
        DimProgram[] extras = kernel.extras[0];
        long size = extras[1].evaluate(environment);
        int operands = step.operands().size();
        long resultSize = extras[2 * operands + 1].evaluate(environment);
        long updates = operands > 1 ? extras[3].evaluate(environment) : 0;
        if (resultSize == 0) {
            return;
        }
        int last = space.axes() - 1;
        long extent = last < 0 ? 1 : space.size(last);
        long rows = Math.clamp(taskElements / Math.max(1, size + updates), 1, extent);
        long tiles = Math.ceilDiv(extent, rows);
        long points = extent;
        for (int axis = 0; axis < last; axis++) {
            points *= space.size(axis);
        }
        int rowAxis = tiles > 1 ? last : Words.NO_AXIS;
        writer.begin(Opcode.SECTION);
        int results = step.results().size();
        long elements = size + results * resultSize + 2 * updates;
        writer.frame(rowAxis, rows, extent, Words.NO_AXIS, 1, 1, points * elements, 0);
        for (int axis = 0; axis < last; axis++) {
            writer.axis(space.size(axis), false);
        }
        if (tiles > 1) {
            writer.axis(tiles, false);
        }
        writer.end();
        writer.begin(results > 1 ? Opcode.ROW_RESULTS : step.op().hasUpdates() ? Opcode.ROW_UPDATE : Opcode.ROW_WISE);
        writer.number(step.op().number());
        writer.number(Words.options(step.options()));
        if (results == 1) {
            writer.number(step.outputs().getFirst());
        }
        writer.number(size);
        writer.number(resultSize);
        if (step.op().hasUpdates()) {
            writer.number(updates);
        }
        for (int access = 0; access < operands + results; access++) {
            TensorLocation memory = kernel.accesses[access].memory();
            writer.address(
                    buffers.buffer(memory),
                    space.offset(access) + buffers.base(memory),
                    last < 0 ? 0 : space.stride(access, last),
                    extras[2 * access].evaluate(environment));
            for (int axis = 0; axis <= last; axis++) {
                long stride = space.stride(access, axis) * (axis == last ? rows : 1);
                if (stride != 0 && (axis < last || tiles > 1)) {
                    writer.term(axis, stride);
                }
            }
        }
        writer.end();
        writer.begin(Opcode.END);
        writer.end();
    }
}
