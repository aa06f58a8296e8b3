package org.jdvm.testing;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Value;
import org.jdvm.testing.Workload.Draft;

/** The formulas of the golden files, each written as a user would. */
public final class Workloads {
    private static final int HEADS = 12;
    private static final ScalarExpr RMS_EPS = ScalarExpr.of(1e-6);
    private static final ScalarExpr LAYER_EPS = ScalarExpr.of(1e-5);

    /** One workload for each golden file. */
    public static final List<Workload> ALL = List.of(
            Workload.of("add", "1x5x24", w -> w.add(w.input("B,S,C", 1, 5, 24), w.input("B,S,C", 1, 5, 24))),
            Workload.of("swiglu", "1x5x24", w -> {
                Value gate = w.input(4, 0, "B,S,C", 1, 5, 24);
                return w.mul(w.apply(Op.SILU, gate), w.input("B,S,C", 1, 5, 24));
            }),
            Workload.of("bias_gelu", "1x5x24", w -> {
                Value x = w.input(4, 0, "B,S,C", 1, 5, 24);
                return w.apply(Op.GELU_TANH, w.add(x, w.input("C", 24)));
            }),
            Workload.of("softmax", "1x5x24", w -> w.composites.softmax(w.input(8, 0, "B,S,C", 1, 5, 24), -1)),
            Workload.of("layernorm", "1x5x24", w -> {
                Value x = w.input(2, 0, "B,S,C", 1, 5, 24);
                Value gamma = w.input(.1, 1, "C", 24);
                return w.composites.layerNorm(x, gamma, w.input(.1, 0, "C", 24), LAYER_EPS);
            }),
            Workload.of("layernorm_residual", "1x5x24", w -> {
                Value x = w.add(w.input("B,S,C", 1, 5, 24), w.input("B,S,C", 1, 5, 24));
                Value gamma = w.input(.1, 1, "C", 24);
                return w.composites.layerNorm(x, gamma, w.input(.1, 0, "C", 24), LAYER_EPS);
            }),
            Workload.of("rmsnorm", "1x5x24", w -> {
                Value x = w.input(2, 0, "B,S,C", 1, 5, 24);
                return w.composites.rmsNorm(x, w.input(.1, 1, "C", 24), RMS_EPS);
            }),
            Workload.of("masked_softmax", "12x16x16", w -> {
                Value x = w.input(8, 0, "H,S,S", 12, 16, 16);
                Value mask = w.given("S,S", GoldenInputs.causalMask(16));
                return w.composites.softmax(w.add(w.mul(x, 0.125), mask), -1);
            }),
            Workload.of("rope", "1x5x128", w -> {
                Value x = w.input("B,H,S,64", 1, 2, 5, 64);
                Value cos = w.given("S,64", GoldenInputs.rotaryTable(false, 5, 64));
                return w.rotary(x, cos, w.given("S,64", GoldenInputs.rotaryTable(true, 5, 64)));
            }),
            reduction("sum_last", -1),
            reduction("sum_first", 0),
            reduction("max_last", -1),
            reduction("max_first", 0),
            reduction("mean_last", -1),
            reduction("mean_first", 0),
            Workload.of("transpose_add", "2x5x24", w -> {
                Value y = w.input("B,C,S", 2, 24, 5);
                return w.add(y, w.rearrangements.transpose(w.input("B,S,C", 2, 5, 24), 1, 2));
            }),
            matmul("7x24x40", 7, 24, 40),
            matmul("37x96x130", 37, 96, 130),
            Workload.of("matmul_bias_gelu", "7x24x40", w -> {
                Value product = product(w, 7, 24, 40);
                return w.apply(Op.GELU_TANH, w.add(product, w.input(.1, 0, "N", 40)));
            }),
            Workload.of("dequant_matmul", "7x24x40", w -> {
                Value x = w.input("M,K", 7, 24);
                Value quantised = w.bytes("K,N", 24, 40);
                Value scale = w.input(.0002, .001, "N", 40);
                return w.builder.matmul(x, w.mul(w.builder.cast(quantised, DType.F32), scale));
            }),
            Workload.of("attention", "1x16x768", w -> {
                Value q = w.input(2, 0, "B,H,S,D", 1, 12, 16, 64);
                Value k = w.input(2, 0, "B,H,S,D", 1, 12, 16, 64);
                Value v = w.input(2, 0, "B,H,S,D", 1, 12, 16, 64);
                return w.attention(q, k, v, w.given("S,S", GoldenInputs.causalMask(16)), 0.125);
            }),
            Workload.of("mlp_swiglu", "1x16x768", w -> {
                Value x = w.input("B,S,C", 1, 16, 768);
                Value w1 = matrix(w, "w1", "C,F", 768, 2048);
                Value w3 = matrix(w, "w3", "C,F", 768, 2048);
                return w.swiglu(x, w1, w3, matrix(w, "w2", "F,C", 2048, 768));
            }),
            Workload.of("decoder_layer", "1x16x768", Workloads::decoderLayer));

    private Workloads() {}

    private static Workload reduction(String name, int axis) {
        return Workload.of(name, "1x5x24", w -> {
            Value x = w.input("R,C", 5, 24);
            return switch (name.substring(0, name.indexOf('_'))) {
                case "sum" -> w.builder.reduce(Op.SUM, x, List.of(axis), false);
                case "max" -> w.builder.reduce(Op.REDUCE_MAX, x, List.of(axis), false);
                default -> w.composites.mean(x, List.of(axis), false);
            };
        });
    }

    private static Workload matmul(String shape, int m, int k, int n) {
        return Workload.of("matmul", shape, w -> product(w, m, k, n));
    }

    private static Value product(Draft w, int m, int k, int n) {
        Value x = w.input("M,K", m, k);
        return w.builder.matmul(x, w.input(Math.sqrt(3.0 / k), 0, "K,N", k, n));
    }

    private static Value matrix(Draft w, String name, String symbols, int in, int out) {
        return w.weight(name, Math.sqrt(3.0 / in), 0, symbols, in, out);
    }

    private static Value decoderLayer(Draft w) {
        Value x = w.input("B,S,768", 1, 16, 768);
        Value mask = w.given("S,S", GoldenInputs.causalMask(16));
        Value cos = w.given("S,64", GoldenInputs.rotaryTable(false, 16, 64));
        Value sin = w.given("S,64", GoldenInputs.rotaryTable(true, 16, 64));
        Value normed = w.composites.rmsNorm(x, w.weight("rms1", .1, 1, "768", 768), RMS_EPS);
        Value q = projected(w, normed, "wq");
        Value k = projected(w, normed, "wk");
        Value v = projected(w, normed, "wv");
        Value attended =
                w.joined(w.attention(w.rotary(q, cos, sin), w.rotary(k, cos, sin), v, mask, 1 / Math.sqrt(64)));
        Value h = w.add(x, w.builder.matmul(attended, matrix(w, "wo", "768,768", 768, 768)));
        Value normed2 = w.composites.rmsNorm(h, w.weight("rms2", .1, 1, "768", 768), RMS_EPS);
        Value w1 = matrix(w, "w1", "768,F", 768, 2048);
        Value w3 = matrix(w, "w3", "768,F", 768, 2048);
        return w.add(h, w.swiglu(normed2, w1, w3, matrix(w, "w2", "F,768", 2048, 768)));
    }

    private static Value projected(Draft w, Value x, String weight) {
        return w.heads(w.builder.matmul(x, matrix(w, weight, "768,768", 768, 768)), HEADS);
    }
}
