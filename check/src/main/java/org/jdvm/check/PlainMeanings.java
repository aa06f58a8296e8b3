package org.jdvm.check;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.TensorMethod;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.ReferenceTensor;
import org.jspecify.annotations.Nullable;

/**
 * Elementwise formulas as textbooks write them. The evaluator computes a formula by the same decomposition as the kernels do, so that an error in
 * the decomposition would show in neither.
 */
final class PlainMeanings {
    /** The value for an element and the numbers of the call. */
    private interface Formula {
        double value(double x, List<Double> numbers);
    }

    private static final Map<TensorMethod, Formula> FORMULAS = Map.ofEntries(
            Map.entry(CompositeMethod.RELU, (x, _) -> x < 0 ? 0 : x),
            Map.entry(CompositeMethod.RELU6, (x, _) -> x < 0 ? 0 : x > 6 ? 6 : x),
            Map.entry(CompositeMethod.CLAMP, (x, numbers) -> within(x, number(numbers, 0, 0), number(numbers, 1, 0))),
            Map.entry(
                    CompositeMethod.HARD_TANH,
                    (x, numbers) -> within(x, number(numbers, 0, -1), number(numbers, 1, 1))),
            Map.entry(CompositeMethod.CLAMP_MIN, (x, numbers) -> Math.max(x, number(numbers, 0, 0))),
            Map.entry(CompositeMethod.CLAMP_MAX, (x, numbers) -> Math.min(x, number(numbers, 0, 0))),
            Map.entry(
                    CompositeMethod.THRESHOLD, (x, numbers) -> x <= number(numbers, 0, 0) ? number(numbers, 1, 0) : x),
            Map.entry(CompositeMethod.SQUARE, (x, _) -> x * x),
            Map.entry(CompositeMethod.SOFTPLUS, (x, _) -> softplus(x)),
            Map.entry(CompositeMethod.LOG_SIGMOID, (x, _) -> -softplus(-x)),
            Map.entry(CompositeMethod.SOFTSIGN, (x, _) -> x / (1 + Math.abs(x))),
            Map.entry(CompositeMethod.MISH, (x, _) -> x * Math.tanh(softplus(x))),
            Map.entry(
                    CompositeMethod.HARD_SIGMOID,
                    (x, numbers) -> within(x * number(numbers, 0, 1 / 6.0) + number(numbers, 1, 0.5), 0, 1)),
            Map.entry(CompositeMethod.HARD_SWISH, (x, _) -> x * within(x / 6 + 0.5, 0, 1)),
            Map.entry(CompositeMethod.LEAKY_RELU, (x, numbers) -> x > 0 ? x : x * number(numbers, 0, 0.01)),
            Map.entry(CompositeMethod.ELU, (x, numbers) -> x > 0 ? x : number(numbers, 0, 1) * Math.expm1(x)),
            Map.entry(
                    CompositeMethod.SELU,
                    (x, _) -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))),
            Map.entry(CompositeMethod.TANH_SHRINK, (x, _) -> x - Math.tanh(x)),
            Map.entry(CompositeMethod.HARD_SHRINK, (x, numbers) -> Math.abs(x) <= number(numbers, 0, 0.5) ? 0 : x),
            Map.entry(CompositeMethod.RSUB, (x, numbers) -> number(numbers, 0, 0) - x),
            Map.entry(CompositeMethod.RDIV, (x, numbers) -> number(numbers, 0, 0) / x));

    private PlainMeanings() {}

    private static double number(List<Double> numbers, int index, double otherwise) {
        return index < numbers.size() ? numbers.get(index) : otherwise;
    }

    private static double within(double x, double low, double high) {
        return Math.min(Math.max(x, low), high);
    }

    private static double softplus(double x) {
        return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    }

    /** {@return where a result is not what the formula gives; null if it is everywhere, or there is no formula} */
    static @Nullable String difference(MethodCall call, ReferenceTensor actual) {
        Formula formula = FORMULAS.get(call.overload().method());
        ReferenceTensor x =
                call.operands().isEmpty() ? actual : call.operands().getFirst().values();
        if (formula == null || !x.type().isFloat()) {
            return null;
        }
        List<Double> numbers = call.arguments().stream()
                .filter(Double.class::isInstance)
                .map(Double.class::cast)
                // numbers next to tensors are 32-bit floats, but next to f64
                .map(number -> x.type() == DType.F64 ? number : (double) number.floatValue())
                .toList();
        return IntStream.range(0, x.elements())
                .filter(i ->
                        !isNear(formula.value(x.asDouble(i), numbers), x.asDouble(i), actual.asDouble(i), x.type()))
                .mapToObj(i -> "element %d of %s is %s, but the formula gives %s for %s"
                        .formatted(
                                i,
                                call.overload(),
                                actual.asDouble(i),
                                formula.value(x.asDouble(i), numbers),
                                x.asDouble(i)))
                .findFirst()
                .orElse(null);
    }

    /** Some formulas cancel, so that their error follows the operand. */
    private static boolean isNear(double want, double x, double got, DType type) {
        double most = type == DType.F64 ? Double.MAX_VALUE : type == DType.F16 ? 65504 : Float.MAX_VALUE;
        if (Double.isNaN(want) || Double.isNaN(got)) {
            return Double.isNaN(want) && Double.isNaN(got);
        }
        if (Math.abs(want) > most) {
            return Double.isInfinite(got) && Math.signum(got) == Math.signum(want) || got == want;
        }
        return Math.abs(want - got) <= 8 * Agreement.unit(type) * Math.max(1, Math.max(Math.abs(want), Math.abs(x)));
    }
}
