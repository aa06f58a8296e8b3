package org.jdvm.benchmarks;

import java.util.List;
import org.jdvm.ir.Decompositions;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand.Scalar;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/** Operators over R rows and C columns that are bound by memory or by vector arithmetic, each with a kernel written by hand. */
public enum HotKernel {
    /** A sum of two tensors. */
    ADD(3, List.of("R,C", "R,C"), "R,C") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return builder.elementwise(Op.ADD, x.get(0), x.get(1));
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.add(x[0], x[1], y, from * columns, to * columns);
        }
    },

    /** A gate times a value. */
    SWIGLU(3, List.of("R,C", "R,C"), "R,C") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return builder.elementwise(Op.MUL, builder.elementwise(Op.SILU, x.get(0)), x.get(1));
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.swiglu(x[0], x[1], y, from * columns, to * columns);
        }
    },

    /** Gelu, the form with tanh, after a bias for each column. */
    BIAS_GELU(2, List.of("R,C", "C"), "R,C") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return builder.elementwise(Op.GELU_TANH, builder.elementwise(Op.ADD, x.get(0), x.get(1)));
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.biasGelu(x[0], x[1], y, from, to, columns);
        }
    },

    /** Softmax of each row. */
    SOFTMAX(2, List.of("R,C"), "R,C") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return composites.softmax(x.getFirst(), -1);
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.softmax(x[0], y, from, to, columns);
        }
    },

    /** Softmax of each row after scaling and adding a mask. */
    MASKED_SOFTMAX(3, List.of("R,C", "R,C"), "R,C") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            Value scaled = builder.elementwise(Op.MUL, x.get(0), new Scalar(ScalarExpr.of(SCALE)));
            return composites.softmax(builder.elementwise(Op.ADD, scaled, x.get(1)), -1);
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.maskedSoftmax(x[0], x[1], y, from, to, columns, SCALE);
        }
    },

    /** Layer norm of each row. */
    LAYER_NORM(2, List.of("R,C", "C", "C"), "R,C") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return composites.layerNorm(x.get(0), x.get(1), x.get(2), ScalarExpr.of(EPS));
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.layerNorm(x[0], x[1], x[2], y, from, to, columns, EPS);
        }
    },

    /** Root mean square norm of each row. */
    RMS_NORM(2, List.of("R,C", "C"), "R,C") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return composites.rmsNorm(x.get(0), x.get(1), ScalarExpr.of(EPS));
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.rmsNorm(x[0], x[1], y, from, to, columns, EPS);
        }
    },

    /** Rotary embedding of heads as wide as a row; eight heads share the angles. */
    ROPE(2.25, List.of("8,T,2*D", "T,2*D", "T,2*D"), "8,T,2*D") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            Dim half = Dim.symbol("D");
            Dim whole = Dim.parse("2*D");
            Value upper = builder.elementwise(Op.NEG, builder.slice(x.getFirst(), -1, half, whole, 1));
            Value lower = builder.slice(x.getFirst(), -1, Dim.ZERO, half, 1);
            Value turned = builder.concat(List.of(upper, lower), -1);
            return builder.elementwise(
                    Op.ADD,
                    builder.elementwise(Op.MUL, x.get(0), x.get(1)),
                    builder.elementwise(Op.MUL, turned, x.get(2)));
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.rope(x[0], x[1], x[2], y, rows / 8, columns / 2, from, to);
        }
    },

    /** The sum of each row. */
    SUM_ROWS(1, List.of("R,C"), "R") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return builder.reduce(Op.SUM, x.getFirst(), List.of(1), false);
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.sumRows(x[0], y, from, to, columns);
        }
    },

    /** The mean of each row. */
    MEAN_ROWS(1, List.of("R,C"), "R") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return composites.mean(x.getFirst(), List.of(1), false);
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.meanRows(x[0], y, from, to, columns);
        }
    },

    /** The largest element of each row. */
    MAX_ROWS(1, List.of("R,C"), "R") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return builder.reduce(Op.REDUCE_MAX, x.getFirst(), List.of(1), false);
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.maxRows(x[0], y, from, to, columns);
        }
    },

    /** The sum of each column. */
    SUM_COLUMNS(1, List.of("R,C"), "C") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return builder.reduce(Op.SUM, x.getFirst(), List.of(0), false);
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.sumColumns(x[0], y, rows, columns, from, to);
        }
    },

    /** The mean of each column. */
    MEAN_COLUMNS(1, List.of("R,C"), "C") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return composites.mean(x.getFirst(), List.of(0), false);
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.meanColumns(x[0], y, rows, columns, from, to);
        }
    },

    /** The largest element of each column. */
    MAX_COLUMNS(1, List.of("R,C"), "C") {
        @Override
        Value write(GraphBuilder builder, Decompositions composites, List<Value> x) {
            return builder.reduce(Op.REDUCE_MAX, x.getFirst(), List.of(0), false);
        }

        @Override
        void hand(float[][] x, float[] y, int rows, int columns, int from, int to) {
            HandKernels.maxColumns(x[0], y, rows, columns, from, to);
        }
    };

    private static final float SCALE = 0.125f;
    private static final float EPS = 1e-5f;

    /** How often memory as large as the rows and columns is read or written. */
    final double tensorsMoved;

    final List<String> inputs;
    final String result;

    HotKernel(double tensorsMoved, List<String> inputs, String result) {
        this.tensorsMoved = tensorsMoved;
        this.inputs = inputs;
        this.result = result;
    }

    /** Writes the operator's graph. */
    abstract Value write(GraphBuilder builder, Decompositions composites, List<Value> x);

    /** Computes some rows by hand; some columns where they are the result. */
    abstract void hand(float[][] x, float[] y, int rows, int columns, int from, int to);

    /** {@return what is shared out among threads: columns if they are the result, else rows} */
    boolean splitsColumns() {
        return result.equals("C");
    }
}
