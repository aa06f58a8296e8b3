package org.jdvm.bytecode;

import java.util.List;
import java.util.function.LongUnaryOperator;

/** The layouts of {@link Words} as data, for documentation; each field carries the function that reads it. */
enum WordLayout {
    HEAD(
            "Head: the first word of each instruction",
            new Bits("opcode", 0, 7, Words::opcode),
            new Bits("length in words, head included", 8, 15, Words::length),
            new Bits("function, 0 if the form has none", 16, 23, Words::function),
            new Bits("lane type of the computation", 24, 26, Words::lane),
            new Bits("memory type, 0 if the form has none", 27, 31, Words::memoryType),
            new Bits("accumulate flag", 32, 32, head -> Words.accumulates(head) ? 1 : 0)),
    OPERAND(
            "Operand: one word",
            new Bits(
                    "byte offset in the local buffer, or number of the scalar",
                    0,
                    31,
                    word -> Words.value(word) & 0xffff_ffffL),
            new Bits("extent", 32, 35, Words::extent),
            new Bits("lane type", 36, 39, Words::operandLane)),
    ADDRESS(
            "Address form: this word, the row stride, the column stride, then one word for each axis term",
            new Bits("offset in elements", 0, 39, Words::offset),
            new Bits("buffer", 40, 55, Words::buffer),
            new Bits("number of axis terms", 56, 63, Words::terms)),
    TERM(
            "Axis term of an address form",
            new Bits("stride in elements, signed", 0, 47, word -> Words.termStride(word) & 0xffff_ffff_ffffL),
            new Bits("axis", 56, 63, Words::termAxis)),
    FRAME(
            "Section: this word, rows of the frame, extent of the row axis, columns of the frame, extent of the column"
                + " axis, cost, bytes of local buffer, then one word for each axis, then, if there is an inner side,"
                + " the inner indices of the frame and the extent of the inner axis",
            new Bits("number of axes", 0, 7, Words::axes),
            new Bits("row axis, or " + Words.NO_AXIS, 8, 15, Words::rowAxis),
            new Bits("column axis, or " + Words.NO_AXIS, 16, 23, Words::columnAxis),
            new Bits("inner axis, or " + Words.NO_AXIS + "; 0 without an inner side", 24, 31, Words::innerAxis),
            new Bits("1 if there is an inner side", 32, 32, frame -> Words.hasInner(frame) ? 1 : 0)),
    AXIS(
            "Axis of a section",
            new Bits("number of indices", 0, 47, Words::axisCount),
            new Bits(
                    "1 for a loop axis, 0 for one that is spread over the cores",
                    63,
                    63,
                    word -> Words.isLoop(word) ? 1 : 0));

    private final String title;
    private final List<Bits> fields;

    /**
     * A field of a word.
     *
     * @param meaning what it holds
     * @param from its lowest bit
     * @param to its highest bit
     * @param reader the function that reads it as an unsigned number
     */
    record Bits(String meaning, int from, int to, LongUnaryOperator reader) {}

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
