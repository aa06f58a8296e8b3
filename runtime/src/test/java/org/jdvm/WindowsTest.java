package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jdvm.Conversions.Layout;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;
import org.jdvm.testing.GraphCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows, convolutions and pools against plain loops: recorded, and as graphs over symbolic sizes on several machines. */
class WindowsTest {
    private static final int CASES = 150;

    private enum Form {
        CONV("conv"),
        CONV_WITH_BIAS("conv"),
        TRANSPOSED("convTranspose"),
        TRANSPOSED_WITH_BIAS("convTranspose"),
        MAX("maxPool"),
        MAX_CEIL("maxPool"),
        AVERAGE("avgPool"),
        AVERAGE_CEIL("avgPool"),
        AVERAGE_WITHOUT_PADDING("avgPool"),
        AVERAGE_CEIL_WITHOUT_PADDING("avgPool");

        private final String method;

        Form(String method) {
            this.method = method;
        }

        boolean isCeil() {
            return name().contains("CEIL");
        }

        boolean isPool() {
            return compareTo(MAX) >= 0;
        }

        boolean isTransposed() {
            return this == TRANSPOSED || this == TRANSPOSED_WITH_BIAS;
        }

        boolean hasBias() {
            return name().endsWith("BIAS");
        }
    }

    /** A form of some sizes, with numbers. */
    private record Numbers(Form form, WindowCase at, float[] x, float[] weight, float[] bias) {
        static Numbers random(Form form, SplittableRandom random) {
            WindowCase at = WindowCase.random(random);
            while (form.isTransposed() && Arrays.stream(at.transposedPlaces()).anyMatch(size -> size < 1)) {
                at = WindowCase.random(random);
            }
            int weights = at.outputs() * at.channels() / at.groups() * WindowCase.product(at.window());
            return new Numbers(
                    form,
                    at,
                    integers(random, at.batch() * at.channels() * WindowCase.product(at.input())),
                    integers(random, weights),
                    form.hasBias() ? integers(random, at.outputs()) : new float[at.outputs()]);
        }

        private static float[] integers(SplittableRandom random, int count) {
            float[] numbers = new float[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = random.nextInt(-4, 5);
            }
            return numbers;
        }

        double[] expected() {
            return switch (form) {
                case CONV, CONV_WITH_BIAS -> at.conv(x, weight, bias);
                case TRANSPOSED, TRANSPOSED_WITH_BIAS -> at.convTranspose(x, weight, bias);
                case MAX, MAX_CEIL -> at.maxPool(x, form.isCeil());
                case AVERAGE, AVERAGE_CEIL -> at.averagePool(x, form.isCeil(), true);
                case AVERAGE_WITHOUT_PADDING, AVERAGE_CEIL_WITHOUT_PADDING -> at.averagePool(x, form.isCeil(), false);
            };
        }

        int[] places() {
            return form.isTransposed() ? at.transposedPlaces() : at.places(form.isCeil());
        }

        int[] resultDims() {
            return at.dims(at.batch(), form.isPool() ? at.channels() : at.outputs(), places());
        }

        int[] inputDims() {
            return at.dims(at.batch(), at.channels(), at.input());
        }

        int[] weightDims() {
            return form.isTransposed()
                    ? at.dims(at.channels(), at.outputs() / at.groups(), at.window())
                    : at.dims(at.outputs(), at.channels() / at.groups(), at.window());
        }

        List<int[]> numbers() {
            int[] stride = at.given(at.stride());
            int[] padding = at.given(at.padding());
            int[] dilation = at.given(at.dilation());
            int[] groups = {at.groups()};
            int[] ceil = {form.isCeil() ? 1 : 0};
            return switch (form) {
                case CONV, CONV_WITH_BIAS -> List.of(stride, padding, dilation, groups);
                case TRANSPOSED, TRANSPOSED_WITH_BIAS ->
                    List.of(stride, padding, at.given(at.outputPadding()), groups, dilation);
                case MAX, MAX_CEIL -> List.of(at.given(at.window()), stride, padding, dilation, ceil);
                case AVERAGE, AVERAGE_CEIL -> List.of(at.given(at.window()), stride, padding, ceil, new int[] {1});
                case AVERAGE_WITHOUT_PADDING, AVERAGE_CEIL_WITHOUT_PADDING ->
                    List.of(at.given(at.window()), stride, padding, ceil, new int[] {0});
            };
        }

        Numbers withoutDilation() {
            int[] ones = {1, 1, 1};
            WindowCase other = new WindowCase(
                    at.axes(),
                    at.batch(),
                    at.channels(),
                    at.outputs(),
                    at.groups(),
                    at.input(),
                    at.window(),
                    at.stride(),
                    IntStream.range(0, 3)
                            .map(axis -> Math.min(at.padding()[axis], at.window()[axis] / 2))
                            .toArray(),
                    ones,
                    at.outputPadding());
            return new Numbers(form, other, x, weight, bias);
        }

        String method() {
            return form.method + at.axes() + "d";
        }

        /** The graph of the method over symbolic sizes, or over those of the weight. */
        GraphCase graph(boolean isWeightKnown) {
            GraphBuilder builder = new GraphBuilder(method());
            List<ReferenceTensor> inputs = new ArrayList<>();
            List<Object> arguments = new ArrayList<>();
            Value self = input(builder, inputs, "x", x, inputDims(), false);
            if (!form.isPool()) {
                arguments.add(input(builder, inputs, "w", weight, weightDims(), isWeightKnown));
            }
            if (form.hasBias()) {
                arguments.add(input(builder, inputs, "b", bias, new int[] {at.outputs()}, isWeightKnown));
            }
            for (int[] numbers : numbers()) {
                arguments.add(Arrays.stream(numbers).mapToObj(Dim::of).toList());
            }
            arguments.replaceAll(
                    argument -> argument instanceof List<?> list && list.size() == 1 ? list.getFirst() : argument);
            Value result = (Value) new TensorMethods(builder).call(method(), self, arguments);
            return new GraphCase(builder.build(List.of(result)), inputs, Map.of());
        }

        private static Value input(
                GraphBuilder builder,
                List<ReferenceTensor> inputs,
                String name,
                float[] data,
                int[] dims,
                boolean known) {
            List<Dim> sizes = new ArrayList<>();
            for (int axis = 0; axis < dims.length; axis++) {
                sizes.add(known ? Dim.of(dims[axis]) : Dim.symbol(name + axis));
            }
            double[] numbers =
                    IntStream.range(0, data.length).mapToDouble(i -> data[i]).toArray();
            inputs.add(ReferenceTensor.floats(DType.F32, dims, numbers));
            return builder.input(new TensorParameter(name, DType.F32, new Shape(sizes), false));
        }

        Tensor recorded() {
            Tensor self = Tensor.of(x, inputDims());
            Tensor w = Tensor.of(weight, weightDims());
            Tensor b = Tensor.of(bias, bias.length);
            int[] stride = at.given(at.stride());
            int[] padding = at.given(at.padding());
            int[] dilation = at.given(at.dilation());
            int[] window = at.given(at.window());
            int[] more = at.given(at.outputPadding());
            int groups = at.groups();
            boolean ceil = form.isCeil();
            return switch (form) {
                case CONV ->
                    switch (at.axes()) {
                        case 1 -> self.conv1d(w, stride[0], padding[0], dilation[0], groups);
                        case 2 -> self.conv2d(w, stride, padding, dilation, groups);
                        default -> self.conv3d(w, stride, padding, dilation, groups);
                    };
                case CONV_WITH_BIAS ->
                    switch (at.axes()) {
                        case 1 -> self.conv1d(w, b, stride[0], padding[0], dilation[0], groups);
                        case 2 -> self.conv2d(w, b, stride, padding, dilation, groups);
                        default -> self.conv3d(w, b, stride, padding, dilation, groups);
                    };
                case TRANSPOSED ->
                    switch (at.axes()) {
                        case 1 -> self.convTranspose1d(w, stride[0], padding[0], more[0], groups, dilation[0]);
                        case 2 -> self.convTranspose2d(w, stride, padding, more, groups, dilation);
                        default -> self.convTranspose3d(w, stride, padding, more, groups, dilation);
                    };
                case TRANSPOSED_WITH_BIAS ->
                    switch (at.axes()) {
                        case 1 -> self.convTranspose1d(w, b, stride[0], padding[0], more[0], groups, dilation[0]);
                        case 2 -> self.convTranspose2d(w, b, stride, padding, more, groups, dilation);
                        default -> self.convTranspose3d(w, b, stride, padding, more, groups, dilation);
                    };
                case MAX, MAX_CEIL ->
                    switch (at.axes()) {
                        case 1 -> self.maxPool1d(window[0], stride[0], padding[0], dilation[0], ceil);
                        case 2 -> self.maxPool2d(window, stride, padding, dilation, ceil);
                        default -> self.maxPool3d(window, stride, padding, dilation, ceil);
                    };
                case AVERAGE, AVERAGE_CEIL, AVERAGE_WITHOUT_PADDING, AVERAGE_CEIL_WITHOUT_PADDING -> {
                    boolean counts = form == Form.AVERAGE || form == Form.AVERAGE_CEIL;
                    yield switch (at.axes()) {
                        case 1 -> self.avgPool1d(window[0], stride[0], padding[0], ceil, counts);
                        case 2 -> self.avgPool2d(window, stride, padding, ceil, counts);
                        default -> self.avgPool3d(window, stride, padding, ceil, counts);
                    };
                }
            };
        }
    }

    private static Numbers next(Form form, SplittableRandom random) {
        Numbers numbers = Numbers.random(form, random);
        return form.method.equals("avgPool") ? numbers.withoutDilation() : numbers;
    }

    private static void assertSame(double[] expected, Tensor actual, Supplier<String> what) {
        float[] numbers = actual.toFloatArray();
        assertEquals(expected.length, numbers.length, what);
        for (int i = 0; i < numbers.length; i++) {
            assertEquals((float) expected[i], numbers[i], 0f, what);
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordedOperationsAgreeWithLoops(Form form) {
        SplittableRandom random = new SplittableRandom(form.ordinal());
        for (int i = 0; i < CASES; i++) {
            Numbers test = next(form, random);
            Tensor result = test.recorded();
            assertArrayEquals(test.resultDims(), result.sizes(), test::toString);
            assertSame(test.expected(), result, test::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void graphsOfSymbolicSizesAgreeWithLoops(Form form) {
        SplittableRandom random = new SplittableRandom(100 + form.ordinal());
        for (int i = 0; i < CASES / 3; i++) {
            Numbers test = next(form, random);
            GraphCase graph = test.graph(i % 2 == 0);
            double[] expected = test.expected();
            ReferenceTensor reference = graph.evaluate().getFirst();
            assertEquals(expected.length, reference.elements(), test::toString);
            for (int j = 0; j < expected.length; j++) {
                assertEquals((float) expected[j], (float) reference.asDouble(j), 0f, test::toString);
            }
            List<Layout> layouts = List.of(
                    Layout.values()[random.nextInt(Layout.values().length)],
                    Layout.values()[random.nextInt(Layout.values().length)]);
            assertNull(FusedRunner.difference(graph, layouts), test::toString);
            assertNull(FusedRunner.differenceOnTinyMachine(graph, layouts), test::toString);
        }
    }

    @Test
    void windowsAreViews() {
        float[] numbers = new float[2 * 7 * 3];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        Tensor x = Tensor.of(numbers, 2, 7, 3);
        Tensor windows = x.unfold(1, 3, 2);
        assertArrayEquals(new int[] {2, 3, 3, 3}, windows.sizes());
        numbers[(1 * 7 + 5) * 3 + 2] = 99;
        float[] shown = windows.toFloatArray();
        for (int a = 0; a < 2; a++) {
            for (int w = 0; w < 3; w++) {
                for (int c = 0; c < 3; c++) {
                    for (int k = 0; k < 3; k++) {
                        assertEquals(numbers[(a * 7 + 2 * w + k) * 3 + c], shown[((a * 3 + w) * 3 + c) * 3 + k]);
                    }
                }
            }
        }
        assertThrows(IllegalStateException.class, () -> windows.assign(0));
        assertArrayEquals(new int[] {2, 1, 3, 3}, x.unfold(-2, 3, 1, 3).sizes());
    }
}
