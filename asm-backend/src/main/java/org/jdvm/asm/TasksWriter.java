package org.jdvm.asm;

import static org.objectweb.asm.Type.INT_TYPE;
import static org.objectweb.asm.Type.LONG_TYPE;
import static org.objectweb.asm.Type.VOID_TYPE;

import java.util.List;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.asm.code.Inliner;
import org.jdvm.asm.code.Method;
import org.jdvm.asm.code.Types;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;
import org.jdvm.tier.Scratch;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Type;

/**
 * Writes the method that goes through tasks: for each it finds the indices of the grid, the frame and the addresses. Tasks whose frames
 * are adjacent are done as one.
 */
final class TasksWriter {
    private static final Type SCRATCH = Type.getType(Scratch.class);
    private static final Type MATH = Type.getType(Math.class);

    /** Columns of a frame made of several tasks if rows of scratch memory are needed for it. */
    private static final int MOST_COLUMNS = 8192;

    private final SectionClassWriter writer;
    private final Section section;
    private final Regions regions;

    TasksWriter(SectionClassWriter writer, Section section) {
        this.writer = writer;
        this.section = section;
        this.regions = writer.regions;
    }

    /** What is done with a frame: code that is given the arguments of methods about one. */
    interface Body {
        void write(Code code, List<Expr> arguments);
    }

    /** Writes the method; returns its text. */
    String write(ClassVisitor out, Inliner inliner, Body body) {
        Code code = new Code(
                out,
                inliner,
                false,
                "run",
                VOID_TYPE,
                List.of(
                        new Code.Parameter(Types.LONGS, "numbers"),
                        new Code.Parameter(Types.OBJECTS, "arrays"),
                        new Code.Parameter(Types.INTS, "offsets"),
                        new Code.Parameter(Types.DOUBLES, "scalars"),
                        new Code.Parameter(SCRATCH, "scratch"),
                        new Code.Parameter(LONG_TYPE, "from"),
                        new Code.Parameter(LONG_TYPE, "to")));
        Expr numbers = code.parameter(0);
        Expr offsets = code.parameter(2);
        Expr scratch = code.parameter(4);
        Expr.Local bases = code.let(
                "bases",
                Method.of(SCRATCH, "bases", Types.INTS, INT_TYPE)
                        .on(
                                scratch,
                                Expr.of(writer.memoryCount()
                                        + section.frame().axes().size())));
        Expr.Local task = code.let("task", code.parameter(5));
        Expr.Local to = code.parameter(6);
        int merged = mergedAxis();
        Expr.Local[] index = new Expr.Local[section.frame().axes().size()];
        code.whileLess(task, to, () -> {
            Expr.Local rest = code.let("rest", task);
            for (int axis = index.length - 1; axis >= 0; axis--) {
                if (!section.isLoop(axis)) {
                    Expr count = number(numbers, Section.COUNTS + axis);
                    index[axis] = code.let("i" + axis, new Expr.Arithmetic(Expr.Operator.REM, rest, count));
                    code.set(rest, new Expr.Arithmetic(Expr.Operator.DIV, rest, count));
                }
            }
            Expr.Local tasks = code.let("tasks", tasksAtOnce(numbers, merged, index, task, to));
            Expr.Local rows =
                    code.let("rows", side(numbers, true, merged, index, tasks).to(INT_TYPE));
            Expr.Local columns = code.let(
                    "columns", side(numbers, false, merged, index, tasks).to(INT_TYPE));
            Expr.Local height = code.let(
                    "height",
                    merged == section.rowAxis() && merged != Words.NO_AXIS
                            ? rows
                            : number(numbers, section.wholeRows() ? Section.ROW_EXTENT : Section.ROWS)
                                    .to(INT_TYPE));
            Expr widest = merged == section.columnAxis() && merged != Words.NO_AXIS
                    ? columns
                    : number(numbers, section.wholeColumns() ? Section.COLUMN_EXTENT : Section.COLUMNS)
                            .to(INT_TYPE);
            int step = writer.lanes.step();
            Expr.Local pitch = code.let("pitch", widest.plus(Expr.of(step - 1)).and(Expr.of(-step)));
            for (LaneType lane : LaneType.values()) {
                code.run(Method.of(SCRATCH, LaneNames.scratch(lane), LaneNames.lanes(lane), INT_TYPE)
                        .on(scratch, regions.total(lane, height, pitch)));
            }
            for (MemoryOperand memory : section.memories()) {
                code.set(
                        bases,
                        Expr.of(memory.id()),
                        base(numbers, offsets, memory, index).to(INT_TYPE));
            }
            List<Expr> arguments =
                    List.of(numbers, code.parameter(1), code.parameter(3), scratch, rows, columns, height, pitch);
            body.write(code, arguments);
            code.set(task, task.plus(tasks));
        });
        code.end();
        return code.toString();
    }

    /** The grid axis whose tasks follow each other in one frame, or {@link Words#NO_AXIS}. */
    private int mergedAxis() {
        int axis = section.innermostGridAxis();
        if (!section.isStraight() || axis == Words.NO_AXIS) {
            return Words.NO_AXIS;
        }
        boolean rows = axis == section.rowAxis();
        boolean columns = axis == section.columnAxis();
        if (!rows && !columns) {
            return Words.NO_AXIS;
        }
        for (MemoryOperand memory : section.memories()) {
            if (!(rows ? memory.rowsGoOn() : memory.columnsGoOn())) {
                return Words.NO_AXIS;
            }
        }
        for (LaneNode node : section.nodes()) {
            if (node.isReduce() && node.isReduceAlongRows() == rows) {
                return Words.NO_AXIS;
            }
        }
        boolean keepsRows = regions.has(Extent.COLUMN) || regions.has(Extent.TILE);
        return rows && keepsRows ? Words.NO_AXIS : axis;
    }

    static Expr number(Expr numbers, int index) {
        return numbers.at(Expr.of(index));
    }

    static Expr min(Expr a, Expr b) {
        return Method.ofStatic(MATH, "min", LONG_TYPE, LONG_TYPE, LONG_TYPE).on(a, b);
    }

    private Expr tasksAtOnce(Expr numbers, int merged, Expr.Local[] index, Expr task, Expr to) {
        if (merged == Words.NO_AXIS) {
            return Expr.of(1L);
        }
        Expr left = min(number(numbers, Section.COUNTS + merged).minus(index[merged]), to.minus(task));
        if (merged == section.columnAxis() && regions.has(Extent.ROW)) {
            Expr most = new Expr.Arithmetic(
                    Expr.Operator.DIV,
                    Expr.of((long) MOST_COLUMNS),
                    number(numbers, Section.COLUMNS).plus(Expr.of(1L)));
            return min(left, most.plus(Expr.of(1L)));
        }
        return left;
    }

    /** The rows or columns of a frame. */
    private Expr side(Expr numbers, boolean rows, int merged, Expr.Local[] index, Expr tasks) {
        int axis = rows ? section.rowAxis() : section.columnAxis();
        Expr size = number(numbers, rows ? Section.ROWS : Section.COLUMNS);
        Expr extent = number(numbers, rows ? Section.ROW_EXTENT : Section.COLUMN_EXTENT);
        if (axis == Words.NO_AXIS) {
            return size;
        }
        if (section.isLoop(axis)) {
            boolean whole = rows ? section.wholeRows() : section.wholeColumns();
            return whole ? extent : min(size, extent);
        }
        Expr several = axis == merged ? size.times(tasks) : size;
        return min(several, extent.minus(index[axis].times(size)));
    }

    private Expr base(Expr numbers, Expr offsets, MemoryOperand memory, Expr.Local[] index) {
        Expr base = number(numbers, memory.offset());
        if (!writer.isIota(memory)) {
            base = base.plus(
                    offsets.at(number(numbers, memory.number()).to(INT_TYPE)).to(LONG_TYPE));
        }
        for (int term = 0; term < memory.axes().size(); term++) {
            int axis = memory.axes().get(term);
            if (!section.isLoop(axis)) {
                base = base.plus(index[axis].times(number(numbers, memory.term(term))));
            }
        }
        return base;
    }
}
