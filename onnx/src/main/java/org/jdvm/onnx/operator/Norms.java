package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;

/** Normalizations. */
final class Norms {
    private Norms() {}

    static void addTo(OperatorTable table) {
        table.addAll("BatchNormalization", 1, Norms::batch);
        table.add("InstanceNormalization", 1, call -> {
            Tensor x = call.t(0);
            int[] channels = ConvolutionOperators.channels(x.dim(1), x.rank());
            int[] axes = IntStream.range(2, x.rank()).toArray();
            Tensor[] norm = standardized(x, axes, call.f("epsilon", 1e-5f));
            return call.same(
                    norm[0].mul(call.t(1).reshape(channels)).add(call.t(2).reshape(channels)));
        });
        table.addAll("LayerNormalization", 17, Norms::layer);
        table.add("RMSNormalization", 23, call -> {
            Tensor x = call.t(0);
            int axis = NodeCall.axis(call.i("axis", -1), x.rank());
            int[] axes = IntStream.range(axis, x.rank()).toArray();
            return call.same(rms(x, axes, call.f("epsilon", 1e-5f)).mul(call.t(1)));
        });
        table.add("GroupNormalization", 18, Norms::group);
        table.add("MeanVarianceNormalization", 9, call -> {
            Tensor x = call.t(0);
            int[] axes = call.is("axes");
            axes = axes == null ? new int[] {0, 2, 3} : NodeCall.axes(axes, x.rank());
            Tensor centred = x.sub(x.mean(axes, Keep.KEEP_DIMS));
            Tensor deviation = centred.mul(centred).mean(axes, Keep.KEEP_DIMS).sqrt();
            return call.same(centred.div(deviation.add(1e-9)));
        });
        table.add("LRN", 1, call -> call.same(localResponse(call)));
    }

    private static Tensor localResponse(NodeCall call) {
        Tensor x = call.t(0);
        int size = call.i("size");
        int before = (size - 1) / 2;
        Tensor sums =
                x.mul(x).pad(1, before, size - 1 - before).unfold(1, size, 1).sum(-1);
        return x.div(
                sums.mul(call.f("alpha", 0.0001f) / size).add(call.f("bias", 1)).pow(call.f("beta", 0.75f)));
    }

    /** {@return the elements without their mean and scaled to variance 1; the mean; the reciprocal of the standard deviation} */
    static Tensor[] standardized(Tensor x, int[] axes, double epsilon) {
        Tensor mean = x.mean(axes, Keep.KEEP_DIMS);
        Tensor centred = x.sub(mean);
        Tensor scale =
                centred.mul(centred).mean(axes, Keep.KEEP_DIMS).add(epsilon).rsqrt();
        return new Tensor[] {centred.mul(scale), mean, scale};
    }

    /** {@return a tensor of 16-bit floats as one of 32 bits; others as they are} */
    static Tensor wide(Tensor x) {
        return x.type() == DType.F64 ? x : x.cast(DType.F32);
    }

    static Tensor rms(Tensor x, int[] axes, double epsilon) {
        Tensor wide = wide(x);
        return wide.mul(wide.mul(wide).mean(axes, Keep.KEEP_DIMS).add(epsilon).rsqrt())
                .cast(x.type());
    }

    private static OnnxValue[] batch(NodeCall call) {
        Tensor x = call.t(0);
        int[] channels = ConvolutionOperators.channels(call.in(1).size(), x.rank());
        double epsilon = call.f("epsilon", 1e-5f);
        Tensor mean = call.t(3).reshape(channels);
        Tensor variance = call.t(4).reshape(channels);
        Tensor runningMean = mean;
        Tensor runningVariance = variance;
        boolean isTraining = call.i("training_mode", 0) != 0;
        if (isTraining) {
            int[] axes = IntStream.range(0, x.rank()).filter(i -> i != 1).toArray();
            double momentum = call.f("momentum", 0.9f);
            mean = wide(x.mean(axes, Keep.KEEP_DIMS));
            variance = x.sub(mean).square().mean(axes, Keep.KEEP_DIMS);
            runningMean = runningMean.mul(momentum).add(mean.mul(1 - momentum));
            runningVariance = runningVariance.mul(momentum).add(variance.mul(1 - momentum));
        }
        Tensor deviation = variance;
        Tensor centre = mean;
        Supplier<Tensor> scaling =
                () -> call.t(1).reshape(channels).mul(deviation.add(epsilon).rsqrt());
        Tensor scale = isTraining ? scaling.get() : call.prepared(scaling, 1, 4);
        Supplier<Tensor> shifting = () -> call.t(2).reshape(channels).sub(centre.mul(scale));
        Tensor shift = isTraining ? shifting.get() : call.prepared(shifting, 2, 1, 3, 4);
        Tensor y = x.mul(scale.cast(x.type())).add(shift.cast(x.type()));
        int count = call.in(1).size();
        return new OnnxValue[] {
            call.same(y),
            TensorValue.of(call.in(3).type(), runningMean.reshape(count)),
            TensorValue.of(call.in(4).type(), runningVariance.reshape(count))
        };
    }

    private static OnnxValue[] layer(NodeCall call) {
        Tensor x = call.t(0);
        int axis = NodeCall.axis(call.i("axis", -1), x.rank());
        double epsilon = call.f("epsilon", 1e-5f);
        if (call.outputs() == 1
                && axis == x.rank() - 1
                && call.has(2)
                && call.in(1).rank() == 1
                && call.in(2).rank() == 1) {
            return new OnnxValue[] {call.same(x.layerNorm(call.t(1), call.t(2), epsilon))};
        }
        int[] axes = IntStream.range(axis, x.rank()).toArray();
        Tensor[] norm = standardized(wide(x), axes, epsilon);
        Tensor y = norm[0].cast(x.type()).mul(call.t(1));
        y = call.has(2) ? y.add(call.t(2)) : y;
        return new OnnxValue[] {call.same(y), TensorValue.of(norm[1]), TensorValue.of(norm[2])};
    }

    /** Up to version 20 there was a scale for each group, then one for each channel. */
    private static TensorValue group(NodeCall call) {
        Tensor x = call.t(0);
        int groups = call.i("num_groups");
        int channels = x.dim(1);
        int inner = Host.product(x.dims(), 1, x.rank());
        Tensor rows = x.reshape(x.dim(0), groups, inner / groups);
        Tensor norm = standardized(wide(rows), new int[] {2}, call.f("epsilon", 1e-5f))[0].cast(x.type());
        Tensor scale = call.t(1);
        Tensor bias = call.t(2);
        if (scale.size() == groups && groups != channels) {
            return call.same(norm.mul(scale.reshape(groups, 1))
                    .add(bias.reshape(groups, 1))
                    .reshape(x.dims()));
        }
        int[] dims = new int[x.rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = channels;
        return call.same(norm.reshape(x.dims()).mul(scale.reshape(dims)).add(bias.reshape(dims)));
    }
}
