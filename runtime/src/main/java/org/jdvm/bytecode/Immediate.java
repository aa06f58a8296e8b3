package org.jdvm.bytecode;

/**
 * A plain number in an instruction: a size, a stride, the number of an axis.
 *
 * @param value the number
 */
public record Immediate(long value) implements FieldValue {}
