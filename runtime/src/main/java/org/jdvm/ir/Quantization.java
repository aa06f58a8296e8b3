package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.ARGUMENT;
import static org.jdvm.ir.GraphException.Problem.TYPE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as integers with a scale and a zero point, by the formulas of the ONNX operators of the same names (QuantizeLinear,
 * DequantizeLinear, MatMulInteger).
 */
final class Quantization {
    private final GraphBuilder builder;
    private final Rearrangements rearrangements;
    private final Decompositions composites;

    Quantization(GraphBuilder builder, Rearrangements rearrangements, Decompositions composites) {
        this.builder = builder;
        this.rearrangements = rearrangements;
        this.composites = composites;
    }

    /**
     * To which elements a scale belongs.
     *
     * @param axis the axis that the only dim of the scale counts, or along which blocks go; null for a scale that broadcasts
     * @param block how many elements along the axis have a scale together; null for one
     */
    record Spread(@Nullable Integer axis, @Nullable Dim block) {}

    /** {@code saturate(round(x / scale) + zeroPoint)}, ties to even. */
    Value quantize(Value x, Value scale, @Nullable Value zeroPoint, DType type, Spread spread) {
        if (!type.isNarrowInteger()) {
            throw new GraphException(TYPE, "quantizeLinear: makes i8, u8, i16 or u16, not " + type);
        }
        Value wide = narrow("quantizeLinear: x", x);
        Value quotient = builder.elementwise(
                Op.DIV, wide, spread("scale", x, narrow("quantizeLinear: the scale", scale), spread));
        Value rounded = builder.elementwise(Op.ROUND, quotient);
        if (zeroPoint != null) {
            rounded = builder.elementwise(
                    Op.ADD,
                    rounded,
                    spread("zero point", x, narrow("quantizeLinear: the zero point", zeroPoint), spread));
        }
        return builder.cast(rounded, type);
    }

    /** {@code (x - zeroPoint) * scale}. */
    Value dequantize(Value x, Value scale, @Nullable Value zeroPoint, Spread spread) {
        if (!x.type().isNarrowInteger() && x.type() != DType.I32) {
            throw new GraphException(TYPE, "dequantizeLinear: takes i8, u8, i16, u16 and i32, not " + x.type());
        }
        Value integers = x;
        if (zeroPoint != null) {
            if (zeroPoint.type() != x.type()) {
                throw new GraphException(
                        TYPE, "dequantizeLinear: x is " + x.type() + ", but the zero point is " + zeroPoint.type());
            }
            Value zero = spread("zero point", x, builder.cast(zeroPoint, DType.I32), spread);
            integers = builder.elementwise(Op.SUB, builder.cast(x, DType.I32), zero);
        }
        Value wide = builder.cast(integers, DType.F32);
        return builder.elementwise(
                Op.MUL, wide, spread("scale", x, narrow("dequantizeLinear: the scale", scale), spread));
    }

    /**
     * {@code (left - leftZero) . (right - rightZero)} as the product of the integers and sums of their rows and columns.
     *
     * @param leftZero the zero point of the left operand, or one for each row; null for 0
     * @param rightZero the zero point of the right operand, or one for each column; null for 0
     */
    Value matmul(Value left, Value right, @Nullable Value leftZero, @Nullable Value rightZero) {
        if (!left.type().isInteger() || !right.type().isInteger()) {
            throw new GraphException(
                    TYPE, "matmulInteger: takes i8 and u8, not " + left.type() + " and " + right.type());
        }
        Value product = composites.matmul(left, right);
        boolean areMatrices = left.rank() >= 2 && right.rank() >= 2;
        if ((leftZero != null || rightZero != null) && !areMatrices) {
            throw new GraphException(
                    ARGUMENT,
                    "matmulInteger: with zero points both operands need at least 2 dims, but they have " + left.shape()
                            + " and " + right.shape());
        }
        Value ofRows = leftZero == null ? null : zero("left", leftZero, left, -1);
        Value ofColumns = rightZero == null ? null : zero("right", rightZero, right, -2);
        if (ofColumns != null) {
            Value sums = sum(left, left.rank() - 1);
            if (ofRows != null) {
                Operand depth =
                        new Operand.Scalar(new ScalarExpr.Size(left.shape().dim(left.rank() - 1)));
                sums = builder.elementwise(Op.SUB, sums, builder.elementwise(Op.MUL, ofRows, depth));
            }
            product = builder.elementwise(Op.SUB, product, builder.elementwise(Op.MUL, sums, ofColumns));
        }
        if (ofRows != null) {
            Value sums = sum(right, right.rank() - 2);
            product = builder.elementwise(Op.SUB, product, builder.elementwise(Op.MUL, ofRows, sums));
        }
        return product;
    }

    private Value sum(Value x, int axis) {
        return builder.reduce(Op.SUM, builder.cast(x, DType.I32), List.of(axis), true);
    }

    /** A zero point as i32 that broadcasts with the product: one element, or a vector along the other axis than the inner one. */
    private Value zero(String which, Value zero, Value operand, int inner) {
        if (zero.type() != operand.type()) {
            throw new GraphException(
                    TYPE,
                    "matmulInteger: the %s operand is %s, but its zero point is %s"
                            .formatted(which, operand.type(), zero.type()));
        }
        Value wide = builder.cast(zero, DType.I32);
        if (zero.rank() == 1 && inner == -1 && !zero.shape().dim(0).equals(Dim.ONE)) {
            builder.require(
                    Requirement.Kind.EQUAL,
                    zero.shape().dim(0),
                    operand.shape().dim(operand.rank() - 2),
                    "matmulInteger (zero points of rows)");
            return rearrangements.expandDims(wide, 1);
        }
        if (zero.rank() >= 2) {
            builder.require(
                    Requirement.Kind.EQUAL,
                    zero.shape().dim(zero.rank() + inner),
                    Dim.ONE,
                    "matmulInteger (zero points of the " + which + " operand along the inner axis)");
        }
        return wide;
    }

    /** As f32; f64 would be rounded silently. */
    private Value narrow(String what, Value x) {
        if (x.type() == DType.F64) {
            throw new GraphException(
                    TYPE,
                    "%s is f64, but quantization is computed in f32; cast it first: cast(DType.F32)".formatted(what));
        }
        return builder.cast(x, DType.F32);
    }

    /** A scale or zero point that broadcasts with x. */
    private Value spread(String what, Value x, Value factor, Spread spread) {
        if (spread.axis() == null) {
            return factor;
        }
        int axis = builder.axis("quantization", x, spread.axis());
        Dim size = x.shape().dim(axis);
        if (spread.block() != null) {
            if (factor.rank() != x.rank()) {
                throw new GraphException(
                        ARGUMENT,
                        "a %s of blocks has the dims of x, %s, not %s".formatted(what, x.shape(), factor.shape()));
            }
            Value repeated = rearrangements.repeatInterleave(factor, axis, spread.block());
            return builder.slice(repeated, axis, Dim.ZERO, size, 1);
        }
        if (factor.rank() != 1) {
            throw new GraphException(ARGUMENT, "a %s along an axis has 1 dim, not %s".formatted(what, factor.shape()));
        }
        builder.require(
                Requirement.Kind.EQUAL, factor.shape().dim(0), size, "one " + what + " for each index of the axis");
        List<Dim> dims = new ArrayList<>(Collections.nCopies(x.rank(), Dim.ONE));
        dims.set(axis, size);
        return builder.reshape(factor, dims);
    }
}
