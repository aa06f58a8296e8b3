package org.jdvm.onnx.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** Operators of ONNX Runtime that optimisers make of several of the standard. */
final class MicrosoftFusions {
    private MicrosoftFusions() {}

    static void addTo(OperatorTable table) {
        table.microsoft("Gelu", call -> call.same(call.t(0).gelu()));
        table.microsoft("BiasGelu", call -> call.same(call.t(0).add(call.t(1)).gelu()));
        table.microsoft("FastGelu", call -> call.same(biased(call, 0, 1).geluTanh()));
        table.microsoft("QuickGelu", call -> {
            Tensor x = call.t(0);
            return call.same(x.mul(x.mul(call.f("alpha", 1.702f)).sigmoid()));
        });
        table.microsoftAll("SkipLayerNormalization", call -> {
            Tensor sum = call.t(0).add(call.t(1));
            sum = call.has(4) ? sum.add(call.t(4)) : sum;
            Tensor norm = norm(sum, call.t(2), call.optionalTensor(3), call.f("epsilon", 1e-12f));
            return new OnnxValue[] {call.same(norm), null, null, call.same(sum)};
        });
        table.microsoftAll("SkipSimplifiedLayerNormalization", call -> {
            Tensor sum = call.t(0).add(call.t(1));
            sum = call.has(3) ? sum.add(call.t(3)) : sum;
            Tensor norm = Norms.rms(sum, new int[] {sum.rank() - 1}, call.f("epsilon", 1e-5f))
                    .mul(call.t(2));
            return new OnnxValue[] {call.same(norm), null, null, call.same(sum)};
        });
        // Runtimes write this one into the standard's domain.
        table.add("SimplifiedLayerNormalization", 1, MicrosoftFusions::rms);
        table.microsoft("SimplifiedLayerNormalization", MicrosoftFusions::rms);
        table.microsoftAll("EmbedLayerNormalization", MicrosoftFusions::embed);
        table.microsoft("FusedMatMul", MicrosoftFusions::fusedProduct);
        table.microsoft("TransposeMatMul", MicrosoftFusions::fusedProduct);
        table.microsoft("FusedConv", MicrosoftFusions::fusedConvolution);
        table.microsoft("FusedGemm", call -> activated(call, gemm(call)));
        table.microsoft("MatMulNBits", MicrosoftFusions::packedProduct);
        table.microsoft("DynamicQuantizeMatMul", MicrosoftFusions::dynamicProduct);
        table.microsoft("MatMulIntegerToFloat", call -> {
            Tensor product = Quantised.product(call, 0, 4, 1, 5);
            return withBias(call, product.cast(DType.F32).mul(call.t(2).mul(call.t(3))), 6);
        });
        table.microsoft("QLinearAdd", call -> quantisedPair(call, false));
        table.microsoft("QLinearMul", call -> quantisedPair(call, true));
        table.microsoft("QLinearSigmoid", call -> requantise(real(call, 0, 1, 2).sigmoid(), call, 3, 4));
        table.microsoft(
                "QLinearLeakyRelu",
                call -> requantise(real(call, 0, 1, 2).leakyRelu(call.f("alpha", 0.01f)), call, 3, 4));
        table.microsoft("QLinearConcat", MicrosoftFusions::quantisedConcat);
        table.microsoft("QuantizeLinear", call -> requantise(call.t(0), call, 1, 2));
        table.microsoft("DequantizeLinear", call -> TensorValue.of(ElementType.FLOAT, real(call, 0, 1, 2)));
    }

    private static Tensor biased(NodeCall call, int x, int bias) {
        return call.has(bias) ? call.t(x).add(call.t(bias)) : call.t(x);
    }

    private static Tensor norm(Tensor x, Tensor scale, @Nullable Tensor bias, double epsilon) {
        if (bias != null) {
            return x.layerNorm(scale, bias, epsilon);
        }
        return Norms.standardized(x, new int[] {x.rank() - 1}, epsilon)[0].mul(scale);
    }

    private static TensorValue rms(NodeCall call) {
        Tensor x = call.t(0);
        int axis = NodeCall.axis(call.i("axis", -1), x.rank());
        int[] axes = IntStream.range(axis, x.rank()).toArray();
        return call.same(Norms.rms(x, axes, call.f("epsilon", 1e-5f)).mul(call.t(1)));
    }

    private static OnnxValue[] embed(NodeCall call) {
        Tensor ids = call.t(0).cast(DType.I64);
        Tensor sum = call.t(2).gather(0, ids);
        int length = ids.dim(1);
        sum = sum.add(
                call.has(8)
                        ? call.t(3).gather(0, call.t(8).cast(DType.I64))
                        : call.t(3).slice(0, 0, length));
        if (call.has(1)) {
            sum = sum.add(call.t(4).gather(0, call.t(1).cast(DType.I64)));
        }
        Tensor norm = norm(sum, call.t(5), call.t(6), call.f("epsilon", 1e-12f));
        Tensor counts = call.has(7) ? call.t(7).cast(DType.I32).sum(1) : Tensor.zeros(DType.I32, ids.dim(0));
        ElementType type = call.in(2).type();
        return new OnnxValue[] {
            TensorValue.of(type, norm), TensorValue.of(ElementType.INT32, counts), TensorValue.of(type, sum)
        };
    }

    private static Tensor turned(Tensor x, boolean isTransposed, boolean isBatchFirst) {
        Tensor t = x;
        if (isBatchFirst) {
            // The batch axis is the last but one: [m, batch, k] means [batch, m, k].
            int[] order = new int[t.rank()];
            for (int i = 0; i < order.length - 2; i++) {
                order[i] = i + 1;
            }
            order[order.length - 2] = 0;
            order[order.length - 1] = order.length - 1;
            t = t.permute(order);
        }
        return isTransposed && t.rank() > 1 ? t.transpose() : t;
    }

    private static TensorValue fusedProduct(NodeCall call) {
        Tensor a = turned(call.t(0), call.i("transA", 0) != 0, call.i("transBatchA", 0) != 0);
        Tensor b = turned(call.t(1), call.i("transB", 0) != 0, call.i("transBatchB", 0) != 0);
        Tensor product = Products.matmul(a, b);
        double alpha = call.f("alpha", 1);
        return call.same(alpha == 1 ? product : product.mul(alpha));
    }

    private static Tensor gemm(NodeCall call) {
        Tensor a = turned(call.t(0), call.i("transA", 0) != 0, false);
        Tensor b = turned(call.t(1), call.i("transB", 0) != 0, false);
        Tensor product = a.matmul(b).mul(call.f("alpha", 1));
        return call.has(2) ? product.add(call.t(2).mul(call.f("beta", 1))) : product;
    }

    private static TensorValue fusedConvolution(NodeCall call) {
        Tensor y = ConvolutionOperators.conv(
                call, call.t(0), call.t(1), call.optionalTensor(2), call.in(1).dims());
        return activated(call, call.has(3) ? y.add(call.t(3)) : y);
    }

    private static TensorValue activated(NodeCall call, Tensor y) {
        float[] numbers = call.fs("activation_params");
        double first = numbers != null && numbers.length > 0 ? numbers[0] : call.f("activation_alpha", 0.01f);
        double second = numbers != null && numbers.length > 1 ? numbers[1] : call.f("activation_beta", 0.5f);
        return call.same(
                switch (call.s("activation", "")) {
                    case "" -> y;
                    case "Relu" -> y.relu();
                    case "Tanh" -> y.tanh();
                    case "Sigmoid" -> y.sigmoid();
                    case "LeakyRelu" -> y.leakyRelu(first);
                    case "Clip" -> y.clamp(first, second);
                    case "HardSigmoid" -> y.hardSigmoid(first, second);
                    default -> throw NodeCall.unsupported("activation '" + call.s("activation", "") + "'");
                });
    }

    /** Weights of 4 or 8 bits in blocks of rows: B[n, block, bytes], a scale for each block, zero points packed as the weights are. */
    private static TensorValue packedProduct(NodeCall call) {
        int k = call.i("K");
        int n = call.i("N");
        int bits = call.i("bits", 4);
        int size = call.i("block_size");
        if (bits != 4 && bits != 8 && bits != 2) {
            throw NodeCall.unsupported("weights of " + bits + " bits");
        }
        Tensor x = call.t(0);
        Tensor weight = call.prepared(() -> unpacked(call, k, n, bits, size), 1, 2, 3);
        return withBias(call, x.matmul(weight.cast(x.type())), 5);
    }

    private static Tensor unpacked(NodeCall call, int k, int n, int bits, int size) {
        int blocks = Math.ceilDiv(k, size);
        int perByte = 8 / bits;
        long[] packed = call.in(1).longs();
        float[] scales = call.in(2).floats();
        TensorValue zeros = call.optional(3);
        int zeroBytes = Math.ceilDiv(blocks * bits, 8);
        float[] weight = new float[k * n];
        int mask = (1 << bits) - 1;
        for (int row = 0; row < n; row++) {
            for (int block = 0; block < blocks; block++) {
                double zero = 1 << bits - 1;
                if (zeros != null) {
                    zero = zeros.type().isFloat()
                            ? zeros.doubles()[row * blocks + block]
                            : zeros.longs()[row * zeroBytes + block / perByte] >> bits * (block % perByte) & mask;
                }
                for (int i = 0; i < size && block * size + i < k; i++) {
                    long each = packed[(row * blocks + block) * (size / perByte) + i / perByte];
                    long value = each >> bits * (i % perByte) & mask;
                    weight[(block * size + i) * n + row] = (float) ((value - zero) * scales[row * blocks + block]);
                }
            }
        }
        return Tensor.of(weight, k, n);
    }

    private static TensorValue withBias(NodeCall call, Tensor product, int bias) {
        Tensor y = call.has(bias) ? product.add(call.t(bias)) : product;
        return TensorValue.of(ElementType.of(y.type()), y);
    }

    private static Tensor centred(TensorValue x, @Nullable TensorValue zero) {
        Tensor t = x.tensor().cast(DType.I32);
        return zero == null ? t : t.sub(zero.tensor().cast(DType.I32));
    }

    private static TensorValue dynamicProduct(NodeCall call) {
        Tensor x = call.t(0);
        Tensor low = x.min().minimum(0);
        Tensor scale = x.max().maximum(0).sub(low).div(255);
        Tensor zero = low.neg().div(scale).round().clamp(0, 255);
        Tensor quantised =
                x.div(scale).round().add(zero).clamp(0, 255).sub(zero).cast(DType.I32);
        Tensor product = Products.integerProduct(quantised, centred(call.in(1), call.optional(3)));
        return withBias(call, product.cast(DType.F32).mul(scale.mul(call.t(2))), 4);
    }

    private static Tensor real(NodeCall call, int x, int scale, int zero) {
        Tensor t = centred(call.in(x), call.optional(zero));
        return t.cast(DType.F32).mul(call.t(scale).cast(DType.F32));
    }

    private static TensorValue requantise(Tensor x, NodeCall call, int scale, int zero) {
        ElementType type = call.has(zero) ? call.in(zero).type() : ElementType.UINT8;
        Tensor rounded = x.div(call.t(scale).cast(DType.F32)).round();
        Tensor shifted = call.has(zero) ? rounded.add(call.t(zero).cast(DType.F32)) : rounded;
        return TensorValue.of(type, shifted.clamp(type.least(), type.most()).cast(type.carrier()));
    }

    private static TensorValue quantisedPair(NodeCall call, boolean isProduct) {
        Tensor a = real(call, 0, 1, 2);
        Tensor b = real(call, 3, 4, 5);
        return requantise(isProduct ? a.mul(b) : a.add(b), call, 6, 7);
    }

    private static TensorValue quantisedConcat(NodeCall call) {
        List<TensorValue> parts = new ArrayList<>();
        if (call.size() % 3 != 2) {
            throw new JdvmException(
                    "%d inputs are not a scale, a zero point, and three for each part".formatted(call.size()));
        }
        for (int i = 2; i < call.size(); i += 3) {
            parts.add(TensorValue.of(ElementType.FLOAT, real(call, i, i + 1, i + 2)));
        }
        Tensor joined = MoveOperators.concat(
                        parts, NodeCall.axis(call.i("axis"), parts.getFirst().rank()))
                .tensor();
        return requantise(joined, call, 0, 1);
    }
}
