package org.jdvm.bytecode.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.SourceOperand;

/**
 * Rules for values in the local buffer: what is read was defined as exactly this value and has not been overwritten since, and an
 * instruction overwrites its own sources only element by element, in the order in which it reads them.
 *
 * <p>A write defines its target and ends all values that share bytes with it. Since this is all that a step does, running a loop's
 * body twice shows every state that any number of iterations can see.
 *
 * <p>CLIP_INNER_BY_MASK ends all values with inner indices, for these are now others. What follows it in a loop over the inner axis may be
 * skipped.
 */
final class LocalRules {
    private final SectionBody body;
    private final List<Value> values = new ArrayList<>();
    private final List<Ended> ended = new ArrayList<>();

    /** True after a CLIP_INNER_BY_MASK, up to the end of the loop over the inner axis if there is one. */
    private boolean isNarrowed;

    /**
     * A value that is defined.
     *
     * @param operand its place
     * @param by what defined it
     * @param rows true if only the rows of the current index are defined, which may be fewer than at another index
     * @param columns true if only the columns of the current index are defined
     * @param inner true if only the inner indices of the current index are defined, or nothing at another index
     */
    private record Value(LocalOperand operand, SectionBody.Step by, boolean rows, boolean columns, boolean inner) {}

    /**
     * A value that is defined no longer.
     *
     * @param value the value
     * @param by what overwrote it, or the end of the loop that it belongs to
     */
    private record Ended(Value value, SectionBody.Step by) {}

    private LocalRules(SectionBody body) {
        this.body = body;
    }

    static void check(SectionBody body) {
        new LocalRules(body).run(0, body.steps.size());
    }

    private void run(int from, int to) {
        for (int i = from; i < to; i++) {
            SectionBody.Step step = body.steps.get(i);
            if (step.instruction().opcode() == Opcode.LOOP) {
                int axis = step.instruction().axis();
                int next = endOfLoop(i);
                for (long times = Math.min(2, body.count(axis)); times > 0; times--) {
                    run(i + 1, next);
                    endIndex(axis, body.steps.get(next));
                }
                i = next;
            } else if (step.instruction().opcode().clipsInner()) {
                isNarrowed = true;
                endInner(step);
            } else {
                execute(step);
            }
        }
    }

    private int endOfLoop(int loop) {
        int depth = body.steps.get(loop).loops().size();
        int next = loop + 1;
        while (body.steps.get(next).loops().size() > depth + 1
                || body.steps.get(next).instruction().opcode() != Opcode.NEXT) {
            next++;
        }
        return next;
    }

    private void execute(SectionBody.Step step) {
        Instruction instruction = step.instruction();
        LocalOperand target = instruction.target();
        for (SourceOperand source : instruction.sources()) {
            if (source instanceof LocalOperand local) {
                requireDefined(step, local);
                if (target != null) {
                    checkInPlace(step, target, local);
                }
            }
        }
        if (target != null) {
            if (instruction.accumulates()) {
                requireDefined(step, target);
            }
            define(step, target);
        }
    }

    private void checkInPlace(SectionBody.Step step, LocalOperand target, LocalOperand source) {
        if (!body.overlap(target, source)) {
            return;
        }
        if (!step.instruction().opcode().mayOverwrite()) {
            throw body.problem(step, step.instruction().opcode() + " cannot overwrite what it reads");
        }
        if (target.offset() != source.offset()
                || target.extent() != source.extent()
                || target.lane().bytes() != source.lane().bytes()) {
            throw body.problem(step, "the target overlaps " + text(source) + " but is not the same place");
        }
    }

    private void requireDefined(SectionBody.Step step, LocalOperand operand) {
        for (Value value : values) {
            if (value.operand().equals(operand)) {
                return;
            }
        }
        throw body.problem(step, text(operand) + " is not defined here" + reason(operand));
    }

    private String reason(LocalOperand operand) {
        for (int i = ended.size() - 1; i >= 0; i--) {
            Ended end = ended.get(i);
            if (end.value().operand().equals(operand)) {
                String defined = ": word " + end.value().by().position() + " defined it, ";
                if (end.by().instruction().opcode().clipsInner()) {
                    return defined + "word " + end.by().position() + " clipped the frame";
                }
                return end.by().instruction().opcode() == Opcode.NEXT
                        ? defined + "but only as far as the tile reached in the loop that ends at word "
                                + end.by().position()
                        : defined + "word " + end.by().position() + " overwrote it";
            }
        }
        for (Value value : values) {
            if (body.overlap(value.operand(), operand)) {
                return ": there is " + text(value.operand()) + " of word "
                        + value.by().position();
            }
        }
        return "";
    }

    private void define(SectionBody.Step step, LocalOperand target) {
        Value before = null;
        for (int i = values.size() - 1; i >= 0; i--) {
            Value value = values.get(i);
            if (value.operand().equals(target)) {
                before = values.remove(i);
            } else if (body.overlap(value.operand(), target)) {
                ended.add(new Ended(values.remove(i), step));
            }
        }
        Extent extent = target.extent();
        Frame section = body.section;
        boolean rows = extent.hasRows() && isCut(step, section.rows()) && (before == null || before.rows());
        boolean columns = extent.hasColumns() && isCut(step, section.columns()) && (before == null || before.columns());
        boolean inner =
                (isNarrowed || extent.hasInner() && isCut(step, section.inner())) && (before == null || before.inner());
        values.add(new Value(target, step, rows, columns, inner));
    }

    /** {@return true if the frame may be smaller at this step than at another index of a loop around it} */
    private static boolean isCut(SectionBody.Step step, Frame.Side side) {
        return step.loops().contains(side.axis()) && side.extent() > side.size() && side.extent() % side.size() != 0;
    }

    private void endInner(SectionBody.Step narrow) {
        for (int i = values.size() - 1; i >= 0; i--) {
            if (values.get(i).operand().extent().hasInner()) {
                ended.add(new Ended(values.remove(i), narrow));
            }
        }
    }

    private void endIndex(int axis, SectionBody.Step next) {
        boolean rows = axis == body.section.rows().axis();
        boolean columns = axis == body.section.columns().axis();
        boolean inner = axis == body.section.inner().axis();
        isNarrowed &= !inner;
        for (int i = values.size() - 1; i >= 0 && (rows || columns || inner); i--) {
            Value value = values.get(i);
            if (rows && value.rows() || columns && value.columns() || inner && value.inner()) {
                ended.add(new Ended(values.remove(i), next));
            }
        }
    }

    private static String text(LocalOperand operand) {
        return operand.extent() + "." + operand.lane() + String.format(Locale.ROOT, "@0x%04x", operand.offset());
    }
}
