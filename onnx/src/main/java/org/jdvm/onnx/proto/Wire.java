package org.jdvm.onnx.proto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.jdvm.JdvmException;

/**
 * Reads one protocol buffer message, field by field, from memory. Bytes are slices of that memory.
 *
 * <p>The encoding: each field is a varint {@code number << 3 | form}, then a varint (form 0), 8 bytes (1), a length and that many bytes (2), or 4
 * bytes (5); numbers that repeat may be packed into one field of form 2.
 */
public final class Wire {
    private static final int DEEPEST = 100;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String source;
    private final MemorySegment bytes;
    private final long end;
    private final int depth;
    private long at;
    private int form;

    private Wire(String source, MemorySegment bytes, long at, long end, int depth) {
        this.source = source;
        this.bytes = bytes;
        this.at = at;
        this.end = end;
        this.depth = depth;
    }

    /**
     * {@return a reader of the message that some memory holds}
     *
     * @param source the name messages give the file
     * @param bytes the message; slices of it are handed out
     */
    public static Wire of(String source, MemorySegment bytes) {
        return new Wire(source, bytes, 0, bytes.byteSize(), 0);
    }

    /** {@return the number of the next field, 0 at the end of the message} */
    int next() {
        if (at == end) {
            return 0;
        }
        long key = varint();
        form = (int) (key & 7);
        long number = key >>> 3;
        if (number <= 0 || number > 536870911) {
            throw damaged("has a field number " + number);
        }
        return (int) number;
    }

    /** Passes over the value of the current field. */
    void skip() {
        switch (form) {
            case 0 -> varint();
            case 1 -> advance(8);
            case 2 -> advance(length());
            case 5 -> advance(4);
            default -> throw damaged("has a field of form " + form);
        }
    }

    /** {@return the value of the current field, an integer} */
    long integer() {
        if (form != 0) {
            throw damaged("has a field of form " + form + " where an integer is expected");
        }
        return varint();
    }

    /** {@return the value of the current field, an integer that fits in 32 bits} */
    int number() {
        return (int) integer();
    }

    /** {@return the value of the current field, a 32-bit float} */
    float float32() {
        if (form != 5) {
            throw damaged("has a field of form " + form + " where a float is expected");
        }
        return Float.intBitsToFloat(bytes.get(INT, advance(4)));
    }

    /** {@return the bytes of the current field, not copied} */
    MemorySegment slice() {
        long length = delimited();
        return bytes.asSlice(advance(length), length);
    }

    /** {@return the text of the current field} */
    String text() {
        return new String(slice().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** {@return a reader of the message in the current field} */
    Wire message() {
        if (depth == DEEPEST) {
            throw damaged("nests messages deeper than " + DEEPEST);
        }
        long length = delimited();
        long start = advance(length);
        return new Wire(source, bytes, start, start + length, depth + 1);
    }

    /** Gives the integers of the current field, one or packed. */
    void integers(LongConsumer to) {
        if (form == 0) {
            to.accept(varint());
            return;
        }
        long last = delimited();
        last += at;
        while (at < last) {
            to.accept(varint());
        }
        if (at != last) {
            throw damaged("has packed integers that do not end where they should");
        }
    }

    /** Gives the bits of the 32-bit numbers of the current field, one or packed. */
    void words(LongConsumer to) {
        fixed(5, 4, to);
    }

    /** Gives the bits of the 64-bit numbers of the current field, one or packed. */
    void longWords(LongConsumer to) {
        fixed(1, 8, to);
    }

    private void fixed(int single, int size, LongConsumer to) {
        long length = form == single ? size : delimited();
        if (length % size != 0) {
            throw damaged("has " + length + " bytes of packed numbers of " + size + " bytes each");
        }
        long start = advance(length);
        for (long place = start; place < start + length; place += size) {
            to.accept(size == 4 ? bytes.get(INT, place) : bytes.get(LONG, place));
        }
    }

    private long delimited() {
        if (form != 2) {
            throw damaged("has a field of form " + form + " where bytes are expected");
        }
        long length = length();
        if (length > end - at) {
            throw damaged("ends inside a field of " + length + " bytes");
        }
        return length;
    }

    private long length() {
        long length = varint();
        if (length < 0) {
            throw damaged("has a field of negative length");
        }
        return length;
    }

    private long advance(long count) {
        if (count > end - at) {
            throw damaged("ends inside a field");
        }
        long start = at;
        at += count;
        return start;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw damaged("ends inside a number");
            }
            byte next = bytes.get(ValueLayout.JAVA_BYTE, at++);
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged("has a number of more than 64 bits");
    }

    private JdvmException damaged(String what) {
        return new JdvmException(
                "%s is not an ONNX model, or is damaged: at byte %d it %s".formatted(source, at, what));
    }
}
