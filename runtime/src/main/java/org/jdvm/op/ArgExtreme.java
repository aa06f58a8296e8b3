package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/**
 * The index of the largest or smallest element along an axis: the first one of several, or with the option {@code last} the last. NaN is larger
 * than all numbers, and smaller than all.
 */
final class ArgExtreme implements RowOp {
    private final int number;
    private final String name;
    private final boolean isMax;

    ArgExtreme(int number, String name, boolean isMax) {
        this.number = number;
        this.name = name;
        this.isMax = isMax;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String text() {
        return name;
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
    public void reference(double[][] operands, double[][] results, long[] options) {
        double[] operand = operands[0];
        int best = 0;
        for (int i = 1; i < operand.length; i++) {
            double next = operand[i];
            double least = operand[best];
            int order = Double.isNaN(next) || Double.isNaN(least)
                    ? Boolean.compare(Double.isNaN(next), Double.isNaN(least))
                    : next == least ? 0 : next > least == isMax ? 1 : -1;
            best = order > 0 || order == 0 && options[0] != 0 ? i : best;
        }
        results[0][0] = best;
    }

    @Override
    public void run(RowArrays row, long[] options) {
        boolean last = options[0] != 0;
        int n = row.size(0);
        int best = 0;
        if (row.type(0) == DType.F64) {
            double[] x = row.doubles(0);
            double extreme = x[0];
            for (int i = 1; i < n; i++) {
                double next = x[i];
                boolean isBetter = isMax ? !(next <= extreme) : !(next >= extreme);
                boolean isEqual = next == extreme || next != next && extreme != extreme;
                if (isBetter && extreme == extreme || last && isEqual) {
                    extreme = next;
                    best = i;
                }
            }
        } else if (row.type(0).isFloat()) {
            float[] x = row.floats(0);
            float extreme = x[0];
            for (int i = 1; i < n; i++) {
                float next = x[i];
                // what does not compare is not-a-number
                boolean isBetter = isMax ? !(next <= extreme) : !(next >= extreme);
                boolean isEqual = next == extreme || next != next && extreme != extreme;
                if (isBetter && extreme == extreme || last && isEqual) {
                    extreme = next;
                    best = i;
                }
            }
        } else {
            long[] x = row.integers(0);
            for (int i = 1; i < n; i++) {
                boolean isBetter = isMax ? x[i] > x[best] : x[i] < x[best];
                if (isBetter || last && x[i] == x[best]) {
                    best = i;
                }
            }
        }
        row.integers(1)[0] = best;
    }
}
