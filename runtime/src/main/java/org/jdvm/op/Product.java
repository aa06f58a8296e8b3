package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/**
 * The product of the elements along an axis, 1 of nothing. Floats are multiplied in double precision in their order, and the result is rounded
 * once (f64 at each step); integers wrap.
 */
final class Product implements RowOp {
    @Override
    public int number() {
        return 6;
    }

    @Override
    public String text() {
        return "prod";
    }

    @Override
    public List<String> options() {
        return List.of();
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
        return Dim.ONE;
    }

    @Override
    public double roundings(long size) {
        return 1;
    }

    @Override
    public void reference(double[][] operands, double[][] results, long[] options) {
        double[] operand = operands[0];
        results[0][0] = 1;
        for (double x : operand) {
            results[0][0] *= x;
        }
    }

    @Override
    public void run(RowArrays row, long[] options) {
        int n = row.size(0);
        if (row.type(0) == DType.F64) {
            double[] x = row.doubles(0);
            double product = 1;
            for (int i = 0; i < n; i++) {
                product *= x[i];
            }
            row.doubles(1)[0] = product;
        } else if (row.type(0).isFloat()) {
            float[] x = row.floats(0);
            double product = 1;
            for (int i = 0; i < n; i++) {
                product *= x[i];
            }
            row.floats(1)[0] = (float) product;
        } else {
            long[] x = row.integers(0);
            long product = 1;
            for (int i = 0; i < n; i++) {
                product *= x[i];
            }
            row.integers(1)[0] = product;
        }
    }
}
