package org.jdvm.bytecode;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;

/**
 * Encodes instructions into words. Re-usable and free of allocation between {@link #clear} and {@link #toWords}.
 *
 * <p>An instruction is begun with its opcode, then its fields follow in the order of {@link Opcode#fields}, then {@link #end}.
 */
public final class ProgramWriter {
    private long[] words = new long[256];
    private int size;
    private int start;
    private int addressWord;

    /** Creates a writer with nothing written. */
    public ProgramWriter() {}

    /** Forgets everything written so far. */
    public void clear() {
        size = 0;
    }

    /** {@return the position of the next word} */
    public int position() {
        return size;
    }

    /** {@return a copy of the words written so far} */
    public long[] toWords() {
        return Arrays.copyOf(words, size);
    }

    /**
     * Begins an instruction without function and types.
     *
     * @return the position of its head word
     */
    public int begin(Opcode opcode) {
        return begin(opcode, 0, LaneType.F32, DType.F32, 0);
    }

    /**
     * Begins an instruction. What its form does not have is written as 0, and the lane type is that of the memory type if there is
     * one, so that each instruction has one encoding.
     *
     * @param opcode the instruction form
     * @param function the code of the {@link Op}, or 0
     * @param lane the lane type it computes with
     * @param memoryType the element type in memory (for casts, of the result)
     * @param flags 0 or {@link Words#ACCUMULATE}
     * @return the position of its head word
     */
    public int begin(Opcode opcode, int function, LaneType lane, DType memoryType, int flags) {
        start = size;
        boolean typed = opcode.hasMemoryType();
        put(Words.head(
                opcode.code(),
                0,
                opcode.hasFunction() ? function : 0,
                typed ? LaneType.of(memoryType).ordinal() : lane.ordinal(),
                typed ? memoryType.ordinal() : 0,
                flags));
        put(0);
        return start;
    }

    /** Ends the instruction: its length becomes known. */
    public void end() {
        int length = size - start;
        if (length > 255) {
            throw new BytecodeException("an instruction of " + length + " words is too long; 255 is the limit");
        }
        words[start] |= (long) length << 8;
    }

    /** Writes a local operand. */
    public void local(int byteOffset, Extent extent, LaneType lane) {
        put(Words.operand(byteOffset, extent.ordinal(), lane.ordinal()));
    }

    /** Writes a scalar operand. */
    public void scalar(int slot, LaneType lane) {
        put(Words.operand(slot, Extent.SCALAR.ordinal(), lane.ordinal()));
    }

    /** Writes the fixed part of an address form; {@link #term} adds to it. */
    public void address(int buffer, long offset, long rowStride, long columnStride) {
        addressWord = size;
        put(Words.address(buffer, offset, 0));
        put(rowStride);
        put(columnStride);
    }

    /** Adds an axis term to the address form written last. */
    public void term(int axis, long stride) {
        words[addressWord] += 1L << 56;
        put(Words.term(axis, stride));
    }

    /** Writes a plain number: an axis, a stride, a limit, a depth. */
    public void number(long value) {
        put(value);
    }

    /** Writes the fixed part of a section; {@link #axis} adds to it. */
    public void frame(
            int rowAxis,
            long rows,
            long rowExtent,
            int columnAxis,
            long columns,
            long columnExtent,
            long cost,
            long localBytes) {
        addressWord = size;
        put(Words.frame(0, rowAxis, columnAxis));
        put(rows);
        put(rowExtent);
        put(columns);
        put(columnExtent);
        put(cost);
        put(localBytes);
    }

    /** Adds an axis to the section written last. */
    public void axis(long count, boolean loop) {
        words[addressWord]++;
        put(Words.axis(count, loop));
    }

    /** Adds an inner side to the section written last, after its axes. */
    public void inner(int innerAxis, long inner, long innerExtent) {
        words[addressWord] |= Words.innerSide(innerAxis);
        put(inner);
        put(innerExtent);
    }

    /** Adds to the synchronisation of an instruction: it waits for an event that another pipe sets. */
    public void waitFor(int head, Pipe other, int event) {
        words[head + 1] |= (event | 8L) << 8 * other.ordinal();
    }

    /** Adds to the synchronisation of an instruction: it sets an event that another pipe waits for. */
    public void set(int head, Pipe other, int event) {
        words[head + 1] |= (event | 8L) << 8 * other.ordinal() + 4;
    }

    /** Writes a whole instruction. */
    public void write(Instruction instruction) {
        Opcode opcode = instruction.opcode();
        int head = begin(
                opcode,
                instruction.function().code(),
                instruction.lane(),
                instruction.type(),
                instruction.accumulates() ? Words.ACCUMULATE : 0);
        instruction.values().forEach(this::value);
        end();
        for (Sync.Event event : instruction.sync().waits()) {
            waitFor(head, event.other(), event.id());
        }
        for (Sync.Event event : instruction.sync().sets()) {
            set(head, event.other(), event.id());
        }
    }

    private void value(FieldValue value) {
        switch (value) {
            case LocalOperand local -> local(local.offset(), local.extent(), local.lane());
            case ScalarOperand scalar -> scalar(scalar.slot(), scalar.lane());
            case Address address -> {
                address(address.buffer(), address.offset(), address.rowStride(), address.columnStride());
                address.terms().forEach(term -> term(term.axis(), term.stride()));
            }
            case Immediate(long number) -> number(number);
            case WindowMap windows -> windows(windows);
            case Frame frame -> {
                Frame.Side rows = frame.rows();
                Frame.Side columns = frame.columns();
                frame(
                        rows.axis(),
                        rows.size(),
                        rows.extent(),
                        columns.axis(),
                        columns.size(),
                        columns.extent(),
                        frame.cost(),
                        frame.localBytes());
                frame.axes().forEach(axis -> axis(axis.count(), axis.loop()));
                if (frame.hasInner()) {
                    inner(
                            frame.inner().axis(),
                            frame.inner().size(),
                            frame.inner().extent());
                }
            }
        }
    }

    /** Writes how windows move. */
    public void windows(WindowMap windows) {
        number(windows.axes().size());
        windows.axes().forEach(this::windowAxis);
    }

    /** Writes an axis along which windows move. */
    public void windowAxis(WindowMap.Axis axis) {
        put(axis.size());
        put(axis.count());
        put(axis.step());
        put(axis.dilation());
        put(axis.before());
        put(axis.spread());
        put(axis.extent());
        put(axis.stride());
    }

    private void put(long word) {
        if (size == words.length) {
            words = Arrays.copyOf(words, 2 * size);
        }
        words[size++] = word;
    }
}
