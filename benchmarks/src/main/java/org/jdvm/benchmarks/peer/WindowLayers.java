package org.jdvm.benchmarks.peer;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Layers over windows, each with its bias and its activation: the strides of an operator are constants. */
public final class WindowLayers {
    private WindowLayers() {}

    /**
     * {@return a layer of 3 x 3 windows}
     *
     * @param x the images
     * @param weight the windows
     * @param bias one value an output
     */
    @Operator
    public static Tensor square(
            @Dims("N, C, H, V") Tensor x, @Dims("F, C, 3, 3") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv2d(weight, bias, 1, 1, 1, 1).relu();
    }

    /**
     * {@return a layer of 3 x 3 windows that are 2 apart}
     *
     * @param x the images
     * @param weight the windows
     * @param bias one value an output
     */
    @Operator
    public static Tensor squareHalved(
            @Dims("N, C, H, V") Tensor x, @Dims("F, C, 3, 3") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv2d(weight, bias, 2, 1, 1, 1).relu();
    }

    /**
     * {@return the first layer of a network, 7 x 7 windows that are 2 apart}
     *
     * @param x the images
     * @param weight the windows
     * @param bias one value an output
     */
    @Operator
    public static Tensor stem(@Dims("N, C, H, V") Tensor x, @Dims("F, C, 7, 7") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv2d(weight, bias, 2, 3, 1, 1).relu();
    }

    /**
     * {@return a layer that mixes channels}
     *
     * @param x the images
     * @param weight one row an output
     * @param bias one value an output
     */
    @Operator
    public static Tensor pointwise(
            @Dims("N, C, H, V") Tensor x, @Dims("F, C, 1, 1") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv2d(weight, bias, 1, 0, 1, 1).relu();
    }

    /**
     * {@return a layer that mixes channels of every other element}
     *
     * @param x the images
     * @param weight one row an output
     * @param bias one value an output
     */
    @Operator
    public static Tensor pointwiseHalved(
            @Dims("N, C, H, V") Tensor x, @Dims("F, C, 1, 1") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv2d(weight, bias, 2, 0, 1, 1).relu();
    }

    /**
     * {@return a layer over sound, windows of 3}
     *
     * @param x the sound
     * @param weight the windows
     * @param bias one value an output
     */
    @Operator
    public static Tensor sound3(@Dims("N, C, L") Tensor x, @Dims("F, C, 3") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv1d(weight, bias, 1, 1, 1, 1).relu();
    }

    /**
     * {@return a layer over sound, windows of 3 that are 2 apart}
     *
     * @param x the sound
     * @param weight the windows
     * @param bias one value an output
     */
    @Operator
    public static Tensor sound3Halved(
            @Dims("N, C, L") Tensor x, @Dims("F, C, 3") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv1d(weight, bias, 2, 1, 1, 1).relu();
    }

    /**
     * {@return a layer over sound, windows of 5}
     *
     * @param x the sound
     * @param weight the windows
     * @param bias one value an output
     */
    @Operator
    public static Tensor sound5(@Dims("N, C, L") Tensor x, @Dims("F, C, 5") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv1d(weight, bias, 1, 2, 1, 1).relu();
    }

    /**
     * {@return a layer over sound, windows of 7}
     *
     * @param x the sound
     * @param weight the windows
     * @param bias one value an output
     */
    @Operator
    public static Tensor sound7(@Dims("N, C, L") Tensor x, @Dims("F, C, 7") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv1d(weight, bias, 1, 3, 1, 1).relu();
    }

    /**
     * {@return the largest elements of 3 x 3 windows that are 2 apart}
     *
     * @param x the images
     */
    @Operator
    public static Tensor largest(@Dims("N, C, H, V") Tensor x) {
        return x.maxPool2d(3, 2, 1);
    }

    /**
     * {@return the means of 2 x 2 windows}
     *
     * @param x the images
     */
    @Operator
    public static Tensor mean2(@Dims("N, C, H, V") Tensor x) {
        return x.avgPool2d(2, 2, 0);
    }

    /**
     * {@return the means of 7 x 7 windows}
     *
     * @param x the images
     */
    @Operator
    public static Tensor mean7(@Dims("N, C, H, V") Tensor x) {
        return x.avgPool2d(7, 7, 0);
    }

    /**
     * {@return a depthwise layer, windows 1 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise(
            @Dims("N, C, H, V") Tensor x, @Dims("C, 1, 3, 3") Tensor weight, @Dims("C") Tensor bias) {
        return x.conv2d(weight, bias, 1, 1, 1, x.dim(1)).relu6();
    }

    /**
     * {@return a depthwise layer, windows 2 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwiseHalved(
            @Dims("N, C, H, V") Tensor x, @Dims("C, 1, 3, 3") Tensor weight, @Dims("C") Tensor bias) {
        return x.conv2d(weight, bias, 2, 1, 1, x.dim(1)).relu6();
    }

    /**
     * {@return a depthwise layer, windows 2 apart in height and 1 in width}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwiseLower(
            @Dims("N, C, H, V") Tensor x, @Dims("C, 1, 3, 3") Tensor weight, @Dims("C") Tensor bias) {
        return x.conv2d(weight, bias, new int[] {2, 1}, new int[] {1, 1}, new int[] {1, 1}, x.dim(1))
                .relu6();
    }

    /**
     * {@return a depthwise layer of 5 x 5 windows, 1 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise5(
            @Dims("N, C, H, V") Tensor x, @Dims("C, 1, 5, 5") Tensor weight, @Dims("C") Tensor bias) {
        return x.conv2d(weight, bias, 1, 2, 1, x.dim(1)).relu6();
    }

    /**
     * {@return a depthwise layer of 5 x 5 windows, 2 apart in height and 1 in width}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise5Lower(
            @Dims("N, C, H, V") Tensor x, @Dims("C, 1, 5, 5") Tensor weight, @Dims("C") Tensor bias) {
        return x.conv2d(weight, bias, new int[] {2, 1}, new int[] {2, 2}, new int[] {1, 1}, x.dim(1))
                .relu6();
    }
}
