package org.jdvm.benchmarks.peer;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.benchmarks.peer.OnnxGraph.ElementType;
import org.jdvm.benchmarks.peer.OnnxGraph.Operation;
import org.jdvm.benchmarks.peer.OnnxGraph.Value;
import org.jdvm.benchmarks.peer.Task.Peer;
import org.jspecify.annotations.Nullable;

/**
 * A layer over windows, on one image or sound. Its text is {@code channels@sizes-outputs,k,s}, as in {@code 64@56x56-128k3s2}; in place
 * of the outputs {@code d} is a depthwise layer, {@code max} and {@code avg} are pools. {@code s2x1} are windows 2 apart along the first
 * axis and 1 along the second. Windows that overlap are padded by a half.
 *
 * @param channels of the input
 * @param sizes of the input
 * @param kind {@code d}, {@code max}, {@code avg}, or the number of outputs
 * @param window elements of a window along each axis
 * @param strides from a window to the next, along each axis
 */
public record WindowLayer(int channels, List<Integer> sizes, String kind, int window, List<Integer> strides) {
    private static final Pattern FORM =
            Pattern.compile("(\\d+)@(\\d+)(?:x(\\d+))?-(\\d+|d|max|avg)k(\\d+)s(\\d+)(?:x(\\d+))?");

    /**
     * {@return the layer of a text}
     *
     * @param text its text
     */
    public static WindowLayer parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a layer: " + text);
        }
        int height = Integer.parseInt(parts.group(2));
        List<Integer> sizes =
                parts.group(3) == null ? List.of(height) : List.of(height, Integer.parseInt(parts.group(3)));
        int stride = Integer.parseInt(parts.group(6));
        return new WindowLayer(
                Integer.parseInt(parts.group(1)),
                sizes,
                parts.group(4),
                Integer.parseInt(parts.group(5)),
                parts.group(7) == null
                        ? Collections.nCopies(sizes.size(), stride)
                        : List.of(stride, Integer.parseInt(parts.group(7))));
    }

    /** {@return whether it has no weights} */
    public boolean isPool() {
        return kind.equals("max") || kind.equals("avg");
    }

    /** {@return whether each channel has its own windows} */
    public boolean isDepthwise() {
        return kind.equals("d");
    }

    /** {@return whether it has one axis after the channels, as sound has} */
    public boolean isSound() {
        return sizes.size() == 1;
    }

    /** {@return whether it is over images that are as high as they are wide} */
    public boolean isSquare() {
        return sizes.size() == 2 && sizes.get(0).equals(sizes.get(1));
    }

    private int outputs() {
        return isPool() || isDepthwise() ? channels : Integer.parseInt(kind);
    }

    private int padding() {
        return strides.stream().allMatch(stride -> stride == window) ? 0 : window / 2;
    }

    /** How many windows there are along an axis. */
    private int windows(int axis) {
        return (sizes.get(axis) + 2 * padding() - window) / strides.get(axis) + 1;
    }

    /** {@return floating-point operations of a layer, without bias and activation; comparisons of a pool count as such} */
    public double operations() {
        double places =
                IntStream.range(0, sizes.size()).mapToDouble(this::windows).reduce(1, (a, b) -> a * b);
        double each = Math.pow(window, sizes.size());
        return places * outputs() * each * (isPool() ? 1 : isDepthwise() ? 2 : 2.0 * channels);
    }

    /** {@return the layer as a task} */
    public Task task() {
        int axes = sizes.size();
        int[] dims = new int[axes + 2];
        Arrays.setAll(dims, axis -> axis == 0 ? 1 : axis == 1 ? channels : sizes.get(axis - 2));
        Tensor x = Tasks.numbers("windows/in0", 1, dims);
        if (isPool()) {
            return new Task(
                    "pool " + this,
                    1,
                    Tasks.into(result(), (dvm, result) -> pool(dvm, result, x)),
                    Map.of(Task.STANDARD, () -> new Peer(model(dims, null, null), List.of(Map.of("x", x)))));
        }
        int depth = isDepthwise() ? 1 : channels;
        int[] weights = new int[axes + 2];
        Arrays.setAll(weights, axis -> axis == 0 ? outputs() : axis == 1 ? depth : window);
        double radius = Math.sqrt(3 / (depth * Math.pow(window, axes)));
        Tensor weight = Tasks.numbers("windows/in1", radius, weights).constant();
        Tensor bias = Tasks.numbers("windows/in2", 0.1, outputs()).constant();
        return new Task(
                "layer " + this,
                1,
                Tasks.into(result(), (dvm, result) -> {
                    if (isDepthwise()) {
                        depthwise(dvm, result, x, weight, bias);
                    } else {
                        full(dvm, result, x, weight, bias);
                    }
                }),
                Map.of(Task.STANDARD, () -> new Peer(model(dims, weight, bias), List.of(Map.of("x", x)))));
    }

    /** Where the result goes, each time. */
    private Tensor result() {
        int[] dims = new int[sizes.size() + 2];
        Arrays.setAll(dims, axis -> axis == 0 ? 1 : axis == 1 ? outputs() : windows(axis - 2));
        return Tensor.zeros(DType.F32, dims);
    }

    private byte[] model(int[] dims, @Nullable Tensor weight, @Nullable Tensor bias) {
        OnnxGraph graph = new OnnxGraph();
        String[] sizesOfInput = Arrays.stream(dims).mapToObj(Integer::toString).toArray(String[]::new);
        Value x = graph.input("x", ElementType.FLOAT, sizesOfInput);
        String type = kind.equals("max") ? "MaxPool" : kind.equals("avg") ? "AveragePool" : "Conv";
        Operation operation = Operation.of(type)
                .withAll("kernel_shape", repeated(window))
                .withAll(
                        "strides",
                        strides.stream().mapToLong(Integer::longValue).toArray())
                .withAll("pads", twice(repeated(padding())));
        if (weight == null || bias == null) {
            return graph.file(graph.apply(operation, x));
        }
        Value result = graph.apply(
                operation.with("group", isDepthwise() ? (long) channels : 1L),
                x,
                graph.weight(weight),
                graph.weight(bias));
        return graph.file(
                isDepthwise()
                        ? graph.apply("Clip", result, graph.number(0), graph.number(6))
                        : graph.apply("Relu", result));
    }

    private long[] repeated(int number) {
        return Collections.nCopies(sizes.size(), number).stream()
                .mapToLong(Integer::longValue)
                .toArray();
    }

    private static long[] twice(long[] numbers) {
        long[] all = Arrays.copyOf(numbers, 2 * numbers.length);
        System.arraycopy(numbers, 0, all, numbers.length, numbers.length);
        return all;
    }

    /** The window and the strides, one number if they are equal, as in {@code 3/2} and {@code 3/2x1}. */
    private String form() {
        return strides.stream().distinct().map(String::valueOf).collect(Collectors.joining("x", window + "/", ""));
    }

    private void pool(Dvm dvm, Tensor result, Tensor x) {
        switch (kind + form()) {
            case "max3/2" -> WindowLayersOperators.largestInto(dvm, result, x);
            case "avg2/2" -> WindowLayersOperators.mean2Into(dvm, result, x);
            case "avg7/7" -> WindowLayersOperators.mean7Into(dvm, result, x);
            default -> throw new IllegalArgumentException("no operator for " + this);
        }
    }

    private void full(Dvm dvm, Tensor result, Tensor x, Tensor weight, Tensor bias) {
        switch (sizes.size() + "d" + form()) {
            case "2d3/1" -> WindowLayersOperators.squareInto(dvm, result, x, weight, bias);
            case "2d3/2" -> WindowLayersOperators.squareHalvedInto(dvm, result, x, weight, bias);
            case "2d7/2" -> WindowLayersOperators.stemInto(dvm, result, x, weight, bias);
            case "2d1/1" -> WindowLayersOperators.pointwiseInto(dvm, result, x, weight, bias);
            case "2d1/2" -> WindowLayersOperators.pointwiseHalvedInto(dvm, result, x, weight, bias);
            case "1d3/1" -> WindowLayersOperators.sound3Into(dvm, result, x, weight, bias);
            case "1d3/2" -> WindowLayersOperators.sound3HalvedInto(dvm, result, x, weight, bias);
            case "1d5/1" -> WindowLayersOperators.sound5Into(dvm, result, x, weight, bias);
            case "1d7/1" -> WindowLayersOperators.sound7Into(dvm, result, x, weight, bias);
            default -> throw new IllegalArgumentException("no operator for " + this);
        }
    }

    private void depthwise(Dvm dvm, Tensor result, Tensor x, Tensor weight, Tensor bias) {
        switch (form()) {
            case "3/1" -> WindowLayersOperators.depthwiseInto(dvm, result, x, weight, bias);
            case "3/2" -> WindowLayersOperators.depthwiseHalvedInto(dvm, result, x, weight, bias);
            case "3/2x1" -> WindowLayersOperators.depthwiseLowerInto(dvm, result, x, weight, bias);
            case "5/1" -> WindowLayersOperators.depthwise5Into(dvm, result, x, weight, bias);
            case "5/2x1" -> WindowLayersOperators.depthwise5LowerInto(dvm, result, x, weight, bias);
            default -> throw new IllegalArgumentException("no operator for " + this);
        }
    }
}
