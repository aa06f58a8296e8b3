package org.jdvm.tier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.Words;
import org.jspecify.annotations.Nullable;

/**
 * A section at sizes that are good for trying out code: a few tasks of the sizes that it was launched with, or sizes that reach the
 * ends of rows, over arrays of made-up values.
 */
final class TrialRun {
    /** Elements that one run should touch: long enough to be measured, short enough to be run some hundred times. */
    private static final long ELEMENTS = 1 << 15;

    /** Bytes that the arrays of a trial may take. */
    private static final long MOST_ELEMENTS = 1 << 24;

    /** Columns that reach every loop of vector code up to 64 lanes wide in steps of four vectors, and its end. */
    private static final long ODD_COLUMNS = 2 * 256 + 37;

    final Program program;
    final long[] numbers;
    final Object[] arrays;
    final int[] offsets;
    final double[] scalars;
    final long tasks;

    /** Whether it looks elements up at indices. */
    final boolean hasIndices;

    private TrialRun(Program program, long[] numbers, Object[] arrays, long tasks, boolean hasIndices, long scalar) {
        this.program = program;
        this.numbers = numbers;
        this.arrays = arrays;
        this.offsets = new int[arrays.length];
        this.scalars = new double[program.scalars().size()];
        Arrays.fill(scalars, scalar);
        this.tasks = tasks;
        this.hasIndices = hasIndices;
    }

    /** The section at its own sizes, but only a limited number of its tasks; null if even that is too large to be tried. */
    static @Nullable TrialRun of(Program program, int section, boolean computesIndices) {
        long[] words = cut(program, section);
        limit(program, words, false);
        return make(program, words, computesIndices);
    }

    /** The section with columns that end inside a vector, and with more of them if there are few. */
    static @Nullable TrialRun odd(Program program, int section, boolean computesIndices) {
        long[] words = cut(program, section);
        limit(program, words, true);
        return make(program, words, computesIndices);
    }

    private static long[] cut(Program program, int section) {
        long[] words = program.words();
        int end = Opcode.endOfSection(words, section);
        return Arrays.copyOfRange(words, section, end + Words.length(words[end]));
    }

    /** Limits the indices of each axis so that about the wanted number of elements is touched. */
    private static void limit(Program program, long[] words, boolean odd) {
        int frame = Words.HEADER;
        int rowAxis = Words.rowAxis(words[frame]);
        int columnAxis = Words.columnAxis(words[frame]);
        long fold = fold(words);
        if (odd && columnAxis == Words.NO_AXIS) {
            long columns = words[frame + 3];
            words[frame + 3] = fold > 1
                    ? Math.max(fold, columns - fold)
                    : columns > ODD_COLUMNS || columns % 2 == 0 && columns > 256 || !fits(program, words, ODD_COLUMNS)
                            ? Math.max(1, columns - 1)
                            : ODD_COLUMNS;
            words[frame + 4] = words[frame + 3];
        }
        long left = Math.max(1, ELEMENTS / Math.max(1, words[frame + 1] * words[frame + 3]));
        for (int axis = Words.axes(words[frame]) - 1; axis >= 0; axis--) {
            int at = frame + Words.FRAME_WORDS + axis;
            long count = Words.axisCount(words[at]);
            long kept = Math.min(count, left);
            left = Math.max(1, left / Math.max(1, kept));
            words[at] = words[at] & Long.MIN_VALUE | kept;
            if (axis == rowAxis) {
                words[frame + 2] = extent(words[frame + 1], words[frame + 2], kept, count, 0);
            } else if (axis == columnAxis) {
                words[frame + 4] = extent(words[frame + 3], words[frame + 4], kept, count, odd ? fold : 0);
            }
        }
    }

    /** Whether the local buffer has room for values of that many columns, which start where those of the section do. */
    private static boolean fits(Program program, long[] words, long columns) {
        int frame = Words.HEADER;
        long added = words[frame + 1] * Long.BYTES * (columns - words[frame + 3]);
        return words[frame + 6] + added <= program.machine().localBufferBytes();
    }

    /** The columns, less some at their end if these leave an odd number, or are a fold. */
    private static long extent(long size, long extent, long kept, long count, long less) {
        long limited = kept == count ? extent : size * kept;
        boolean isLess = less > 1 || less == 1 && limited % 2 == 0;
        return isLess && limited > size * (kept - 1) + less ? limited - less : limited;
    }

    /** The number of which columns must be a multiple. */
    private static long fold(long[] words) {
        long fold = 1;
        Opcode opcode;
        for (int at = Words.length(words[0]);
                (opcode = Opcode.of(words[at])) != Opcode.END;
                at += Words.length(words[at])) {
            if (opcode == Opcode.LOAD_FOLDED) {
                long other = words[at + Words.length(words[at]) - 2];
                fold = Math.max(fold, other % fold == 0 ? other : fold * other);
            }
        }
        return fold;
    }

    /** The largest number of indices of a side of the frame or an axis. */
    private static long longest(long[] words) {
        int frame = Words.HEADER;
        long longest = Math.max(words[frame + 2], words[frame + 4]);
        for (int axis = 0; axis < Words.axes(words[frame]); axis++) {
            longest = Math.max(longest, Words.axisCount(words[frame + Words.FRAME_WORDS + axis]));
        }
        return longest;
    }

    /**
     * Scalars are 1. Where indices of elements are computed from those of axes, as an axis less the last index, scalars are the size of the longest axis
     * and rows have twice that many elements, so that the indices are inside.
     */
    private static @Nullable TrialRun make(Program program, long[] words, boolean computesIndices) {
        long scalar = computesIndices ? longest(words) : 1;
        long limit = computesIndices ? 2 * scalar + 1 : 0;
        int buffers = program.buffers().size();
        long[] below = new long[buffers];
        long[] last = new long[buffers];
        Arrays.fill(last, -1);
        boolean[] indexed = {false};
        reach(words, Pass.BELOW, below, new long[buffers], last, indexed, limit);
        reach(words, Pass.LOADS, below, new long[buffers], last, indexed, limit);
        long[] starts = Arrays.stream(last).map(element -> element + 1).toArray();
        reach(words, Pass.STORES, below, starts, last, indexed, limit);
        long total = 0;
        Object[] arrays = new Object[buffers];
        for (int buffer = 0; buffer < buffers; buffer++) {
            last[buffer] = Math.max(0, last[buffer]);
            total += last[buffer];
        }
        if (total > MOST_ELEMENTS) {
            return null;
        }
        List<BufferSlot> slots = new ArrayList<>();
        for (int buffer = 0; buffer < arrays.length; buffer++) {
            BufferSlot slot = program.buffers().get(buffer);
            slots.add(new BufferSlot(slot.name(), slot.role(), slot.type(), last[buffer] + 1));
            arrays[buffer] = array(slot, Math.toIntExact(last[buffer] + 1), indexed[0]);
        }
        long tasks = 1;
        for (int axis = 0; axis < Words.axes(words[Words.HEADER]); axis++) {
            long word = words[Words.HEADER + Words.FRAME_WORDS + axis];
            tasks *= Words.isLoop(word) ? 1 : Words.axisCount(word);
        }
        SectionStructure.Sized sized = SectionStructure.of(words, 0);
        if (sized == null) {
            return null;
        }
        Program part = new Program(program.name(), program.machine(), words, slots, program.scalars());
        return new TrialRun(part, sized.numbers(), arrays, tasks, indexed[0], scalar);
    }

    /** What is done with addresses, one after the other. */
    private enum Pass {
        /** Finds how far below its offset each may go. */
        BELOW,
        /** Makes the offsets of what is read as small as they can be, and finds the last element of each buffer. */
        LOADS,
        /** Does so with what is written, behind what is read in the same buffer: the two have no elements in common. */
        STORES
    }

    /** Goes through the addresses. */
    private static void reach(
            long[] words, Pass pass, long[] below, long[] starts, long[] last, boolean[] indexed, long limit) {
        int frame = Words.HEADER;
        int at = Words.length(words[0]);
        Opcode opcode;
        while ((opcode = Opcode.of(words[at])) != Opcode.END) {
            int word = at + Words.HEADER;
            int extent = Words.extent(words[word]);
            for (Field field : opcode.fields()) {
                if (field.kind() == Field.Kind.ADDRESS) {
                    int after = Words.afterAddress(words, word);
                    if (field.isMemory()) {
                        long extra = 0;
                        if (field.isIndexed()) {
                            indexed[0] = true;
                            words[after + 1] = limit > 0 ? limit : Math.min(words[after + 1], 64);
                            extra = words[after] * (words[after + 1] - 1);
                        }
                        if (field.isFolded()) {
                            extra = words[after + 1] * (words[after] - 1);
                        }
                        if (pass == Pass.BELOW || field.isStore() == (pass == Pass.STORES)) {
                            address(words, pass, frame, word, extent, extra, below, starts, last);
                        }
                    }
                    word = after;
                } else {
                    word++;
                }
            }
            at += Words.length(words[at]);
        }
    }

    private static void address(
            long[] words,
            Pass pass,
            int frame,
            int at,
            int extent,
            long extra,
            long[] below,
            long[] starts,
            long[] last) {
        boolean rows = extent == Extent.TILE.ordinal() || extent == Extent.COLUMN.ordinal();
        boolean columns = extent == Extent.TILE.ordinal() || extent == Extent.ROW.ordinal();
        long low = Math.min(0, extra);
        long high = Math.max(0, extra);
        int terms = Words.terms(words[at]);
        for (int i = -2; i < terms; i++) {
            long distance = switch (i) {
                case -2 -> rows ? words[at + 1] * (words[frame + 1] - 1) : 0;
                case -1 -> columns ? words[at + 2] * (words[frame + 3] - 1) : 0;
                default -> {
                    long term = words[at + Words.ADDRESS_WORDS + i];
                    long count = Words.axisCount(words[frame + Words.FRAME_WORDS + Words.termAxis(term)]);
                    yield Words.termStride(term) * (count - 1);
                }
            };
            low += Math.min(0, distance);
            high += Math.max(0, distance);
        }
        int buffer = Words.buffer(words[at]);
        if (pass == Pass.BELOW) {
            below[buffer] = Math.max(below[buffer], -low);
        } else {
            long offset = starts[buffer] + below[buffer];
            words[at] = words[at] & ~0xff_ffff_ffffL | offset;
            last[buffer] = Math.max(last[buffer], offset + high);
        }
    }

    /** Numbers between -1 and 1; integers are 0 or 1, and all 0 where they may be indices. */
    private static Object array(BufferSlot slot, int count, boolean indexed) {
        SplittableRandom random = new SplittableRandom(1);
        return switch (slot.type()) {
            case F32 -> {
                float[] array = new float[count];
                for (int i = 0; i < count; i++) {
                    array[i] = random.nextInt(-1024, 1024) * 0x1p-10f;
                }
                yield array;
            }
            case F16, BF16 -> {
                short[] array = new short[count];
                for (int i = 0; i < count; i++) {
                    array[i] = (short) (0x3c00 | random.nextInt(64) << 3);
                }
                yield array;
            }
            case I16, U16 -> {
                short[] array = new short[count];
                for (int i = 0; i < count; i++) {
                    array[i] = (short) random.nextInt(2);
                }
                yield array;
            }
            case I8, U8, BOOL -> {
                byte[] array = new byte[count];
                for (int i = 0; i < count; i++) {
                    array[i] = (byte) random.nextInt(2);
                }
                yield array;
            }
            case I32 -> {
                int[] array = new int[count];
                for (int i = 0; i < count && !indexed; i++) {
                    array[i] = random.nextInt(2);
                }
                yield array;
            }
            case F64 -> {
                double[] array = new double[count];
                for (int i = 0; i < count; i++) {
                    array[i] = random.nextInt(-1024, 1024) * 0x1p-10;
                }
                yield array;
            }
            case I64 -> {
                long[] array = new long[count];
                for (int i = 0; i < count && !indexed; i++) {
                    array[i] = random.nextInt(2);
                }
                yield array;
            }
        };
    }
}
