package org.jdvm.specialize;

import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.fusion.TensorLocation;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jdvm.specialize.kernel.LocalBuffer;
import org.jdvm.specialize.tiling.Tiling;

/** The parts of instructions on tiles: heads with the events they wait for, values in the local buffer, address forms of accesses. */
final class TileInstructions {
    private static final Extent[] EXTENTS = Extent.values();

    private final ProgramWriter writer;
    private final NpuSpec machine;
    private final SectionAxes axes;
    private final EventInsertion synchronizer;

    private KernelTemplate kernel;
    private IterationSpace space;
    private Tiling tiling;
    private Buffers buffers;
    private long[] poolOffsets;

    /** For each value the slot of the local buffer that holds it now. */
    private int[] slots = new int[64];

    TileInstructions(ProgramWriter writer, NpuSpec machine, SectionAxes axes) {
        this.writer = writer;
        this.machine = machine;
        this.axes = axes;
        this.synchronizer = new EventInsertion(machine.eventIds());
    }

    /** Begins the instructions of a section. */
    void beginSection(KernelTemplate kernel, IterationSpace space, Tiling tiling, Buffers buffers) {
        this.kernel = kernel;
        this.space = space;
        this.tiling = tiling;
        this.buffers = buffers;
        poolOffsets = tiling.buffer.poolOffsets(tiling.rows, tiling.columns, tiling.inner, machine);
        int values = tiling.values.masks.length;
        if (slots.length < values) {
            slots = new int[values];
        }
        synchronizer.begin(tiling.buffer.slotCount());
    }

    /** Ends a part of the section: what follows waits for all pipes. */
    void barrier() {
        synchronizer.end(writer);
        synchronizer.begin(tiling.buffer.slotCount());
    }

    void endSection() {
        synchronizer.end(writer);
    }

    void begin(Opcode opcode, int function, LaneType lane, DType memoryType, int flags) {
        int head = writer.begin(opcode, function, lane, memoryType, flags);
        synchronizer.instruction(head, opcode.pipe());
    }

    /** The instruction reads a slot. */
    void reads(int slot) {
        synchronizer.reads(slot);
    }

    /** Ends an instruction that writes a value. */
    void end(int target) {
        synchronizer.writes(slots[target]);
        end();
    }

    /** Ends an instruction that writes nothing to the local buffer. */
    void end() {
        writer.end();
        synchronizer.done();
    }

    /** Gives a value the slot that an entry of the schedule has for it. */
    void define(int entry, int value) {
        slots[value] = tiling.buffer.slotOf(entry);
    }

    int slot(int value) {
        return slots[value];
    }

    /** An operand: a value where it is now. */
    void local(int value) {
        local(slots[value], value);
    }

    /** An operand: a value in a slot that it had. */
    void local(int slot, int value) {
        int pool = LocalBuffer.pool(slot);
        long offset = poolOffsets[pool]
                + LocalBuffer.number(slot)
                        * LocalBuffer.slotBytes(pool, tiling.rows, tiling.columns, tiling.inner, machine);
        writer.local((int) offset, EXTENTS[pool >> 1], tiling.values.lanes[value]);
    }

    /** The address form of an access to the elements of a value. */
    void address(int access, int value) {
        TensorLocation memory = kernel.accesses[access].memory();
        address(buffers.buffer(memory), buffers.base(memory), access, value);
    }

    /** The address form of an access whose numbers are the elements of a value themselves. */
    void numbers(int access, int value) {
        address(0, 0, access, value);
    }

    /** The address form of an access whose numbers are those of the windows that columns are. */
    void windowNumbers(int access) {
        writer.address(0, space.offset(access), 0, space.stride(access, tiling.columnAxis));
        axes.terms(writer, access);
    }

    private void address(int buffer, long base, int access, int value) {
        boolean inner = tiling.values.extent(value).hasInner();
        writer.address(
                buffer,
                space.offset(access) + base,
                space.stride(access, tiling.rowAxis),
                space.stride(access, inner ? tiling.innerAxis : tiling.columnAxis));
        axes.terms(writer, access);
    }

    /** The address form of an operand of a product: depth is the column of the left and the row of the right one. */
    void operand(int access, int frameAxis, long depthStride, boolean depthIsRow) {
        long stride = space.stride(access, frameAxis);
        TensorLocation memory = kernel.accesses[access].memory();
        int buffer = buffers.buffer(memory);
        long offset = space.offset(access) + buffers.base(memory);
        if (depthIsRow) {
            writer.address(buffer, offset, depthStride, stride);
        } else {
            writer.address(buffer, offset, stride, depthStride);
        }
        axes.terms(writer, access);
    }
}
