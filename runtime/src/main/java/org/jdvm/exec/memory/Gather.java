package org.jdvm.exec.memory;

import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.lane.Integers;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.KernelException;
import org.jdvm.exec.state.LaunchOperands;

/** Loads whose addresses depend on an operand that holds indices. */
public final class Gather {
    private Gather() {}

    public static void load(CoreState core, LaunchOperands launch, long head, int at) {
        long[] words = launch.words();
        long target = words[at];
        long indices = words[at + 1];
        int address = at + 2;
        int after = Words.afterAddress(words, address);
        long indexStride = words[after];
        long limit = words[after + 1];
        int te = Words.extent(target);
        int ie = Words.extent(indices);
        int rows = core.rowsOf(te);
        int columns = core.elementsOf(te);
        if (rows == 0 || columns == 0) {
            return;
        }
        int buffer = Words.buffer(words[address]);
        Binding binding = launch.bindings()[buffer];
        DType type = Layout.TYPES[Words.memoryType(head)];
        long from = binding.offset() + core.address(words, address, te);
        long rowStride = words[address + 1];
        long columnStride = te == CoreState.COLUMN ? rowStride : words[address + 2];
        int indexLane = Words.operandLane(indices);
        LaneType lane = Layout.LANES[indexLane];
        long i = core.place(launch, indices, indexLane, 0);
        long iStep = core.step(te, ie, lane.bytes());
        int laneBytes = LaneType.of(type).bytes();
        boolean vector = CoreState.isVector(te, ie);
        for (int r = 0; r < rows; r++) {
            long d = Words.value(target) + (long) r * core.pitch(te, laneBytes);
            if (!vector) {
                long index = checked(launch, buffer, Integers.get(core.local, lane, i + r * iStep), limit);
                Transfers.row(
                        core,
                        type,
                        binding.array(),
                        from + r * rowStride + index * indexStride,
                        columnStride,
                        d,
                        columns);
                continue;
            }
            for (int c = 0; c < columns; c++) {
                long at1 = i + r * iStep + (long) c * lane.bytes();
                long index = checked(launch, buffer, Integers.get(core.local, lane, at1), limit);
                long element = from + r * rowStride + c * columnStride + index * indexStride;
                Transfers.row(core, type, binding.array(), element, 1, d + (long) c * laneBytes, 1);
            }
        }
    }

    private static long checked(LaunchOperands launch, int buffer, long index, long limit) {
        if (index < 0 || index >= limit) {
            throw new KernelException(
                    launch.program().name(),
                    launch.program().buffers().get(buffer).name(),
                    index,
                    limit);
        }
        return index;
    }
}
