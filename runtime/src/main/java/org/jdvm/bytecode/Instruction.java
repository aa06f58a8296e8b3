package org.jdvm.bytecode;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;

/**
 * A decoded instruction: its form, what the head word adds to it, and a value for each field of the form.
 *
 * @param opcode the instruction form
 * @param function the function, or {@link Op#COPY} for a form without one
 * @param lane the lane type it computes with; f32 for a form without one
 * @param type the element type in memory (for casts, of the result); f32 for a form without one
 * @param accumulates true if the old contents of the target take part
 * @param values the values of {@link Opcode#fields}, in order
 * @param sync the events that it waits for and sets
 */
public record Instruction(
        Opcode opcode,
        Op function,
        LaneType lane,
        DType type,
        boolean accumulates,
        List<FieldValue> values,
        Sync sync) {
    /** Checks that the head and the values are those of the form. */
    public Instruction {
        values = List.copyOf(values);
        Opcode.Head head = opcode.head();
        if (opcode.hasFunction() ? !head.accepts(function) : function != Op.COPY) {
            throw no(opcode, "function " + function);
        }
        boolean typed = switch (head.types()) {
            case LANE -> type == DType.F32;
            case MEMORY_TYPE -> lane == LaneType.of(type);
            case NONE, FLOAT -> type == DType.F32 && lane == LaneType.F32;
        };
        if (!typed) {
            throw no(opcode, "lane type " + lane + " with memory type " + type);
        }
        if (accumulates && !opcode.canAccumulate()) {
            throw no(opcode, "accumulate flag");
        }
        if (opcode.pipe() == Pipe.CONTROL && !sync.equals(Sync.NONE)) {
            throw no(opcode, "events");
        }
        List<Field> fields = opcode.fields();
        if (values.size() != fields.size()) {
            throw no(opcode, "list of " + values.size() + " fields");
        }
        for (int i = 0; i < values.size(); i++) {
            if (!isValid(fields.get(i), values.get(i))) {
                throw no(opcode, opcode.name(i) + " " + values.get(i));
            }
        }
    }

    /**
     * {@return an instruction of a form without function, types and events}
     *
     * @param opcode the instruction form
     * @param values the values of its fields
     */
    public static Instruction of(Opcode opcode, FieldValue... values) {
        return new Instruction(opcode, Op.COPY, LaneType.F32, DType.F32, false, List.of(values), Sync.NONE);
    }

    private static boolean isValid(Field field, FieldValue value) {
        return switch (field.kind()) {
            case LOCAL -> value instanceof LocalOperand;
            case SCALAR -> value instanceof ScalarOperand;
            case SOURCE -> value instanceof SourceOperand;
            case ADDRESS -> value instanceof Address address && (field.isMemory() || address.buffer() == 0);
            case NUMBER -> value instanceof Immediate;
            case AXIS -> value instanceof Immediate(long axis) && axis >= 0 && axis <= field.lastAxis();
            case WINDOWS -> value instanceof WindowMap;
            case FRAME -> value instanceof Frame;
        };
    }

    private static IllegalArgumentException no(Opcode opcode, String what) {
        return new IllegalArgumentException(opcode + " has no " + what);
    }

    /** {@return the value in the local buffer that it writes, or null} */
    public @Nullable LocalOperand target() {
        return opcode.hasTarget() ? (LocalOperand) values.getFirst() : null;
    }

    /** {@return the operands that it reads, in order, without the target} */
    public List<SourceOperand> sources() {
        List<SourceOperand> sources = new ArrayList<>(values.size());
        for (int i = opcode.hasTarget() ? 1 : 0; i < values.size(); i++) {
            if (values.get(i) instanceof SourceOperand source) {
                sources.add(source);
            }
        }
        return sources;
    }

    /** {@return the first operand in the local buffer: what is computed, loaded or stored} */
    public LocalOperand place() {
        return (LocalOperand) values.getFirst();
    }

    /**
     * {@return what a field holds}
     *
     * @param field a field that the form has once
     */
    public FieldValue get(Field field) {
        return values.get(opcode.fields().indexOf(field));
    }

    /**
     * {@return the number that a field holds}
     *
     * @param field a field that the form has once
     */
    public long number(Field field) {
        return ((Immediate) get(field)).value();
    }

    /** {@return the axis of a loop} */
    public int axis() {
        return (int) number(Field.AXIS);
    }

    /** {@return the frame of a section} */
    public Frame frame() {
        return (Frame) get(Field.FRAME);
    }
}
