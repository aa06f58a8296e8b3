package org.jdvm.examples.blocks;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.DynamicQuantization;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Quantization, packed bits, hashes and other work on integers. */
final class IntegerBlocks {
    private IntegerBlocks() {}

    /** To signed bytes and back, with a scale for each row. */
    @Operator
    @Where("N >= 1")
    static @Dims("M, N") Tensor throughSignedBytes(@Dims("M, N") Tensor x) {
        Tensor scale = x.abs().max(1).div(127).clampMin(1e-8);
        return x.quantizeLinear(scale, DType.I8, 0).dequantizeLinear(scale, 0);
    }

    /** To unsigned bytes and back, with a scale and a zero point for each column. */
    @Operator
    @Where("M >= 1")
    static @Dims("M, N") Tensor throughUnsignedBytes(@Dims("M, N") Tensor x) {
        Tensor low = x.min(0).minimum(0);
        Tensor scale = x.max(0).maximum(0).sub(low).div(255).clampMin(1e-8);
        Tensor zero = low.neg().div(scale).round().clamp(0, 255).cast(DType.U8);
        return x.quantizeLinear(scale, zero, 1).dequantizeLinear(scale, zero, 1);
    }

    /** A layer with a bytes' weight and activations that are quantized at the call. */
    @Operator
    @Where("M >= 1")
    @Where("I >= 1")
    static @Dims("M, O") Tensor quantizedLayer(
            @Dims("M, I") Tensor x,
            @Dims(value = "I, O", dtype = DType.I8) Tensor weight,
            @Dims("O") Tensor scale,
            @Dims("O") Tensor bias) {
        DynamicQuantization q = DynamicQuantization.of(x);
        return q.elements()
                .matmulInteger(weight, q.zeroPoint())
                .cast(DType.F32)
                .mul(q.scale().mul(scale))
                .add(bias)
                .relu();
    }

    /** Two numbers of four bits in each byte, low ones first. */
    @Operator
    static @Dims(value = "M, N", dtype = DType.U8) Tensor packNibbles(
            @Dims(value = "M, 2*N", dtype = DType.U8) Tensor x) {
        Tensor low = x.slice(1, 0, x.dim(1), 2).bitwiseAnd(15);
        Tensor high = x.slice(1, 1, x.dim(1), 2).bitwiseAnd(15).shiftLeft(4);
        return low.bitwiseOr(high);
    }

    /** Signed numbers of four bits out of bytes, times the scale of their row. */
    @Operator
    static @Dims("M, 2*N") Tensor unpackNibbles(
            @Dims(value = "M, N", dtype = DType.U8) Tensor x, @Dims("M, 1") Tensor scale) {
        Tensor low = x.bitwiseAnd(15).expandDims(2);
        Tensor high = x.shiftRight(4).expandDims(2);
        Tensor both =
                Tensor.concat(2, low, high).reshape(x.dim(0), 2 * x.dim(1)).cast(DType.I32);
        return both.ge(8).select(both.sub(16), both).cast(DType.F32).mul(scale);
    }

    /** Eight truth values in each byte, the first in the highest bit. */
    @Operator
    static @Dims(value = "N", dtype = DType.U8) Tensor packBits(@Dims(value = "8*N", dtype = DType.BOOL) Tensor x) {
        Tensor bits = x.reshape(x.dim(0) / 8, 8).cast(DType.I32);
        Tensor weights =
                Tensor.full(1, 8).cast(DType.I32).shiftLeft(Tensor.range(8).rsub(7));
        return bits.mul(weights).sum(1).cast(DType.U8);
    }

    /** Buckets of a multiplicative hash that wraps. */
    @Operator
    static @Dims(value = "N", dtype = DType.I32) Tensor hash(
            @Dims(value = "N", dtype = DType.I32) Tensor x, int buckets) {
        Tensor mixed = x.mul(-1640531527).bitwiseXor(x.shiftRight(15));
        return mixed.mul(-2048144789).floorMod(buckets);
    }

    /** Days since 1970 as year, month and day (proleptic Gregorian). */
    @Operator
    static @Dims(value = "N, 3", dtype = DType.I64) Tensor dates(@Dims(value = "N", dtype = DType.I64) Tensor days) {
        Tensor z = days.add(719468);
        Tensor era = z.floorDiv(146097);
        Tensor day = z.floorMod(146097);
        Tensor year =
                day.sub(day.div(1460)).add(day.div(36524)).sub(day.div(146096)).div(365);
        Tensor rest = day.sub(year.mul(365).add(year.div(4)).sub(year.div(100)));
        Tensor shifted = rest.mul(5).add(2).div(153);
        Tensor dayOfMonth = rest.sub(shifted.mul(153).add(2).div(5)).add(1);
        Tensor month = shifted.lt(10).select(shifted.add(3), shifted.sub(9));
        Tensor result = year.add(era.mul(400)).add(month.le(2).cast(DType.I64));
        return Tensor.concat(1, result.expandDims(1), month.expandDims(1), dayOfMonth.expandDims(1));
    }

    /** Rows of a table by products with ones, and the same by indices; equal where indices are right. */
    @Operator
    static @Dims("T, D") Tensor embeddingByOneHot(
            @Dims("V, D") Tensor table, @Dims(value = "T", dtype = DType.I64) Tensor ids) {
        return ids.oneHot(table.dim(0)).matmul(table);
    }

    /** How often each of N values occurs, and the running total. */
    @Operator
    static @Dims(value = "2, N", dtype = DType.I32) Tensor histogram(
            @Dims(value = "M", dtype = DType.I64) Tensor x, int N) {
        Tensor counts = x.oneHot(N, DType.I32).sum(0);
        return Tensor.concat(0, counts.expandDims(0), counts.cumsum(0).expandDims(0));
    }

    /** Signs of products with random planes as the bits of a number. */
    @Operator
    @Where("P <= 30")
    static @Dims(value = "N", dtype = DType.I32) Tensor planeHash(@Dims("N, D") Tensor x, @Dims("P, D") Tensor planes) {
        Tensor bits = x.matmul(planes.transpose()).gt(0).cast(DType.I32);
        return bits.shiftLeft(Tensor.range(planes.dim(0))).sum(1);
    }

    /** How many bits of two words differ. */
    @Operator
    static @Dims(value = "M, N", dtype = DType.I32) Tensor hamming(
            @Dims(value = "M", dtype = DType.I32) Tensor a, @Dims(value = "N", dtype = DType.I32) Tensor b) {
        Tensor x = a.expandDims(1).bitwiseXor(b);
        Tensor pairs = x.sub(x.shiftRight(1).bitwiseAnd(0x55555555));
        Tensor fours = pairs.bitwiseAnd(0x33333333).add(pairs.shiftRight(2).bitwiseAnd(0x33333333));
        Tensor bytes = fours.add(fours.shiftRight(4)).bitwiseAnd(0x0f0f0f0f);
        return bytes.mul(0x01010101).shiftRight(24).bitwiseAnd(63);
    }

    /** The mean of u8 pixels over 2 x 2, rounded. */
    @Operator
    static @Dims(value = "H, W", dtype = DType.U8) Tensor halveImage(
            @Dims(value = "2*H, 2*W", dtype = DType.U8) Tensor x) {
        Tensor sums =
                x.cast(DType.I32).reshape(x.dim(0) / 2, 2, x.dim(1) / 2, 2).sum(new int[] {1, 3});
        return sums.add(2).shiftRight(2).cast(DType.U8);
    }

    /** Attention scores' largest places that are not masked, kept as dims. */
    @Operator
    @Where("N >= 1")
    static @Dims(value = "M, 1", dtype = DType.I64) Tensor bestAllowed(
            @Dims("M, N") Tensor scores, @Dims(value = "M, N", dtype = DType.BOOL) Tensor allowed) {
        return allowed.select(scores, Float.NEGATIVE_INFINITY).argMax(1, KEEP_DIMS);
    }
}
