package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/**
 * An operation along one axis that no formula over elementwise operations and reductions gives, such as a scan or a search. One class holds all
 * that there is to know about it: element types, sizes of its results, meaning, and routine. A new one is a new class and a line in
 * {@link RowOps}, another scan a constant of {@link Scan}; {@code Tensor} has a method of its name.
 *
 * <p>It is computed row by row: a row is what a tensor has along the axis.
 */
public interface RowOp {
    /** {@return the number in bytecode, which is the place in {@link RowOps#ALL}} */
    int number();

    /** {@return the name in listings} */
    String text();

    /** {@return the method of {@code Tensor} that gives each result} */
    default List<String> methods() {
        return List.of(text());
    }

    /** {@return the names of its integer options, which follow the axis in a call} */
    List<String> options();

    /**
     * {@return the options of a call as routines take them}
     *
     * @param options the options
     */
    static long[] options(List<Long> options) {
        return options.stream().mapToLong(Long::longValue).toArray();
    }

    /** {@return the options of a call that leaves them out, in a new array} */
    default long[] defaultOptions() {
        return new long[options().size()];
    }

    /**
     * {@return true if it has three operands: the tensor itself, indices along the axis (i32 or i64), and a number of the tensor's type for each
     * index} Along the axis the last two have a size which is their own; along all others, all three have the same sizes.
     */
    default boolean hasUpdates() {
        return false;
    }

    /** {@return the number of operands} */
    default int operands() {
        return hasUpdates() ? 3 : 1;
    }

    /**
     * {@return whether an operand of an element type is accepted}
     *
     * @param type the element type
     */
    boolean takes(DType type);

    /**
     * {@return the element type of each result}
     *
     * @param operand the element type of the operand
     */
    List<DType> resultTypes(DType operand);

    /**
     * {@return true if each call says how long the rows of the results are, at most as long as those of the operand} The number follows the
     * axis in a call.
     */
    default boolean isSized() {
        return false;
    }

    /**
     * {@return the size of the results along the axis; not asked for where calls say it}
     *
     * @param size the size of the operand along it
     * @param options the options
     */
    Dim resultSize(Dim size, long[] options);

    /**
     * {@return for f64, where nothing is computed with more bits than results have: how many roundings, at most, each element of a row takes part in on
     * average; 0 where elements are only moved or compared}
     *
     * @param size the elements in a row
     */
    default double roundings(long size) {
        return 0;
    }

    /** {@return true if a row without elements is an error} */
    default boolean needsElements() {
        return false;
    }

    /**
     * Computes a row in double precision: the meaning, to which routines are compared.
     *
     * @param operands the row of each operand
     * @param results the rows of the results, to be filled
     * @param options the options
     */
    void reference(double[][] operands, double[][] results, long[] options);

    /**
     * Computes a row.
     *
     * @param row the elements of one row of each operand (from number 0 on), and room for those of the results after them
     * @param options the options
     * @throws RowIndexException if an index among the elements is not one of the axis
     */
    void run(RowArrays row, long[] options);
}
