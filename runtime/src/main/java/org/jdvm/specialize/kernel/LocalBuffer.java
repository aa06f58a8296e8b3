package org.jdvm.specialize.kernel;

import java.util.Arrays;
import org.jdvm.bytecode.Extent;
import org.jdvm.fusion.Step;
import org.jdvm.machine.NpuSpec;

/**
 * Places the values of a schedule in the local buffer. Values of one extent and lane width share a pool of equal slots; a slot is free
 * again after the last use of its value, and an elementwise step or a scan may write where an operand ends.
 */
public final class LocalBuffer {
    private static final int POOL_BITS = 4;
    private static final int POOLS = 1 << POOL_BITS;
    private static final Extent[] EXTENTS = Extent.values();

    private final Values values;
    private final Schedule schedule;
    private final int[] lastUse;
    private final int[] slotOfEntry;
    private final int[] counts = new int[POOLS];
    private final int[] free = new int[POOLS];
    private final int[][] freeSlots = new int[POOLS][4];
    private final int[] slots;
    private final int[] ends;
    private final int[] operands = new int[8];

    public LocalBuffer(Values values, Schedule schedule) {
        this.values = values;
        this.schedule = schedule;
        this.lastUse = new int[schedule.size()];
        this.slotOfEntry = new int[schedule.size()];
        this.slots = new int[values.masks.length];
        this.ends = new int[values.masks.length];
        findLastUses();
        assign();
    }

    /** Bytes of local buffer for a frame. */
    public long bytes(long rows, long columns, long inner, NpuSpec machine) {
        long bytes = 0;
        for (int pool = 0; pool < POOLS; pool++) {
            if (counts[pool] > 0) {
                bytes += counts[pool] * slotBytes(pool, rows, columns, inner, machine);
            }
        }
        return bytes;
    }

    /** The byte offset of each pool for a frame. */
    public long[] poolOffsets(long rows, long columns, long inner, NpuSpec machine) {
        long[] offsets = new long[POOLS];
        long offset = 0;
        for (int pool = 0; pool < POOLS; pool++) {
            offsets[pool] = offset;
            if (counts[pool] > 0) {
                offset += counts[pool] * slotBytes(pool, rows, columns, inner, machine);
            }
        }
        return offsets;
    }

    public static long slotBytes(int pool, long rows, long columns, long inner, NpuSpec machine) {
        int laneBytes = (pool & 1) == 0 ? 4 : 8;
        return Math.max(
                machine.alignmentBytes(),
                EXTENTS[pool >> 1].bytes(rows, columns, inner, laneBytes, machine.alignmentBytes()));
    }

    /** The slot of the value that an entry defines: pool in the low bits, number above. */
    public int slotOf(int entry) {
        return slotOfEntry[entry];
    }

    public static int pool(int slot) {
        return slot & POOLS - 1;
    }

    public static int number(int slot) {
        return slot >> POOL_BITS;
    }

    /** A number for each slot that tells it from all others. */
    public int slotCount() {
        int most = 0;
        for (int count : counts) {
            most = Math.max(most, count);
        }
        return most << POOL_BITS;
    }

    private int poolOf(int value) {
        return values.extent(value).ordinal() << 1 | (values.lanes[value].bytes() == 8 ? 1 : 0);
    }

    /** The value that an entry defines, or -1. A reduction inside the loops only adds to what START defined. */
    static int defined(Values values, Schedule schedule, int entry, boolean inLoop) {
        int step = schedule.step(entry);
        return switch (schedule.kind(entry)) {
            case Schedule.SPREAD -> values.copyFor(step);
            case Schedule.START -> KernelTemplate.targetOf(values.kernel.steps[step]);
            case Schedule.STEP ->
                inLoop && values.kernel.steps[step] instanceof Step.Reduce
                        ? -1
                        : KernelTemplate.targetOf(values.kernel.steps[step]);
            default -> -1;
        };
    }

    /** Writes the values that an entry reads into an array; returns how many. */
    private int read(int entry, boolean inLoop) {
        int step = schedule.step(entry);
        boolean updates = schedule.kind(entry) == Schedule.UPDATE;
        Step action = schedule.kind(entry) <= Schedule.SPREAD || updates ? values.kernel.steps[step] : null;
        boolean spread = schedule.kind(entry) == Schedule.SPREAD;
        int count = 0;
        switch (action) {
            case Step.IndexedLoad s -> operands[count++] = s.index();
            case Step.Apply s -> {
                for (int operand : s.operands()) {
                    if (operand >= 0) {
                        operands[count++] = operand;
                    }
                }
            }
            case Step.Reduce s -> {
                operands[count++] = spread ? s.operand() : values.operandOf(step, s.operand());
                if (inLoop && !spread) {
                    operands[count++] = s.target();
                }
            }
            case Step.Scan s -> operands[count++] = spread ? s.operand() : values.operandOf(step, s.operand());
            case Step.LocalMatmul s -> operands[count++] = spread ? s.left() : values.operandOf(step, s.left());
            case Step.Store s -> operands[count++] = spread ? s.source() : values.operandOf(step, s.source());
            case null, default -> {}
        }
        if (updates) {
            operands[count++] = KernelTemplate.targetOf(values.kernel.steps[step]);
        }
        return count;
    }

    private void findLastUses() {
        Arrays.fill(ends, -1);
        int loopEnd = -1;
        for (int entry = schedule.size() - 1; entry >= 0; entry--) {
            if (schedule.kind(entry) == Schedule.NEXT) {
                loopEnd = entry;
            } else if (schedule.kind(entry) == Schedule.LOOP) {
                for (int value = 0; value < ends.length; value++) {
                    if (ends[value] >= 0) {
                        ends[value] = Math.max(ends[value], loopEnd);
                    }
                }
                loopEnd = -1;
            } else {
                int defined = defined(values, schedule, entry, loopEnd >= 0);
                if (defined >= 0) {
                    lastUse[entry] = Math.max(entry, ends[defined]);
                    ends[defined] = -1;
                }
                for (int i = read(entry, loopEnd >= 0) - 1; i >= 0; i--) {
                    if (ends[operands[i]] < 0) {
                        ends[operands[i]] = entry;
                    }
                }
            }
        }
    }

    private void assign() {
        Arrays.fill(ends, -1);
        boolean inLoop = false;
        for (int entry = 0; entry < schedule.size(); entry++) {
            if (schedule.kind(entry) == Schedule.LOOP) {
                inLoop = true;
                continue;
            }
            if (schedule.kind(entry) == Schedule.NEXT) {
                inLoop = false;
                for (int value = 0; value < ends.length; value++) {
                    release(value, entry);
                }
                continue;
            }
            int count = read(entry, inLoop);
            int defined = defined(values, schedule, entry, inLoop);
            int slot = -1;
            if (defined >= 0) {
                slot = inPlace(entry, defined, count);
            }
            if (defined >= 0 && slot < 0) {
                slot = take(poolOf(defined));
            }
            for (int i = 0; i < count; i++) {
                release(operands[i], entry);
            }
            if (defined >= 0) {
                slotOfEntry[entry] = slot;
                slots[defined] = slot;
                ends[defined] = lastUse[entry];
                release(defined, entry);
            }
        }
    }

    private int inPlace(int entry, int defined, int count) {
        Step step = values.kernel.steps[schedule.step(entry)];
        if (schedule.kind(entry) != Schedule.STEP || !(step instanceof Step.Apply || step instanceof Step.Scan)) {
            return -1;
        }
        for (int i = 0; i < count; i++) {
            int operand = operands[i];
            if (ends[operand] == entry
                    && poolOf(operand) == poolOf(defined)
                    && values.lanes[operand] == values.lanes[defined]) {
                ends[operand] = -1;
                return slots[operand];
            }
        }
        return -1;
    }

    private int take(int pool) {
        return (free[pool] > 0 ? freeSlots[pool][--free[pool]] : counts[pool]++) << POOL_BITS | pool;
    }

    private void release(int value, int entry) {
        if (ends[value] == entry) {
            int pool = pool(slots[value]);
            if (free[pool] == freeSlots[pool].length) {
                freeSlots[pool] = Arrays.copyOf(freeSlots[pool], 2 * free[pool]);
            }
            freeSlots[pool][free[pool]++] = number(slots[value]);
            ends[value] = -1;
        }
    }
}
