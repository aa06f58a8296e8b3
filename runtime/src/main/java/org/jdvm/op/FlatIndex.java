package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/**
 * Where an element is in row-major order, from its index along each of several axes: a row holds these indices, then the sizes of the axes.
 */
final class FlatIndex implements RowOp {
    @Override
    public int number() {
        return 10;
    }

    @Override
    public String text() {
        return "flatIndex";
    }

    @Override
    public List<String> methods() {
        return List.of();
    }

    @Override
    public List<String> options() {
        return List.of();
    }

    @Override
    public boolean takes(DType type) {
        return type == DType.I32 || type == DType.I64;
    }

    @Override
    public List<DType> resultTypes(DType operand) {
        return List.of(DType.I64);
    }

    @Override
    public Dim resultSize(Dim size, long[] options) {
        return Dim.ONE;
    }

    @Override
    public void reference(double[][] operands, double[][] results, long[] options) {
        double[] row = operands[0];
        int axes = row.length / 2;
        double flat = 0;
        for (int axis = 0; axis < axes; axis++) {
            if (row[axis] < 0 || row[axis] >= row[axes + axis]) {
                throw new RowIndexException((long) row[axis], axis, (long) row[axes + axis]);
            }
            flat = flat * row[axes + axis] + row[axis];
        }
        results[0][0] = flat;
    }

    @Override
    public void run(RowArrays row, long[] options) {
        long[] numbers = row.integers(0);
        int axes = row.size(0) / 2;
        long flat = 0;
        for (int axis = 0; axis < axes; axis++) {
            long size = numbers[axes + axis];
            if (numbers[axis] < 0 || numbers[axis] >= size) {
                throw new RowIndexException(numbers[axis], axis, size);
            }
            flat = flat * size + numbers[axis];
        }
        row.integers(1)[0] = flat;
    }
}
