package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.junit.jupiter.api.Test;

/** Activations and norms against their definitions, written with {@link Math} in double precision. */
class FormulasTest {
    private static final float[] NUMBERS = numbers();

    /** All magnitudes, densely where functions bend, and numbers that are none. */
    private static float[] numbers() {
        float[] numbers = new float[4002];
        for (int i = 0; i < 2000; i++) {
            numbers[i] = (i - 1000) / 100f;
            numbers[2000 + i] = Float.intBitsToFloat(i * 0x10_5e01 + i ^ i << 31);
        }
        numbers[4000] = Float.POSITIVE_INFINITY;
        numbers[4001] = Float.NEGATIVE_INFINITY;
        return numbers;
    }

    private record Function(UnaryOperator<Tensor> tensor, DoubleUnaryOperator number, double ulps) {}

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double elu(double x, double alpha) {
        return x > 0 ? x : alpha * Math.expm1(x);
    }

    private static double hardSigmoid(double x) {
        return Math.min(Math.max(x + 3, 0), 6) / 6;
    }

    private static Map<String, Function> functions() {
        Map<String, Function> functions = new TreeMap<>();
        functions.put("softplus", new Function(Tensor::softplus, FormulasTest::softplus, 3));
        functions.put("logSigmoid", new Function(Tensor::logSigmoid, x -> -softplus(-x), 3));
        functions.put("softsign", new Function(Tensor::softsign, x -> x / (1 + Math.abs(x)), 1.5));
        functions.put("mish", new Function(Tensor::mish, x -> x * Math.tanh(softplus(x)), 6));
        functions.put("hardSigmoid", new Function(Tensor::hardSigmoid, FormulasTest::hardSigmoid, 2));
        functions.put(
                "hardSigmoid with numbers",
                new Function(x -> x.hardSigmoid(0.25, 0.5), x -> Math.clamp(0.25 * x + 0.5, 0.0, 1.0), 2));
        functions.put("hardSwish", new Function(Tensor::hardSwish, x -> x * hardSigmoid(x), 3));
        functions.put("hardTanh", new Function(Tensor::hardTanh, x -> Math.clamp(x, -1.0, 1.0), 0));
        functions.put("hardTanh with numbers", new Function(x -> x.hardTanh(-2, 3), x -> Math.clamp(x, -2.0, 3.0), 0));
        functions.put("relu6", new Function(Tensor::relu6, x -> Math.clamp(x, 0.0, 6.0), 0));
        functions.put("leakyRelu", new Function(x -> x.leakyRelu(0.25), x -> x > 0 ? x : x / 4, 0.5));
        functions.put("prelu", new Function(x -> x.prelu(Tensor.scalar(0.3f)), x -> x > 0 ? x : 0.3f * x, 0.5));
        functions.put("elu", new Function(Tensor::elu, x -> elu(x, 1), 1.5));
        functions.put("elu with a number", new Function(x -> x.elu(0.75), x -> elu(x, 0.75), 2.5));
        functions.put("celu", new Function(x -> x.celu(0.5), x -> x > 0 ? x : 0.5 * Math.expm1(x / 0.5), 2.5));
        functions.put(
                "selu",
                new Function(Tensor::selu, x -> (float) 1.0507009873554805 * elu(x, (float) 1.6732632423543772), 3.5));
        functions.put("hardShrink", new Function(x -> x.hardShrink(0.5), x -> Math.abs(x) <= 0.5 ? 0 : x, 0));
        functions.put("softShrink", new Function(x -> x.softShrink(0.5), x -> x - Math.clamp(x, -0.5, 0.5), 0.5));
        functions.put("threshold", new Function(x -> x.threshold(0.1, 20), x -> x <= 0.1f ? 20 : x, 0));
        functions.put("clampMin", new Function(x -> x.clampMin(0.5), x -> Math.max(x, 0.5), 0));
        functions.put("clampMax", new Function(x -> x.clampMax(0.5), x -> Math.min(x, 0.5), 0));
        functions.put("lerp", new Function(x -> x.lerp(Tensor.scalar(4), 0), x -> x, 0));
        return functions;
    }

    @Test
    void activationsAreTheirDefinitions() {
        Tensor x = Tensor.of(NUMBERS, NUMBERS.length);
        functions().forEach((name, function) -> {
            float[] actual = function.tensor().apply(x).toFloatArray();
            for (int i = 0; i < actual.length; i++) {
                double expected = function.number().applyAsDouble(NUMBERS[i]);
                boolean isSpecial = !Double.isFinite(expected) || Float.isInfinite((float) expected);
                // infinities times 0 are not-a-number, in the formula as in its definition
                double distance = Math.abs(actual[i] - expected);
                assertTrue(
                        isSpecial
                                ? Float.compare(actual[i], (float) expected) == 0 || Float.isInfinite(NUMBERS[i])
                                : distance <= function.ulps() * Math.ulp((float) expected) + 0x1p-118,
                        () -> name + " of " + x + " at " + expected + ", off by " + distance);
            }
        });
    }

    @Test
    void tanhShrinkLosesWhatCancels() {
        Tensor x = Tensor.of(new float[] {-3, -0.5f, 0, 0.25f, 20}, 5);
        float[] actual = x.tanhShrink().toFloatArray();
        for (int i = 0; i < actual.length; i++) {
            double number = x.toFloatArray()[i];
            assertEquals(number - Math.tanh(number), actual[i], 1.5e-7);
        }
    }

    @Test
    void halvesAreRoundedOnce() {
        Tensor x = Tensor.of(new float[] {-3.5f, -0.75f, 0.125f, 2}, 4);
        for (DType type : new DType[] {DType.F16, DType.BF16}) {
            functions().forEach((name, function) -> {
                float[] wide = function.tensor().apply(x).toFloatArray();
                float[] expected = Tensor.of(wide, 4).cast(type).cast(DType.F32).toFloatArray();
                if (!name.equals("prelu") && !name.equals("lerp")) {
                    Tensor actual = function.tensor().apply(x.cast(type));
                    assertEquals(type, actual.type());
                    Tensor.compute(actual);
                    assertArrayEquals(expected, actual.cast(DType.F32).toFloatArray(), name);
                }
            });
        }
    }

    private static float[] ramp(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) Math.sin(i * 1.7) + i % 5;
        }
        return numbers;
    }

    @Test
    void normsAlongAxes() {
        float[] numbers = ramp(24);
        Tensor x = Tensor.of(numbers, 2, 3, 4);
        float[] l1 = x.l1Norm(1).toFloatArray();
        float[] l2 = x.l2Norm(new int[] {0, 2}, Keep.KEEP_DIMS).toFloatArray();
        float[] l3 = x.norm(-1, 3).toFloatArray();
        for (int a = 0; a < 2; a++) {
            for (int c = 0; c < 4; c++) {
                double sum = 0;
                for (int b = 0; b < 3; b++) {
                    sum += Math.abs(numbers[(a * 3 + b) * 4 + c]);
                }
                assertEquals(sum, l1[a * 4 + c], 1e-6 * sum);
            }
        }
        for (int b = 0; b < 3; b++) {
            double sum = 0;
            for (int a = 0; a < 2; a++) {
                double cubes = 0;
                for (int c = 0; c < 4; c++) {
                    double number = numbers[(a * 3 + b) * 4 + c];
                    sum += number * number;
                    cubes += Math.pow(Math.abs(number), 3);
                }
                assertEquals(Math.cbrt(cubes), l3[a * 3 + b], 1e-5);
            }
            assertEquals(Math.sqrt(sum), l2[b], 1e-6 * sum);
        }
        assertArrayEquals(
                new int[] {1, 3, 1}, x.l2Norm(new int[] {0, 2}, Keep.KEEP_DIMS).dims());
        double whole = 0;
        double exps = 0;
        for (float number : numbers) {
            whole += (double) number * number;
            exps += Math.exp(number);
        }
        assertEquals(Math.sqrt(whole), x.l2Norm().item(), 1e-5);
        assertEquals(Math.log(exps), x.logSumExp().item(), 1e-5);
        assertArrayEquals(new int[] {3}, x.logSumExp(new int[] {0, 2}).dims());
    }

    @Test
    void softmaxOverSeveralAxes() {
        float[] numbers = ramp(2 * 3 * 5 * 4);
        Tensor x = Tensor.of(numbers, 2, 3, 5, 4);
        float[] soft = x.softmax(new int[] {1, -1}).toFloatArray();
        float[] log = x.logSoftmax(new int[] {3, 1}).toFloatArray();
        for (int a = 0; a < 2; a++) {
            for (int c = 0; c < 5; c++) {
                double sum = 0;
                for (int i = 0; i < 12; i++) {
                    sum += Math.exp(numbers[((a * 3 + i / 4) * 5 + c) * 4 + i % 4]);
                }
                for (int i = 0; i < 12; i++) {
                    int at = ((a * 3 + i / 4) * 5 + c) * 4 + i % 4;
                    assertEquals(Math.exp(numbers[at]) / sum, soft[at], 1e-6);
                    assertEquals(numbers[at] - Math.log(sum), log[at], 1e-5);
                }
            }
        }
        assertArrayEquals(x.softmax(2).toFloatArray(), x.softmax(new int[] {2}).toFloatArray());
    }

    /** Numbers with mean 0 and variance 1 over runs of equal length that follow each other. */
    private static double[] normalized(float[] numbers, int run, double eps) {
        double[] result = new double[numbers.length];
        for (int from = 0; from < numbers.length; from += run) {
            double mean = 0;
            double variance = 0;
            for (int i = from; i < from + run; i++) {
                mean += numbers[i] / (double) run;
            }
            for (int i = from; i < from + run; i++) {
                variance += (numbers[i] - mean) * (numbers[i] - mean) / run;
            }
            for (int i = from; i < from + run; i++) {
                result[i] = (numbers[i] - mean) / Math.sqrt(variance + eps);
            }
        }
        return result;
    }

    private static void near(double[] expected, Tensor actual, String what) {
        float[] numbers = actual.toFloatArray();
        assertEquals(expected.length, numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(expected[i], numbers[i], 1e-5, what);
        }
    }

    @Test
    void normsOfChannels() {
        float[] numbers = ramp(2 * 6 * 3 * 5);
        Tensor x = Tensor.of(numbers, 2, 6, 3, 5);
        float[] gamma = {1, 2, -1, 0.5f, 3, 1};
        float[] beta = {0, 1, 2, 3, 4, 5};
        Tensor scale = Tensor.of(gamma, 6);
        Tensor shift = Tensor.of(beta, 6);
        near(normalized(numbers, 15, 1e-5), x.instanceNorm(1e-5), "instanceNorm");
        double[] instance = normalized(numbers, 15, 1e-5);
        double[] group = normalized(numbers, 45, 1e-5);
        double[] batch = new double[numbers.length];
        double[] local = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            int channel = i / 15 % 6;
            instance[i] = instance[i] * gamma[channel] + beta[channel];
            group[i] = group[i] * gamma[channel] + beta[channel];
            batch[i] = (numbers[i] - beta[channel]) / Math.sqrt(Math.abs(gamma[channel]) + 1e-5) * gamma[channel]
                    + beta[channel];
            double squares = 0;
            for (int c = Math.max(0, channel - 2); c < Math.min(6, channel + 2); c++) {
                double other = numbers[i + (c - channel) * 15];
                squares += other * other;
            }
            local[i] = numbers[i] / Math.pow(2 + 0.1 / 4 * squares, 0.75);
        }
        near(instance, x.instanceNorm(scale, shift, 1e-5), "instanceNorm");
        near(group, x.groupNorm(2, scale, shift, 1e-5), "groupNorm");
        near(batch, x.batchNorm(shift, scale.abs(), scale, shift, 1e-5), "batchNorm");
        near(local, x.localResponseNorm(4, 0.1, 0.75, 2), "localResponseNorm");
        near(
                normalized(new float[] {1, 2, 4, 8, 3, 5}, 3, 0),
                Tensor.of(new float[] {1, 2, 4, 8, 3, 5}, 1, 6).groupNorm(2, Tensor.full(1, 6), Tensor.full(0, 6), 0),
                "groupNorm of features");
    }

    @Test
    void wrongCalls() {
        Tensor x = Tensor.of(new float[24], 2, 6, 2);
        Tensor five = Tensor.full(1, 5);
        assertEquals(
                "groupNorm: the channels of [2, 6, 2] (dim 1) in 4 groups: needs 2 == 0, which is never true",
                assertThrows(JdvmException.class, () -> x.groupNorm(4, five, five, 1e-5))
                        .getMessage());
        assertEquals(
                "groupNorm: the channels of [2, 6, 2] (dim 1) in 0 groups: needs 1 <= 0, which is never true",
                assertThrows(JdvmException.class, () -> x.groupNorm(0, five, five, 1e-5))
                        .getMessage());
        assertEquals(
                "batchNorm: mean has [5] and x [2, 6, 2] (channels, dim 1): needs 5 == 6, which is never true",
                assertThrows(JdvmException.class, () -> x.batchNorm(five, five, five, five, 1e-5))
                        .getMessage());
        assertEquals(
                "instanceNorm: x needs at least 3 dims, but has [5]",
                assertThrows(JdvmException.class, () -> five.instanceNorm(1e-5)).getMessage());
        assertEquals(
                "bitwise_and: takes [i32, i64], not f32; cast the operand first",
                assertThrows(JdvmException.class, () -> x.bitwiseAnd(x)).getMessage());
    }
}
