package org.jdvm.bytecode.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramReader;
import org.jdvm.bytecode.Words;
import org.jdvm.bytecode.text.Disassembler;

/** A section of a program while it is verified: its frame, and its instructions with the loops around them. */
final class SectionBody {
    /** So that sizes in bytes do not overflow; no local buffer holds as much. */
    private static final long MAX_SIDE = 1L << 28;

    final Program program;
    final Step head;
    final Frame section;
    final List<Step> steps = new ArrayList<>();

    private final List<Integer> open = new ArrayList<>();
    private final List<List<Access>> accesses = new ArrayList<>();

    /**
     * An instruction of a section.
     *
     * @param position the index of its head word
     * @param instruction the instruction
     * @param loops the axes of the loops that it is in, the innermost last
     */
    record Step(int position, Instruction instruction, List<Integer> loops) {}

    private SectionBody(Program program, Step head, Frame section) {
        this.program = program;
        this.head = head;
        this.section = section;
    }

    /** {@return the sections of a program; checks that sections and loops nest and that frames fit their axes} */
    static List<SectionBody> split(Program program) {
        List<SectionBody> sections = new ArrayList<>();
        SectionBody current = null;
        for (ProgramReader.Placed placed : ProgramReader.read(program)) {
            Instruction instruction = placed.instruction();
            if (instruction.opcode() == Opcode.SECTION) {
                Step head = new Step(placed.position(), instruction, List.of());
                if (current != null) {
                    throw problem(program, head, "the section at word " + current.head.position() + " has not ended");
                }
                current = new SectionBody(program, head, instruction.frame());
                current.checkFrame();
            } else if (current == null) {
                throw problem(program, new Step(placed.position(), instruction, List.of()), "is outside of sections");
            } else if (instruction.opcode() == Opcode.END) {
                current.end(new Step(placed.position(), instruction, List.of()));
                sections.add(current);
                current = null;
            } else {
                current.add(placed);
            }
        }
        if (current != null) {
            throw current.problem(current.head, "the section does not end");
        }
        return sections;
    }

    /** {@return the complaint about an instruction of this section} */
    BytecodeException problem(Step step, String message) {
        return problem(program, step, message);
    }

    private static BytecodeException problem(Program program, Step step, String message) {
        return new BytecodeException(
                "word " + step.position() + ": " + Disassembler.line(step.instruction(), program) + ": " + message);
    }

    /** {@return the bytes that a value takes in the local buffer} */
    long bytes(LocalOperand operand) {
        return operand.extent()
                .bytes(
                        section.rows().size(),
                        section.columns().size(),
                        section.inner().size(),
                        operand.lane().bytes(),
                        program.machine().alignmentBytes());
    }

    /** {@return true if two values share bytes} */
    boolean overlap(LocalOperand a, LocalOperand b) {
        return a.offset() < b.offset() + bytes(b) && b.offset() < a.offset() + bytes(a);
    }

    /** Finds what the instructions touch in memory, which must be inside the buffers. Their forms have been checked. */
    void findAccesses() {
        steps.forEach(step -> accesses.add(Access.of(this, step)));
    }

    /** {@return what an instruction touches in memory} */
    List<Access> accesses(int step) {
        return accesses.get(step);
    }

    /** {@return all that the section touches of a buffer, in program order} */
    List<Access> accessesTo(int buffer) {
        List<Access> found = new ArrayList<>();
        for (List<Access> ofStep : accesses) {
            for (Access access : ofStep) {
                if (access.buffer() == buffer) {
                    found.add(access);
                }
            }
        }
        return found;
    }

    boolean isLoop(int axis) {
        return section.axes().get(axis).loop();
    }

    long count(int axis) {
        return section.axes().get(axis).count();
    }

    /** {@return the number of independent tasks, at most the largest number} */
    long tasks() {
        long tasks = 1;
        for (Frame.Axis axis : section.axes()) {
            if (!axis.loop()) {
                tasks = axis.count() > Long.MAX_VALUE / tasks ? Long.MAX_VALUE : tasks * axis.count();
            }
        }
        return tasks;
    }

    private void checkFrame() {
        List<Frame.Axis> axes = section.axes();
        if (axes.size() > Words.MAX_AXES) {
            throw problem(head, axes.size() + " axes; " + Words.MAX_AXES + " is the limit");
        }
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i).count() < 1) {
                throw problem(head, "axis i" + i + " needs at least one index");
            }
        }
        checkSide("rows", section.rows());
        checkSide("columns", section.columns());
        if (section.hasInner()) {
            checkSide("inner indices", section.inner());
            int inner = section.inner().axis();
            if (inner != Words.NO_AXIS
                    && (inner == section.rows().axis()
                            || inner == section.columns().axis())) {
                throw problem(head, "axis i" + inner + " steps through inner indices and rows or columns");
            }
        }
        int rowAxis = section.rows().axis();
        if (rowAxis != Words.NO_AXIS && rowAxis == section.columns().axis()) {
            throw problem(head, "axis i" + rowAxis + " steps through rows and columns");
        }
        if (section.cost() < 0) {
            throw problem(head, "the cost is negative");
        }
        if (section.localBytes() < 0 || section.localBytes() > program.machine().localBufferBytes()) {
            throw problem(
                    head,
                    "takes " + section.localBytes() + " bytes of local buffer, but "
                            + program.machine().name() + " has "
                            + program.machine().localBufferBytes());
        }
    }

    private void checkSide(String label, Frame.Side side) {
        if (side.size() < 1 || side.size() > MAX_SIDE || side.extent() < 1) {
            throw problem(head, label + " and their extent must be positive, and a frame has at most " + MAX_SIDE);
        }
        if (side.axis() == Words.NO_AXIS) {
            if (side.extent() != side.size()) {
                throw problem(head, "without an axis the extent of the " + label + " must be " + side.size());
            }
            return;
        }
        if (side.axis() >= section.axes().size()) {
            throw problem(head, "there is no axis i" + side.axis());
        }
        long needed = (side.extent() - 1) / side.size() + 1;
        if (count(side.axis()) != needed) {
            throw problem(
                    head,
                    label + ": axis i" + side.axis() + " needs " + needed + " indices for " + side.extent()
                            + " in steps of " + side.size() + ", but has " + count(side.axis()));
        }
    }

    private void add(ProgramReader.Placed placed) {
        Step step = new Step(placed.position(), placed.instruction(), List.copyOf(open));
        switch (placed.instruction().opcode()) {
            case LOOP -> {
                int axis = placed.instruction().axis();
                if (axis >= section.axes().size()) {
                    throw problem(step, "the section has no axis i" + axis);
                }
                if (!isLoop(axis)) {
                    throw problem(step, "axis i" + axis + " is spread over the cores");
                }
                if (open.contains(axis)) {
                    throw problem(step, "is inside a loop over the same axis");
                }
                open.add(axis);
            }
            case NEXT -> {
                int axis = placed.instruction().axis();
                if (open.isEmpty() || open.getLast() != axis) {
                    throw problem(
                            step, open.isEmpty() ? "no loop is open" : "the innermost loop is over i" + open.getLast());
                }
                open.removeLast();
            }
            default -> {}
        }
        steps.add(step);
    }

    private void end(Step step) {
        if (!open.isEmpty()) {
            throw problem(step, "the loop over i" + open.getLast() + " has not ended");
        }
        Set<Integer> unused = new HashSet<>();
        for (int axis = 0; axis < section.axes().size(); axis++) {
            if (isLoop(axis)) {
                unused.add(axis);
            }
        }
        steps.forEach(inside -> unused.removeAll(inside.loops()));
        if (!unused.isEmpty()) {
            throw problem(head, "there is no loop over i" + unused.iterator().next());
        }
    }
}
