package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/** The index of the largest element along an axis: the first one of several, or with the option {@code last} the last; NaN is larger than all. */
final class ArgMax implements RowOp {
    @Override
    public String name() {
        return "argMax";
    }

    @Override
    public List<String> options() {
        return List.of("last");
    }

    @Override
    public boolean takes(DType type) {
        return type.isFloat() || type == DType.I32 || type == DType.I64;
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
    public boolean needsElements() {
        return true;
    }

    @Override
    public void reference(double[] operand, double[][] results, long[] options) {
        double[] x = operand;
        int best = 0;
        for (int i = 1; i < x.length; i++) {
            int order = Double.isNaN(x[i]) || Double.isNaN(x[best])
                    ? Boolean.compare(Double.isNaN(x[i]), Double.isNaN(x[best]))
                    : x[i] > x[best] ? 1 : x[i] == x[best] ? 0 : -1;
            best = order > 0 || order == 0 && options[0] != 0 ? i : best;
        }
        results[0][0] = best;
    }

    @Override
    public void run(RowArrays row, long[] options) {
        boolean last = options[0] != 0;
        int n = row.size(0);
        int best = 0;
        if (row.type(0).isFloat()) {
            float[] x = row.floats(0);
            float largest = x[0];
            for (int i = 1; i < n; i++) {
                float next = x[i];
                // what is not smaller or equal is larger, or not-a-number
                boolean isLarger = !(next <= largest) && largest == largest;
                boolean isEqual = next == largest || next != next && largest != largest;
                if (isLarger || last && isEqual) {
                    largest = next;
                    best = i;
                }
            }
        } else {
            long[] x = row.integers(0);
            for (int i = 1; i < n; i++) {
                if (x[i] > x[best] || last && x[i] == x[best]) {
                    best = i;
                }
            }
        }
        row.integers(1)[0] = best;
    }
}
