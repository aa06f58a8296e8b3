package org.jdvm.bytecode.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.FieldValue;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Immediate;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramReader;
import org.jdvm.bytecode.SourceOperand;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.bytecode.Words;

/**
 * Goes through a program index by index and element by element, by the definition of frames and addresses, and fails where it does
 * what a verified program must not do. Does not look at events.
 */
final class ConcreteCheck {
    private final Program program;
    private final List<ProgramReader.Placed> instructions;
    private final long[][] owner;
    private final BitSet[] stored;
    private final BitSet defined = new BitSet();

    private Frame section;
    private final long[] index = new long[Words.MAX_AXES];
    private long task;
    private long sectionNumber;
    private String where = "";

    private ConcreteCheck(Program program) {
        this.program = program;
        this.instructions = ProgramReader.read(program);
        owner = new long[program.buffers().size()][];
        stored = new BitSet[owner.length];
        for (int i = 0; i < owner.length; i++) {
            owner[i] = new long[(int) program.buffers().get(i).elements()];
            stored[i] = new BitSet();
        }
    }

    static void run(Program program) {
        ConcreteCheck check = new ConcreteCheck(program);
        for (int at = 0; at < check.instructions.size(); at++) {
            if (check.instructions.get(at).instruction().opcode() == Opcode.SECTION) {
                check.section = check.instructions.get(at).instruction().frame();
                check.sectionNumber++;
                Arrays.fill(check.index, 0);
                check.tasks(0, at + 1);
            }
        }
        for (int i = 0; i < check.owner.length; i++) {
            BufferSlot buffer = program.buffers().get(i);
            if (buffer.role() == BufferSlot.Role.OUTPUT) {
                assertEquals(buffer.elements(), check.stored[i].cardinality(), "stored elements of " + buffer.name());
            }
        }
    }

    private void tasks(int axis, int body) {
        if (axis == section.axes().size()) {
            task++;
            defined.clear();
            run(body);
        } else if (section.axes().get(axis).loop()) {
            tasks(axis + 1, body);
        } else {
            for (index[axis] = 0; index[axis] < section.axes().get(axis).count(); index[axis]++) {
                tasks(axis + 1, body);
            }
        }
    }

    /** Runs up to the end of the section or of the innermost loop; returns where that is. */
    private int run(int from) {
        for (int at = from; ; at++) {
            where = "word " + instructions.get(at).position();
            switch (instructions.get(at).instruction().opcode()) {
                case END, NEXT -> {
                    return at;
                }
                case LOOP -> {
                    int axis = instructions.get(at).instruction().axis();
                    int next = at;
                    for (index[axis] = 0; index[axis] < section.axes().get(axis).count(); index[axis]++) {
                        next = run(at + 1);
                    }
                    index[axis] = 0;
                    at = next;
                }
                default -> execute(instructions.get(at).instruction());
            }
        }
    }

    private void execute(Instruction instruction) {
        for (SourceOperand source : instruction.sources()) {
            if (source instanceof LocalOperand local) {
                requireDefined(local);
            }
        }
        LocalOperand target = instruction.target();
        if (target != null && instruction.accumulates()) {
            requireDefined(target);
        }
        List<Address> addresses = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (FieldValue value : instruction.values()) {
            switch (value) {
                case Address address -> addresses.add(address);
                case Immediate(long number) -> numbers.add(number);
                default -> {}
            }
        }
        switch (instruction.opcode()) {
            case CLIP_INNER_BY_MASK -> access(addresses.get(0), Extent.INNER_TILE);
            case CLIP_INNER_BY_SCORES -> {
                access(addresses.get(0), Extent.INNER_TILE);
                left(addresses.get(1), numbers.get(1), 1, 0);
                right(addresses.get(2), numbers.get(1), Extent.INNER_TILE, 1, 0);
            }
            case LOAD -> access(addresses.get(0), instruction.place(), 1, 0, false);
            case LOAD_INDEXED -> access(addresses.get(0), instruction.place(), numbers.get(1), numbers.get(0), false);
            case LOAD_FOLDED -> {
                Address folded = addresses.get(0);
                long outer = columns(instruction.place().extent()) / numbers.get(0);
                access(
                        folded,
                        rows(instruction.place().extent()),
                        folded.rowStride(),
                        outer,
                        folded.columnStride(),
                        numbers.get(0),
                        numbers.get(1),
                        false);
            }
            case STORE -> access(addresses.get(0), instruction.place(), 1, 0, true);
            case MATMUL -> {
                left(addresses.get(0), numbers.get(0), 1, 0);
                right(addresses.get(1), numbers.get(0), instruction.place().extent(), 1, 0);
            }
            case MATMUL_WINDOWS -> {
                left(addresses.get(0), numbers.get(0), 1, 0);
                windows(addresses.get(1), numbers.get(0), addresses.get(2), (WindowMap) instruction.get(Field.WINDOWS));
            }
            case MATMUL_FOLDED -> {
                leftInFolds(addresses.get(0), numbers);
                right(addresses.get(1), numbers.get(0), instruction.place().extent(), 1, 0);
            }
            case MATMUL_FOLDED_WINDOWS -> {
                leftInFolds(addresses.get(0), numbers);
                windows(addresses.get(1), numbers.get(0), addresses.get(2), (WindowMap) instruction.get(Field.WINDOWS));
            }
            case DOT_WINDOWS -> {
                left(addresses.get(0), numbers.get(0), 1, 0);
                rowWindows(addresses.get(1), addresses.get(2), (WindowMap) instruction.get(Field.WINDOWS));
            }
            case REDUCE_WINDOWS ->
                rowWindows(addresses.get(0), addresses.get(1), (WindowMap) instruction.get(Field.WINDOWS));
            case MATMUL_LOCAL -> right(addresses.get(0), frame(section.inner()), Extent.TILE, 1, 0);
            case MATMUL_ROWS -> {
                left(addresses.get(0), numbers.get(0), 1, 0);
                right(addresses.get(1), numbers.get(0), Extent.TILE, numbers.get(2), numbers.get(1));
                groups(addresses.get(2), numbers.get(2));
            }
            case MATMUL_COLUMNS -> {
                left(addresses.get(0), numbers.get(0), numbers.get(2), numbers.get(1));
                right(addresses.get(1), numbers.get(0), Extent.TILE, 1, 0);
                groups(addresses.get(2), numbers.get(2));
            }
            case MATMUL_DEPTH -> {
                left(addresses.get(0), numbers.get(0), 1, 0);
                right(addresses.get(1), numbers.get(0), Extent.TILE, 1, 0);
                groups(addresses.get(2), numbers.get(1));
            }
            default -> {}
        }
        if (target != null) {
            elements(target, bit -> defined.set(bit, bit + target.lane().bytes()));
        }
    }

    private void left(Address left, long depth, long count, long stride) {
        access(left, rows(Extent.TILE), left.rowStride(), depth, left.columnStride(), count, stride, false);
    }

    /** The numbers are the depth, the size of a fold, and the stride inside of it. */
    private void leftInFolds(Address left, List<Long> numbers) {
        long folds = numbers.get(0) / numbers.get(1);
        access(
                left,
                rows(Extent.TILE),
                left.rowStride(),
                folds,
                left.columnStride(),
                numbers.get(1),
                numbers.get(2),
                false);
    }

    private void right(Address right, long depth, Extent product, long count, long stride) {
        access(right, depth, right.rowStride(), columns(product), right.columnStride(), count, stride, false);
    }

    /** Each element of each window that a column is, in the channel of each row. */
    private void rowWindows(Address first, Address numbers, WindowMap windows) {
        for (long row = 0; row < rows(Extent.TILE); row++) {
            Address channel = new Address(
                    first.buffer(), first.offset() + row * first.rowStride(), 0, first.columnStride(), first.terms());
            windows(channel, windows.elements(), numbers, windows);
        }
    }

    /** Each element of each window that a column is. */
    private void windows(Address first, long depth, Address numbers, WindowMap windows) {
        long window = numbers.offset();
        for (Address.Term term : numbers.terms()) {
            window += term.stride() * index[term.axis()];
        }
        for (long column = 0; column < columns(Extent.TILE); column++, window += numbers.columnStride()) {
            for (long k = 0; k < depth; k++) {
                long number = window;
                long element = k;
                long offset = column * first.columnStride();
                boolean isInside = true;
                for (WindowMap.Axis axis : windows.axes().reversed()) {
                    long place = number % axis.count() * axis.step()
                            + element % axis.size() * axis.dilation()
                            - axis.before();
                    isInside &= place >= 0 && place % axis.spread() == 0 && place / axis.spread() < axis.extent();
                    offset += place / axis.spread() * axis.stride();
                    number /= axis.count();
                    element /= axis.size();
                }
                assertEquals(0, number, where);
                if (isInside) {
                    long base = first.offset() + element * first.rowStride() + offset;
                    for (Address.Term term : first.terms()) {
                        base += term.stride() * index[term.axis()];
                    }
                    element(first.buffer(), base, false);
                }
            }
        }
    }

    private void groups(Address sizes, long count) {
        access(sizes, 1, 0, count, sizes.columnStride(), 1, 0, false);
    }

    private interface Bits {
        void at(int bit);
    }

    private void elements(LocalOperand operand, Bits bits) {
        int bytes = operand.lane().bytes();
        int alignment = program.machine().alignmentBytes();
        long width = (operand.extent().hasInner() ? section.inner() : section.columns()).size();
        long pitch = (width * bytes + alignment - 1) / alignment * alignment;
        for (long row = 0; row < rows(operand.extent()); row++) {
            for (long column = 0; column < columns(operand.extent()); column++) {
                long place = operand.extent() == Extent.COLUMN ? row * bytes : row * pitch + column * bytes;
                long offset = operand.offset() + place;
                assertTrue(offset >= 0 && offset + bytes <= program.machine().localBufferBytes(), where);
                bits.at((int) offset);
            }
        }
    }

    private void requireDefined(LocalOperand operand) {
        elements(operand, bit -> assertTrue(defined.get(bit), () -> where + ": byte " + bit + " is not defined"));
    }

    private long rows(Extent extent) {
        return extent.hasRows() ? frame(section.rows()) : 1;
    }

    private long columns(Extent extent) {
        return extent.hasInner() ? frame(section.inner()) : extent.hasColumns() ? frame(section.columns()) : 1;
    }

    private long frame(Frame.Side side) {
        return side.axis() == Words.NO_AXIS
                ? side.size()
                : Math.min(side.size(), side.extent() - index[side.axis()] * side.size());
    }

    private void access(Address address, Extent extent) {
        access(address, rows(extent), address.rowStride(), columns(extent), address.columnStride(), 1, 0, false);
    }

    private void access(Address address, LocalOperand operand, long indices, long stride, boolean store) {
        access(
                address,
                rows(operand.extent()),
                address.rowStride(),
                columns(operand.extent()),
                address.columnStride(),
                indices,
                stride,
                store);
    }

    private void access(
            Address address,
            long rows,
            long rowStride,
            long columns,
            long columnStride,
            long indices,
            long indexStride,
            boolean store) {
        long base = address.offset();
        for (Address.Term term : address.terms()) {
            base += term.stride() * index[term.axis()];
        }
        for (long row = 0; row < rows; row++) {
            for (long column = 0; column < columns; column++) {
                for (long i = 0; i < (indexStride == 0 ? 1 : indices); i++) {
                    element(address.buffer(), base + row * rowStride + column * columnStride + i * indexStride, store);
                }
            }
        }
    }

    private void element(int number, long element, boolean store) {
        BufferSlot buffer = program.buffers().get(number);
        assertTrue(element >= 0 && element < buffer.elements(), () -> where + " reaches " + element);
        int at = (int) element;
        if (buffer.role() == BufferSlot.Role.INPUT) {
            assertTrue(!store, where);
            return;
        }
        boolean now = owner[number][at] >>> 32 == sectionNumber;
        long mine = sectionNumber << 32 | task;
        assertTrue(!now || owner[number][at] == mine, () -> where + ": two tasks at " + element);
        if (store) {
            boolean output = buffer.role() == BufferSlot.Role.OUTPUT;
            assertTrue(!output || !stored[number].get(at), () -> where + " stores again " + element);
            stored[number].set(at);
            owner[number][at] = mine;
        } else {
            assertTrue(stored[number].get(at), () -> where + " reads what is not stored, " + element);
        }
    }
}
