package org.jdvm.tier;

import java.util.Arrays;
import java.util.List;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.bytecode.Words;
import org.jspecify.annotations.Nullable;

/**
 * What sections have in common that one piece of code can serve: their words without sizes and addresses. Two structures are equal if
 * the instructions, operands, axes and kinds of strides are.
 *
 * <p>The numbers that it leaves out, in this order: rows of the frame, extent of the rows, columns, extent of the columns, the count of
 * each axis; then for each instruction, in the order of its fields: the slot of each scalar that did not occur before; for an address the
 * buffer, the offset, the row stride, the column stride and the stride of each axis term; for an indexed load the index stride and
 * limit; for a folded load the fold and its stride; for a product the depth.
 */
public final class SectionStructure {
    /** Address flag: the row stride is 0 ({@link #UNIT}: 1). The column stride has its flags two bits higher. */
    public static final int ZERO = 1;

    /** Address flag: the stride is 1. */
    public static final int UNIT = 2;

    /** Address flag: stepping the row axis moves on by a frame's rows, so that frames can be run through as one. */
    public static final int ROWS_GO_ON = 16;

    /** Address flag: the same for columns. */
    public static final int COLUMNS_GO_ON = 32;

    /** Address flag: columns are two axes folded into one. */
    public static final int FOLDED = 64;

    private final long[] key;
    private final int hash;

    private SectionStructure(long[] key) {
        this.key = key;
        this.hash = Arrays.hashCode(key);
    }

    /**
     * A section: its structure and its numbers.
     *
     * @param structure the structure
     * @param numbers the numbers, not copied
     */
    public record Sized(SectionStructure structure, long[] numbers) {}

    /**
     * {@return a section taken apart; null if it reads memory that it also writes, so that no other order of its instructions is safe}
     *
     * @param words the words of the program
     * @param section the position of the section
     */
    public static @Nullable Sized of(long[] words, int section) {
        return new Reader(words, section).read();
    }

    /**
     * {@return the flags of an address form in a section}
     *
     * @param words the words of the program
     * @param section the position of the section
     * @param address the position of the address form
     * @param isFolded true if its columns are two axes, with the size of the inner one after the address form
     */
    public static int addressFlags(long[] words, int section, int address, boolean isFolded) {
        int frame = section + Words.HEADER;
        long rowStride = words[address + 1];
        long columnStride = words[address + 2];
        long rowSteps = 0;
        long columnSteps = 0;
        int rowAxis = Words.rowAxis(words[frame]);
        int columnAxis = Words.columnAxis(words[frame]);
        int end = Words.afterAddress(words, address);
        for (int term = address + Words.ADDRESS_WORDS; term < end; term++) {
            int axis = Words.termAxis(words[term]);
            if (axis == rowAxis) {
                rowSteps += Words.termStride(words[term]);
            } else if (axis == columnAxis) {
                columnSteps += Words.termStride(words[term]);
            }
        }
        int flags = strideFlags(rowStride) | strideFlags(columnStride) << 2 | (isFolded ? FOLDED : 0);
        if (rowSteps == rowStride * words[frame + 1]) {
            flags |= ROWS_GO_ON;
        }
        if (columnSteps * (isFolded ? words[end] : 1) == columnStride * words[frame + 3]) {
            flags |= COLUMNS_GO_ON;
        }
        return flags;
    }

    private static int strideFlags(long stride) {
        return stride == 0 ? ZERO : stride == 1 ? UNIT : 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SectionStructure structure
                && hash == structure.hash
                && Arrays.equals(key, structure.key);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@return a short name made from the hash} */
    @Override
    public String toString() {
        return "structure %08x".formatted(hash);
    }

    /** Reads the words of one section once. */
    private static final class Reader {
        private final long[] words;
        private final int section;
        private final int frame;
        private final long[] key;
        private final long[] numbers;
        private int keySize;
        private int numberCount;
        private int[] places = new int[16];
        private int placeCount;
        private int[] scalars = new int[8];
        private int scalarCount;
        private int[] buffers = new int[8];
        private int bufferCount;

        /** For each memory operand: buffer, first and last element, 1 if written; for the check on overlaps. */
        private long[] reaches = new long[32];

        private int reachCount;

        Reader(long[] words, int section) {
            this.words = words;
            this.section = section;
            this.frame = section + Words.HEADER;
            int end = Opcode.endOfSection(words, section);
            key = new long[end - section + 1];
            numbers = new long[end - section + 1];
        }

        @Nullable
        Sized read() {
            section();
            int at = section + Words.length(words[section]);
            Opcode opcode;
            while ((opcode = Opcode.of(words[at])) != Opcode.END) {
                key[keySize++] = words[at] & ~0xff00L;
                instruction(opcode, at);
                at += Words.length(words[at]);
            }
            return overlaps()
                    ? null
                    : new Sized(new SectionStructure(Arrays.copyOf(key, keySize)), Arrays.copyOf(numbers, numberCount));
        }

        private void section() {
            key[keySize++] = words[frame];
            System.arraycopy(words, frame + 1, numbers, 0, 4);
            numberCount = 4;
            for (int axis = 0; axis < Words.axes(words[frame]); axis++) {
                long word = words[frame + Words.FRAME_WORDS + axis];
                numbers[numberCount++] = Words.axisCount(word);
                key[keySize++] = Words.isLoop(word) ? 1 : 0;
            }
        }

        private void instruction(Opcode opcode, int start) {
            int at = start + Words.HEADER;
            int extent = Words.extent(words[at]);
            int lastReach = -1;
            List<Field> fields = opcode.fields();
            for (int i = 0; i < fields.size(); i++) {
                Field field = fields.get(i);
                switch (field.kind()) {
                    case LOCAL, SCALAR, SOURCE -> operand(words[at++]);
                    case ADDRESS -> {
                        lastReach = field.isMemory() ? reachCount : -1;
                        if (lastReach >= 0) {
                            reach(at, extent, field);
                        }
                        at = address(at, field);
                    }
                    case AXIS -> key[keySize++] = words[at++];
                    case NUMBER -> {
                        if (field == Field.INDEX_STRIDE) {
                            extend(lastReach, words[at] * (words[at + 1] - 1));
                        } else if (field == Field.FOLD_STRIDE) {
                            extend(lastReach, words[at] * (words[at - 1] - 1));
                        }
                        numbers[numberCount++] = words[at++];
                    }
                    case WINDOWS -> {
                        int count = (int) words[at++];
                        key[keySize++] = count;
                        for (int word = 0; word < count * WindowMap.AXIS_WORDS; word++) {
                            numbers[numberCount++] = words[at++];
                        }
                    }
                    case FRAME -> throw new IllegalStateException("a section inside a section");
                }
            }
        }

        private void operand(long word) {
            int value = Words.value(word);
            boolean scalar = Words.extent(word) == Extent.SCALAR.ordinal();
            int canonical;
            if (scalar) {
                canonical = find(scalars, scalarCount, value);
                if (canonical == scalarCount) {
                    scalars = room(scalars, scalarCount);
                    scalars[scalarCount++] = value;
                    numbers[numberCount++] = value;
                }
            } else {
                canonical = find(places, placeCount, value);
                if (canonical == placeCount) {
                    places = room(places, placeCount);
                    places[placeCount++] = value;
                }
            }
            key[keySize++] = word & ~0xffff_ffffL | canonical;
        }

        private int address(int at, Field field) {
            int buffer = Words.buffer(words[at]);
            int canonical = find(buffers, bufferCount, buffer);
            if (canonical == bufferCount) {
                buffers = room(buffers, bufferCount);
                buffers[bufferCount++] = buffer;
            }
            key[keySize++] = (long) canonical << 32
                    | (long) Words.terms(words[at]) << 8
                    | addressFlags(words, section, at, field.isFolded());
            numbers[numberCount++] = buffer;
            numbers[numberCount++] = Words.offset(words[at]);
            numbers[numberCount++] = words[at + 1];
            numbers[numberCount++] = words[at + 2];
            int end = Words.afterAddress(words, at);
            for (int term = at + Words.ADDRESS_WORDS; term < end; term++) {
                key[keySize++] = Words.termAxis(words[term]);
                numbers[numberCount++] = Words.termStride(words[term]);
            }
            return end;
        }

        private void reach(int at, int extent, Field field) {
            if (reaches.length < 4 * (reachCount + 1)) {
                reaches = Arrays.copyOf(reaches, 2 * reaches.length);
            }
            int slot = 4 * reachCount++;
            reaches[slot] = Words.buffer(words[at]);
            reaches[slot + 1] = Words.offset(words[at]);
            reaches[slot + 2] = Words.offset(words[at]);
            reaches[slot + 3] = field.isStore() ? 1 : 0;
            // An extent that covers no rows or no columns is counted as if it did: too much is safe here.
            int flags = addressFlags(words, section, at, field.isFolded());
            boolean allRows = (flags & ROWS_GO_ON) != 0;
            boolean allColumns = (flags & COLUMNS_GO_ON) != 0;
            boolean hasRows = extent == Extent.TILE.ordinal() || extent == Extent.COLUMN.ordinal();
            boolean hasColumns = extent == Extent.TILE.ordinal() || extent == Extent.ROW.ordinal();
            if (hasRows || allRows) {
                extend(reachCount - 1, words[at + 1] * (words[frame + (allRows ? 2 : 1)] - 1));
            }
            if (hasColumns || allColumns) {
                extend(reachCount - 1, words[at + 2] * (words[frame + (allColumns ? 4 : 3)] - 1));
            }
            int end = Words.afterAddress(words, at);
            for (int term = at + Words.ADDRESS_WORDS; term < end; term++) {
                int axis = Words.termAxis(words[term]);
                boolean counted = allRows && axis == Words.rowAxis(words[frame])
                        || allColumns && axis == Words.columnAxis(words[frame]);
                if (!counted) {
                    long count = Words.axisCount(words[frame + Words.FRAME_WORDS + axis]);
                    extend(reachCount - 1, Words.termStride(words[term]) * (count - 1));
                }
            }
        }

        private void extend(int reach, long distance) {
            reaches[4 * reach + (distance < 0 ? 1 : 2)] += distance;
        }

        private boolean overlaps() {
            for (int a = 0; a < reachCount; a++) {
                for (int b = 0; b < reachCount; b++) {
                    boolean written = reaches[4 * a + 3] != 0;
                    boolean readOrWorse = reaches[4 * b + 3] == 0;
                    if (written
                            && readOrWorse
                            && reaches[4 * a] == reaches[4 * b]
                            && reaches[4 * a + 1] <= reaches[4 * b + 2]
                            && reaches[4 * b + 1] <= reaches[4 * a + 2]) {
                        return true;
                    }
                }
            }
            return false;
        }

        private static int find(int[] array, int count, int value) {
            for (int i = 0; i < count; i++) {
                if (array[i] == value) {
                    return i;
                }
            }
            return count;
        }

        private static int[] room(int[] array, int count) {
            return count < array.length ? array : Arrays.copyOf(array, 2 * count);
        }
    }
}
