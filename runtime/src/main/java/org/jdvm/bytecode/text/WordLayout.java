package org.jdvm.bytecode.text;

import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jdvm.bytecode.Words;

/** The fields of {@link Words} with their names, for documentation: which bits they have is found from the functions that read them. */
enum WordLayout {
    HEAD(
            "Head: the first word of each instruction",
            new Bits("opcode", Words::opcode),
            new Bits("length in words, head included", Words::length),
            new Bits("function, 0 if the form has none", Words::function),
            new Bits("lane type of the computation", Words::lane),
            new Bits("memory type, 0 if the form has none", Words::memoryType),
            new Bits("accumulate flag", head -> Words.accumulates(head) ? 1 : 0)),
    OPERAND(
            "Operand: one word",
            new Bits(
                    "byte offset in the local buffer, or number of the scalar",
                    word -> Words.value(word) & 0xffff_ffffL),
            new Bits("extent", Words::extent),
            new Bits("lane type", Words::operandLane)),
    ADDRESS(
            "Address form: this word, the row stride, the column stride, then one word for each axis term",
            new Bits("offset in elements", Words::offset),
            new Bits("buffer", Words::buffer),
            new Bits("number of axis terms", Words::terms)),
    TERM(
            "Axis term of an address form",
            new Bits("stride in elements, signed", word -> Words.termStride(word) & 0xffff_ffff_ffffL),
            new Bits("axis", Words::termAxis)),
    WINDOWS(
            "Windows: the number of axes, then for each the elements of a window, the windows, step, dilation, before,"
                    + " spread, extent and stride, a word each",
            new Bits("number of axes", word -> word & 0xff)),
    FRAME(
            "Section: this word, rows of the frame, extent of the row axis, columns of the frame, extent of the column"
                + " axis, cost, bytes of local buffer, then one word for each axis, then, if there is an inner side,"
                + " the inner indices of the frame and the extent of the inner axis",
            new Bits("number of axes", Words::axes),
            new Bits("row axis, or " + Words.NO_AXIS, Words::rowAxis),
            new Bits("column axis, or " + Words.NO_AXIS, Words::columnAxis),
            new Bits("inner axis, or " + Words.NO_AXIS + "; 0 without an inner side", Words::innerAxis),
            new Bits("1 if there is an inner side", frame -> Words.hasInner(frame) ? 1 : 0)),
    AXIS(
            "Axis of a section",
            new Bits("number of indices", Words::axisCount),
            new Bits("1 for a loop axis, 0 for one that is spread over the cores", word -> Words.isLoop(word) ? 1 : 0));

    private final String title;
    private final List<Bits> fields;

    /**
     * A field of a word.
     *
     * @param meaning what it holds
     * @param reader the function that reads it as an unsigned number
     */
    record Bits(String meaning, LongUnaryOperator reader) {
        /** {@return the bits that it has} */
        private long mask() {
            long mask = 0;
            for (long bit = 1; bit != 0; bit <<= 1) {
                mask |= reader.applyAsLong(bit) == 0 ? 0 : bit;
            }
            return mask;
        }

        /** {@return its lowest bit} */
        int from() {
            return Long.numberOfTrailingZeros(mask());
        }

        /** {@return its highest bit} */
        int to() {
            return Long.SIZE - 1 - Long.numberOfLeadingZeros(mask());
        }
    }

    WordLayout(String title, Bits... fields) {
        this.title = title;
        this.fields = List.of(fields);
    }

    /** {@return what such words are} */
    String title() {
        return title;
    }

    /** {@return the fields, from the lowest bit on} */
    List<Bits> fields() {
        return fields;
    }
}
