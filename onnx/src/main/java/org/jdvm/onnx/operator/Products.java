package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.value.TensorValue;

/** Matrix products and what is defined by them. */
final class Products {
    private Products() {}

    static void addTo(OperatorTable table) {
        table.add(
                "MatMul",
                1,
                call -> call.type().isFloat()
                        ? call.same(matmul(call.t(0), call.t(1)))
                        : call.same(integerProduct(call.t(0), call.t(1))));
        table.add("Gemm", 1, Products::gemm);
        table.add("Einsum", 12, call -> {
            Tensor[] operands = new Tensor[call.size()];
            for (int i = 0; i < operands.length; i++) {
                operands[i] = call.t(i);
            }
            return call.same(Tensor.einsum(call.s("equation", ""), operands));
        });
        table.add("Det", 11, Products::determinant);
    }

    /** {@return a product of matrices or vectors, as NumPy's matmul} */
    static Tensor matmul(Tensor a, Tensor b) {
        if (a.rank() == 1 && b.rank() == 1) {
            return a.reshape(1, a.size()).matmul(b.reshape(b.size(), 1)).reshape();
        }
        if (a.rank() == 1) {
            return a.reshape(1, a.size()).matmul(b).squeeze(-2);
        }
        if (b.rank() == 1) {
            return a.matmul(b.reshape(b.size(), 1)).squeeze(-1);
        }
        return a.matmul(b);
    }

    /** {@return the exact product of integers whose magnitudes are at most 255, as i32} */
    static Tensor integerProduct(Tensor a, Tensor b) {
        Tensor left = a.cast(DType.F32);
        Tensor right = b.cast(DType.F32);
        return integerProduct(left, () -> right, right.dims(), 255);
    }

    /**
     * {@return the exact product of integers, which are given as 32-bit floats, as i32} The left ones are at most 255 in magnitude. A sum that 24 bits
     * hold is exact in floats; deeper products are cut.
     *
     * @param most the largest magnitude of the right ones
     */
    static Tensor integerProduct(Tensor left, Supplier<Tensor> right, int[] dims, int most) {
        int depth = left.dim(-1);
        int exact = (1 << 24) / (255 * most);
        if (depth <= exact || left.rank() < 2 || dims.length < 2) {
            return matmul(left, right.get()).cast(DType.I32);
        }
        Tensor whole = right.get();
        int parts = Math.ceilDiv(depth, exact);
        int each = Math.ceilDiv(depth, parts);
        Tensor sum = null;
        for (int from = 0; from < depth; from += each) {
            int to = Math.min(depth, from + each);
            Tensor part =
                    left.slice(-1, from, to).matmul(whole.slice(-2, from, to)).cast(DType.I32);
            sum = sum == null ? part : sum.add(part);
        }
        return sum;
    }

    private static TensorValue gemm(NodeCall call) {
        Tensor a = call.t(0);
        Tensor b = call.t(1);
        a = call.i("transA", 0) != 0 ? a.transpose() : a;
        b = call.i("transB", 0) != 0 ? b.transpose() : b;
        double alpha = call.f("alpha", 1);
        double beta = call.f("beta", 1);
        boolean isFloat = call.type().isFloat();
        Tensor product =
                isFloat ? a.matmul(b) : integerProduct(a, b).cast(call.type().carrier());
        product = alpha == 1 ? product : product.mul(alpha);
        if (call.has(2) && beta != 0) {
            Tensor c = call.t(2);
            product = product.add(beta == 1 ? c : c.mul(beta));
        }
        return call.same(product);
    }

    private static TensorValue determinant(NodeCall call) {
        TensorValue x = call.in(0);
        int n = x.dim(-1);
        int[] dims = Reductions.without(x.dims(), x.rank() - 2, x.rank() - 1);
        double[] result = new double[TensorValue.size(dims)];
        for (int matrix = 0; matrix < result.length; matrix++) {
            double[] m = Arrays.copyOfRange(x.doubles(), matrix * n * n, (matrix + 1) * n * n);
            result[matrix] = determinant(m, n);
        }
        return TensorValue.ofNumbers(x.type(), result, dims);
    }

    /** Gaussian elimination with partial pivoting. */
    private static double determinant(double[] m, int n) {
        double result = 1;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                pivot = Math.abs(m[row * n + column]) > Math.abs(m[pivot * n + column]) ? row : pivot;
            }
            double head = m[pivot * n + column];
            if (head == 0) {
                return 0;
            }
            if (pivot != column) {
                for (int i = 0; i < n; i++) {
                    double old = m[column * n + i];
                    m[column * n + i] = m[pivot * n + i];
                    m[pivot * n + i] = old;
                }
                result = -result;
            }
            result *= head;
            for (int row = column + 1; row < n; row++) {
                double factor = m[row * n + column] / head;
                for (int i = column; i < n; i++) {
                    m[row * n + i] -= factor * m[column * n + i];
                }
            }
        }
        return result;
    }
}
