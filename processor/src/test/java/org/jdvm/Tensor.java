package org.jdvm;

import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;

/** Stands in for the class of this name: the methods that operators call. */
public final class Tensor {
    public static final Keep KEEP_DIMS = Keep.KEEP_DIMS;
    public static final Keep DROP_DIMS = Keep.DROP_DIMS;

    private Tensor() {}

    private static UnsupportedOperationException none() {
        return new UnsupportedOperationException("a stub");
    }

    public Tensor neg() {
        throw none();
    }

    public Tensor abs() {
        throw none();
    }

    public Tensor sqrt() {
        throw none();
    }

    public Tensor rsqrt() {
        throw none();
    }

    public Tensor reciprocal() {
        throw none();
    }

    public Tensor exp() {
        throw none();
    }

    public Tensor log() {
        throw none();
    }

    public Tensor sin() {
        throw none();
    }

    public Tensor cos() {
        throw none();
    }

    public Tensor tanh() {
        throw none();
    }

    public Tensor erf() {
        throw none();
    }

    public Tensor sigmoid() {
        throw none();
    }

    public Tensor silu() {
        throw none();
    }

    public Tensor gelu() {
        throw none();
    }

    public Tensor geluTanh() {
        throw none();
    }

    public Tensor round() {
        throw none();
    }

    public Tensor floor() {
        throw none();
    }

    public Tensor ceil() {
        throw none();
    }

    public Tensor trunc() {
        throw none();
    }

    public Tensor isFinite() {
        throw none();
    }

    public Tensor not() {
        throw none();
    }

    public Tensor relu() {
        throw none();
    }

    public Tensor square() {
        throw none();
    }

    public Tensor contiguous() {
        throw none();
    }

    public Tensor add(Tensor other) {
        throw none();
    }

    public Tensor add(double other) {
        throw none();
    }

    public Tensor sub(Tensor other) {
        throw none();
    }

    public Tensor sub(double other) {
        throw none();
    }

    public Tensor mul(Tensor other) {
        throw none();
    }

    public Tensor mul(double other) {
        throw none();
    }

    public Tensor div(Tensor other) {
        throw none();
    }

    public Tensor div(double other) {
        throw none();
    }

    public Tensor pow(Tensor other) {
        throw none();
    }

    public Tensor pow(double other) {
        throw none();
    }

    public Tensor eq(Tensor other) {
        throw none();
    }

    public Tensor eq(double other) {
        throw none();
    }

    public Tensor ne(Tensor other) {
        throw none();
    }

    public Tensor ne(double other) {
        throw none();
    }

    public Tensor lt(Tensor other) {
        throw none();
    }

    public Tensor lt(double other) {
        throw none();
    }

    public Tensor le(Tensor other) {
        throw none();
    }

    public Tensor le(double other) {
        throw none();
    }

    public Tensor gt(Tensor other) {
        throw none();
    }

    public Tensor gt(double other) {
        throw none();
    }

    public Tensor ge(Tensor other) {
        throw none();
    }

    public Tensor ge(double other) {
        throw none();
    }

    public Tensor maximum(Tensor other) {
        throw none();
    }

    public Tensor maximum(double other) {
        throw none();
    }

    public Tensor minimum(Tensor other) {
        throw none();
    }

    public Tensor minimum(double other) {
        throw none();
    }

    public Tensor and(Tensor other) {
        throw none();
    }

    public Tensor or(Tensor other) {
        throw none();
    }

    public Tensor matmul(Tensor other) {
        throw none();
    }

    public Tensor rsub(double other) {
        throw none();
    }

    public Tensor rdiv(double other) {
        throw none();
    }

    public Tensor rpow(double other) {
        throw none();
    }

    public Tensor sum() {
        throw none();
    }

    public Tensor sum(int axis) {
        throw none();
    }

    public Tensor sum(int axis, Keep keep) {
        throw none();
    }

    public Tensor sum(int[] axes, Keep keep) {
        throw none();
    }

    public Tensor max() {
        throw none();
    }

    public Tensor max(int axis) {
        throw none();
    }

    public Tensor max(int axis, Keep keep) {
        throw none();
    }

    public Tensor max(int[] axes, Keep keep) {
        throw none();
    }

    public Tensor min() {
        throw none();
    }

    public Tensor min(int axis) {
        throw none();
    }

    public Tensor min(int axis, Keep keep) {
        throw none();
    }

    public Tensor min(int[] axes, Keep keep) {
        throw none();
    }

    public Tensor any() {
        throw none();
    }

    public Tensor any(int axis) {
        throw none();
    }

    public Tensor any(int axis, Keep keep) {
        throw none();
    }

    public Tensor any(int[] axes, Keep keep) {
        throw none();
    }

    public Tensor all() {
        throw none();
    }

    public Tensor all(int axis) {
        throw none();
    }

    public Tensor all(int axis, Keep keep) {
        throw none();
    }

    public Tensor all(int[] axes, Keep keep) {
        throw none();
    }

    public Tensor mean() {
        throw none();
    }

    public Tensor mean(int axis) {
        throw none();
    }

    public Tensor mean(int axis, Keep keep) {
        throw none();
    }

    public Tensor mean(int[] axes, Keep keep) {
        throw none();
    }

    public Tensor variance() {
        throw none();
    }

    public Tensor variance(int axis) {
        throw none();
    }

    public Tensor variance(int axis, Keep keep) {
        throw none();
    }

    public Tensor variance(int[] axes, Keep keep) {
        throw none();
    }

    public Tensor select(Tensor whenTrue, Tensor whenFalse) {
        throw none();
    }

    public Tensor select(Tensor whenTrue, double whenFalse) {
        throw none();
    }

    public Tensor select(double whenTrue, Tensor whenFalse) {
        throw none();
    }

    public Tensor cast(DType type) {
        throw none();
    }

    public Tensor clamp(double low, double high) {
        throw none();
    }

    public Tensor softmax(int axis) {
        throw none();
    }

    public Tensor logSoftmax(int axis) {
        throw none();
    }

    public Tensor logSumExp(int axis, Keep keep) {
        throw none();
    }

    public Tensor layerNorm(Tensor gamma, Tensor beta, double eps) {
        throw none();
    }

    public Tensor rmsNorm(Tensor gamma, double eps) {
        throw none();
    }

    public Tensor reshape(int... dims) {
        throw none();
    }

    public Tensor broadcastTo(int... dims) {
        throw none();
    }

    public Tensor permute(int... order) {
        throw none();
    }

    public Tensor transpose() {
        throw none();
    }

    public Tensor transpose(int first, int second) {
        throw none();
    }

    public Tensor expandDims(int axis) {
        throw none();
    }

    public Tensor squeeze(int axis) {
        throw none();
    }

    public Tensor slice(int axis, int start, int end) {
        throw none();
    }

    public Tensor slice(int axis, int start, int end, int step) {
        throw none();
    }

    public Tensor pad(int axis, int before, int after) {
        throw none();
    }

    public Tensor gather(int axis, Tensor indices) {
        throw none();
    }

    public Tensor oneHot(int depth) {
        throw none();
    }

    public int dim(int axis) {
        throw none();
    }

    public int rank() {
        throw none();
    }

    public long size() {
        throw none();
    }

    public float item() {
        throw none();
    }

    public float[] toFloatArray() {
        throw none();
    }

    public static Tensor concat(int axis, Tensor... tensors) {
        throw none();
    }

    public static Tensor full(double value, int... dims) {
        throw none();
    }

    public static Tensor range(int count) {
        throw none();
    }
}
