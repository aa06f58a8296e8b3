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
     * {@return a depthwise layer of 32 channels, windows 1 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise32(
            @Dims("N, 32, H, V") Tensor x, @Dims("32, 1, 3, 3") Tensor weight, @Dims("32") Tensor bias) {
        return x.conv2d(weight, bias, 1, 1, 1, 32).relu6();
    }

    /**
     * {@return a depthwise layer of 96 channels, windows 2 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise96Halved(
            @Dims("N, 96, H, V") Tensor x, @Dims("96, 1, 3, 3") Tensor weight, @Dims("96") Tensor bias) {
        return x.conv2d(weight, bias, 2, 1, 1, 96).relu6();
    }

    /**
     * {@return a depthwise layer of 144 channels, windows 1 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise144(
            @Dims("N, 144, H, V") Tensor x, @Dims("144, 1, 3, 3") Tensor weight, @Dims("144") Tensor bias) {
        return x.conv2d(weight, bias, 1, 1, 1, 144).relu6();
    }

    /**
     * {@return a depthwise layer of 144 channels, windows 2 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise144Halved(
            @Dims("N, 144, H, V") Tensor x, @Dims("144, 1, 3, 3") Tensor weight, @Dims("144") Tensor bias) {
        return x.conv2d(weight, bias, 2, 1, 1, 144).relu6();
    }

    /**
     * {@return a depthwise layer of 192 channels, windows 1 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise192(
            @Dims("N, 192, H, V") Tensor x, @Dims("192, 1, 3, 3") Tensor weight, @Dims("192") Tensor bias) {
        return x.conv2d(weight, bias, 1, 1, 1, 192).relu6();
    }

    /**
     * {@return a depthwise layer of 192 channels, windows 2 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise192Halved(
            @Dims("N, 192, H, V") Tensor x, @Dims("192, 1, 3, 3") Tensor weight, @Dims("192") Tensor bias) {
        return x.conv2d(weight, bias, 2, 1, 1, 192).relu6();
    }

    /**
     * {@return a depthwise layer of 384 channels, windows 1 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise384(
            @Dims("N, 384, H, V") Tensor x, @Dims("384, 1, 3, 3") Tensor weight, @Dims("384") Tensor bias) {
        return x.conv2d(weight, bias, 1, 1, 1, 384).relu6();
    }

    /**
     * {@return a depthwise layer of 576 channels, windows 1 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise576(
            @Dims("N, 576, H, V") Tensor x, @Dims("576, 1, 3, 3") Tensor weight, @Dims("576") Tensor bias) {
        return x.conv2d(weight, bias, 1, 1, 1, 576).relu6();
    }

    /**
     * {@return a depthwise layer of 576 channels, windows 2 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise576Halved(
            @Dims("N, 576, H, V") Tensor x, @Dims("576, 1, 3, 3") Tensor weight, @Dims("576") Tensor bias) {
        return x.conv2d(weight, bias, 2, 1, 1, 576).relu6();
    }

    /**
     * {@return a depthwise layer of 960 channels, windows 1 apart}
     *
     * @param x the images
     * @param weight a window for each channel
     * @param bias one value a channel
     */
    @Operator
    public static Tensor depthwise960(
            @Dims("N, 960, H, V") Tensor x, @Dims("960, 1, 3, 3") Tensor weight, @Dims("960") Tensor bias) {
        return x.conv2d(weight, bias, 1, 1, 1, 960).relu6();
    }
}
