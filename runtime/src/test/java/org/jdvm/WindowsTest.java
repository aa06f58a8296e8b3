package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jdvm.Conversions.Layout;
import org.jdvm.annotations.DType;
import org.jdvm.call.PlannedOperator;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows, convolutions and pools against plain loops: recorded, and as graphs over symbolic sizes on several machines. */
class WindowsTest {
    private static final int CASES = 48;

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
        for (int i = 0; i < CASES / 4; i++) {
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

    /** Known sizes: an error when the call is recorded. */
    @Test
    void wrongArgumentsAreNamed() {
        Tensor x = Tensor.zeros(DType.F32, 2, 4, 5, 6);
        Tensor w = Tensor.zeros(DType.F32, 8, 4, 3, 3);
        assertMessage(
                "conv2d: the input [N, C, H, W] needs 4 dims, but has [4, 5, 6]",
                () -> x.slice(0, 0, 1).squeeze(0).conv2d(w));
        assertMessage(
                "conv2d: the weight needs 4 dims, but has [4, 3, 3]",
                () -> x.conv2d(w.slice(0, 0, 1).squeeze(0)));
        assertMessage(
                "conv2d: the channels of the input [2, 4, 5, 6] (dim 1) for the weight [8, 4, 3, 3] (dim 1) in 2"
                        + " groups: needs 4 == 8",
                () -> x.conv2d(w, 1, 0, 1, 2));
        assertMessage(
                "conv2d: the outputs of the weight [8, 2, 3, 3] (dim 0) in 3 groups: needs 2 == 0",
                () -> Tensor.zeros(DType.F32, 2, 6, 5, 6).conv2d(w.slice(1, 0, 2), 1, 0, 1, 3));
        assertMessage("conv2d: the stride must be at least 1, not 0", () -> x.conv2d(w, 0, 0, 1, 1));
        assertMessage("conv2d: the dilation must be at least 1, not 0", () -> x.conv2d(w, 1, 0, 0, 1));
        assertMessage("conv2d: the number of groups must be at least 1, not 0", () -> x.conv2d(w, 1, 0, 1, 0));
        assertMessage(
                "conv2d: the padding of spatial axis 1 must be at least 0, not -1",
                () -> x.conv2d(w, new int[] {1, 1}, new int[] {0, -1}, new int[] {1, 1}, 1));
        assertMessage(
                "conv2d: the stride needs one integer or 2, but has 3",
                () -> x.conv2d(w, new int[3], new int[2], new int[2], 1));
        assertMessage(
                "conv2d: a window of 3 with dilation 3 along spatial axis 0 of the padded input, which has 5 elements"
                        + " there: needs 7 <= 5",
                () -> x.conv2d(w, 1, 0, 3, 1));
        assertMessage(
                "conv2d: the bias [4] (dim 0) for the outputs: needs 4 == 8",
                () -> x.conv2d(w, Tensor.zeros(DType.F32, 4)));
        assertMessage(
                "convTranspose2d: the channels of the input [2, 4, 5, 6] (dim 1) for the weight [8, 4, 3, 3] (dim 0):"
                        + " needs 4 == 8",
                () -> x.convTranspose2d(w));
        assertMessage(
                "convTranspose2d: the output padding of spatial axis 0 must be at least 0, not -2",
                () -> x.convTranspose2d(w.slice(0, 0, 4), 1, 0, -2, 1, 1));
        assertMessage(
                "convTranspose2d: the result along spatial axis 0 of the input [2, 4, 5, 6]: needs 1 <= -1",
                () -> x.convTranspose2d(w.slice(0, 0, 4), 1, 4, 0, 1, 1));
        assertMessage(
                "maxPool2d: twice the padding of spatial axis 0, for windows of 3: needs 4 <= 3",
                () -> x.maxPool2d(3, 1, 2));
        assertMessage(
                "avgPool2d: a window of 7 along spatial axis 0 of the padded input, which has 5 elements there: needs"
                        + " 7 <= 5",
                () -> x.avgPool2d(7));
        assertMessage("maxPool2d: the stride must be at least 1, not -1", () -> x.maxPool2d(2, -1));
        assertMessage("unfold of dim 3 of [2, 4, 5, 6] into windows of 7: needs 7 <= 6", () -> x.unfold(3, 7, 1));
        assertMessage("unfold of dim 3 of [2, 4, 5, 6] into windows of 0: needs 1 <= 0", () -> x.unfold(3, 0, 1));
        assertMessage("unfold: the step must be at least 1, not 0", () -> x.unfold(3, 2, 0));
        assertMessage("unfold: the dilation must be at least 1, not 0", () -> x.unfold(3, 2, 1, 0));
        assertMessage("unfold: [2, 4, 5, 6] has 4 dims, so there is no axis 4", () -> x.unfold(4, 2, 1));
    }

    private static void assertMessage(String expected, Executable call) {
        String message = assertThrows(GraphException.class, call).getMessage();
        assertTrue(message.startsWith(expected), message);
    }

    /** Sizes of the call: an error of the call, with the same words. */
    @Test
    void wrongSizesFailTheCall() {
        GraphBuilder builder = new GraphBuilder("small");
        Value x = builder.input(new TensorParameter("x", DType.F32, new Shape(dims("N, 4, H, W")), false));
        Value w = builder.input(new TensorParameter("w", DType.F32, new Shape(dims("O, 2, 5, 5")), false));
        Value result =
                (Value) new TensorMethods(builder).call("conv2d", x, List.of(w, Dim.ONE, Dim.ONE, Dim.ONE, Dim.of(2)));
        OperatorTemplate operator = new OperatorTemplate(PlannedOperator.of(builder.build(List.of(result))));
        Tensor weight = Tensor.zeros(DType.F32, 6, 2, 5, 5);
        assertArrayEquals(
                new int[] {1, 6, 1, 4},
                call(operator, Tensor.zeros(DType.F32, 1, 4, 3, 6), weight).sizes());
        String tooSmall = assertThrows(
                        JdvmException.class, () -> call(operator, Tensor.zeros(DType.F32, 1, 4, 2, 6), weight))
                .getMessage();
        assertTrue(tooSmall.contains("conv2d: a window of 5 along spatial axis 0"), tooSmall);
        String odd = assertThrows(
                        JdvmException.class,
                        () -> call(operator, Tensor.zeros(DType.F32, 1, 4, 3, 6), Tensor.zeros(DType.F32, 3, 2, 5, 5)))
                .getMessage();
        assertTrue(odd.contains("conv2d: the outputs of the weight"), odd);
    }

    private static Tensor call(OperatorTemplate operator, Tensor... tensors) {
        return operator.call(FusedRunner.ONE_CORE, tensors, new double[0]);
    }

    private static List<Dim> dims(String sizes) {
        return Arrays.stream(sizes.split(", ")).map(Dim::parse).toList();
    }
}
