package org.jdvm.bytecode.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Pipe;
import org.jdvm.bytecode.ScalarOperand;
import org.jdvm.bytecode.SourceOperand;
import org.jdvm.bytecode.Sync;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.bytecode.Words;
import org.jspecify.annotations.Nullable;

/**
 * Reads the operands, addresses, types and events in a line of program text.
 *
 * @param in the line
 * @param buffers the numbers of the buffers by how address forms name them
 */
record OperandParser(LineScanner in, Map<String, Integer> buffers) {
    LocalOperand local(@Nullable LaneType usual) {
        int mark = in.mark();
        if (source(usual) instanceof LocalOperand local) {
            return local;
        }
        throw in.wrongAt(mark, "an operand in the local buffer");
    }

    ScalarOperand scalar(@Nullable LaneType usual) {
        int mark = in.mark();
        if (source(usual) instanceof ScalarOperand scalar) {
            return scalar;
        }
        throw in.wrongAt(mark, "a scalar");
    }

    SourceOperand source(@Nullable LaneType usual) {
        for (Extent extent : Extent.values()) {
            if (extent != Extent.SCALAR && in.accept(extent.toString())) {
                LaneType lane = operandLane(usual);
                in.expect("@");
                int mark = in.mark();
                long offset = in.number("a byte offset");
                if (offset != (int) offset && offset >>> 32 != 0) {
                    throw in.wrongAt(mark, "a byte offset of 32 bits");
                }
                return new LocalOperand(extent, lane, (int) offset);
            }
        }
        int mark = in.mark();
        long slot = in.numbered('s', "tile, row, column, one or a scalar such as s0");
        if (slot >>> 32 != 0) {
            throw in.wrongAt(mark, "the number of a scalar, of 32 bits");
        }
        return new ScalarOperand(operandLane(usual), (int) slot);
    }

    LaneType operandLane(@Nullable LaneType usual) {
        if (in.accept(".")) {
            return lane();
        }
        if (usual == null) {
            throw in.wrong("'.' and the lane type");
        }
        return usual;
    }

    Address address() {
        int mark = in.mark();
        if (in.accept("#")) {
            return addressForm(in.integer("the number of a buffer"));
        }
        Integer buffer = buffers.get(in.word("a buffer"));
        if (buffer == null) {
            throw in.wrongAt(mark, "one of the buffers " + String.join(", ", buffers.keySet()));
        }
        return addressForm(buffer);
    }

    Address addressForm(int buffer) {
        in.expect("[");
        long offset = in.number("an offset");
        List<Address.Term> terms = new ArrayList<>();
        while (true) {
            boolean minus = in.accept("-");
            if (!minus && !in.accept("+")) {
                break;
            }
            long stride = in.number("a stride");
            in.expect("*");
            terms.add(new Address.Term(axis(), minus ? -stride : stride));
        }
        in.expect(";");
        in.expect("rows");
        long rowStride = in.number("the row stride");
        in.expect(",");
        in.expect("cols");
        long columnStride = in.number("the column stride");
        in.expect("]");
        return new Address(buffer, offset, rowStride, columnStride, terms);
    }

    /** How windows move: the axes in brackets, without the word before them. */
    WindowMap windows() {
        List<WindowMap.Axis> axes = new ArrayList<>();
        in.expect("[");
        do {
            axes.add(new WindowMap.Axis(
                    labelled("size"),
                    labelled("count"),
                    labelled("step"),
                    labelled("dilation"),
                    labelled("before"),
                    labelled("spread"),
                    labelled("extent"),
                    labelled("stride")));
        } while (in.accept(";"));
        in.expect("]");
        return new WindowMap(axes);
    }

    private long labelled(String label) {
        in.expect(label);
        return in.number("a number");
    }

    int axis() {
        int mark = in.mark();
        long axis = in.numbered('i', "an axis such as i0");
        if (axis >= Words.NO_AXIS) {
            throw in.wrongAt(mark, "an axis from i0 to i" + (Words.NO_AXIS - 1));
        }
        return (int) axis;
    }

    Sync sync() {
        List<Sync.Event> waits = in.accept("wait") ? events() : List.of();
        List<Sync.Event> sets = in.accept("set") ? events() : List.of();
        return waits.isEmpty() && sets.isEmpty() ? Sync.NONE : new Sync(waits, sets);
    }

    List<Sync.Event> events() {
        List<Sync.Event> events = new ArrayList<>();
        do {
            int start = in.mark();
            Pipe pipe = pipe();
            if (!events.isEmpty() && pipe.compareTo(events.getLast().other()) <= 0) {
                throw in.wrongAt(start, "a pipe after " + events.getLast().other());
            }
            in.expect(":");
            int mark = in.mark();
            int id = in.integer("an event id");
            if (id < 0 || id > Sync.MAX_EVENT) {
                throw in.wrongAt(mark, "an event id from 0 to " + Sync.MAX_EVENT);
            }
            events.add(new Sync.Event(pipe, id));
        } while (in.accept(","));
        return events;
    }

    Pipe pipe() {
        for (Pipe pipe : Pipe.values()) {
            if (pipe != Pipe.CONTROL && in.accept(pipe.name().toLowerCase(Locale.ROOT))) {
                return pipe;
            }
        }
        throw in.wrong("load, store, vector or cube");
    }

    LaneType lane() {
        for (LaneType lane : LaneType.values()) {
            if (in.accept(lane.toString())) {
                return lane;
            }
        }
        throw in.wrong("the lane type f32, i32, i64 or f64");
    }

    DType type() {
        for (DType type : DType.values()) {
            if (in.accept(type.toString())) {
                return type;
            }
        }
        throw in.wrong("an element type");
    }
}
