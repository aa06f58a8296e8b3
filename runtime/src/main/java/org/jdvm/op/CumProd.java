package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/**
 * The product of all elements up to each one, along an axis; exclusive: without the element itself; reverse: from the last element on. Floats are
 * multiplied in double precision one after the other, and each product is rounded once; integers wrap.
 */
final class CumProd implements RowOp {
    @Override
    public String name() {
        return "cumprod";
    }

    @Override
    public List<String> options() {
        return List.of("exclusive", "reverse");
    }

    @Override
    public boolean takes(DType type) {
        return type.isFloat() || type == DType.I32 || type == DType.I64;
    }

    @Override
    public List<DType> resultTypes(DType operand) {
        return List.of(operand);
    }

    @Override
    public Dim resultSize(Dim size, long[] options) {
        return size;
    }

    @Override
    public void reference(double[] operand, double[][] results, long[] options) {
        int n = operand.length;
        for (int i = 0; i < n; i++) {
            int from = options[1] != 0 ? i + (int) options[0] : 0;
            int to = options[1] != 0 ? n : i + 1 - (int) options[0];
            double product = 1;
            for (int j = from; j < to; j++) {
                product *= operand[j];
            }
            results[0][i] = product;
        }
    }

    @Override
    public void run(RowArrays row, long[] options) {
        boolean exclusive = options[0] != 0;
        int n = row.size(0);
        int first = options[1] != 0 ? n - 1 : 0;
        int step = options[1] != 0 ? -1 : 1;
        if (row.type(0).isFloat()) {
            float[] x = row.floats(0);
            float[] y = row.floats(1);
            double product = 1;
            for (int i = 0, at = first; i < n; i++, at += step) {
                double next = product * x[at];
                y[at] = (float) (exclusive ? product : next);
                product = next;
            }
        } else {
            long[] x = row.integers(0);
            long[] y = row.integers(1);
            long product = 1;
            for (int i = 0, at = first; i < n; i++, at += step) {
                long next = product * x[at];
                y[at] = exclusive ? product : next;
                product = next;
            }
        }
    }
}
