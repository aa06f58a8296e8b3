package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.jdvm.Tensor;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;

/** Activation functions, and operators that only training does something with. */
final class Activations {
    private Activations() {}

    static void addTo(OperatorTable table) {
        activation(table, "Relu", (_, x) -> x.relu());
        activation(table, "Sigmoid", (_, x) -> x.sigmoid());
        activation(table, "Tanh", (_, x) -> x.tanh());
        activation(table, "Softplus", (_, x) -> x.softplus());
        activation(table, "Softsign", (_, x) -> x.softsign());
        activation(table, "Mish", (_, x) -> x.mish());
        activation(table, "HardSwish", (_, x) -> x.hardSwish());
        activation(table, "LeakyRelu", (call, x) -> x.leakyRelu(call.f("alpha", 0.01f)));
        activation(table, "Elu", (call, x) -> x.elu(call.f("alpha", 1)));
        activation(table, "Celu", (call, x) -> x.celu(call.f("alpha", 1)));
        activation(table, "Selu", (call, x) -> {
            double alpha = call.f("alpha", 1.67326319217681884765625f);
            double gamma = call.f("gamma", 1.05070102214813232421875f);
            return x.gt(0).select(x, x.minimum(0).expm1().mul(alpha)).mul(gamma);
        });
        activation(table, "HardSigmoid", (call, x) -> x.hardSigmoid(call.f("alpha", 0.2f), call.f("beta", 0.5f)));
        activation(
                table, "ThresholdedRelu", (call, x) -> x.gt(call.f("alpha", 1)).select(x, 0));
        activation(table, "Shrink", (call, x) -> {
            double bias = call.f("bias", 0);
            double limit = call.f("lambd", 0.5f);
            return x.lt(-limit).select(x.add(bias), x.gt(limit).select(x.sub(bias), x.mul(0)));
        });
        activation(table, "Gelu", (call, x) -> call.s("approximate", "none").equals("tanh") ? x.geluTanh() : x.gelu());
        activation(table, "Swish", (call, x) -> {
            double alpha = call.f("alpha", 1);
            return alpha == 1 ? x.silu() : x.mul(x.mul(alpha).sigmoid());
        });
        table.add("PRelu", 1, call -> {
            Tensor x = call.t(0);
            Tensor slope = call.t(1);
            if (call.opset() < 7 && slope.rank() == 1 && slope.size() > 1) {
                int[] dims = new int[x.rank() - 1];
                Arrays.fill(dims, 1);
                dims[0] = slope.size();
                slope = slope.reshape(dims);
            }
            return call.same(x.lt(0).select(x.mul(slope), x));
        });
        table.add("SwiGLU", 1, Activations::swiglu);
        softmax(table, "Softmax", Tensor::softmax);
        softmax(table, "LogSoftmax", Tensor::logSoftmax);
        softmax(table, "Hardmax", Activations::hardmax);
        table.addAll("Dropout", 1, Activations::dropout);
    }

    private static void activation(OperatorTable table, String name, BiFunction<NodeCall, Tensor, Tensor> function) {
        table.add(name, 1, call -> call.same(function.apply(call, call.t(0))));
    }

    private static TensorValue swiglu(NodeCall call) {
        Tensor gate = call.t(0);
        double alpha = call.f("alpha", 1);
        return call.same((alpha == 1 ? gate.silu() : gate.mul(gate.mul(alpha).sigmoid())).mul(call.t(1)));
    }

    /** Before version 13 all axes from the given one on are one. */
    private static void softmax(OperatorTable table, String name, BiFunction<Tensor, Integer, Tensor> function) {
        table.add(name, 1, call -> {
            Tensor x = call.t(0);
            int given = call.i("axis", 1);
            int axis = NodeCall.axis(given, given < 0 ? x.rank() : x.rank() + 1);
            if (axis == x.rank() - 1) {
                return call.same(function.apply(x, axis));
            }
            int rows = Host.product(x.dims(), 0, axis);
            int columns = Host.product(x.dims(), axis, x.rank());
            return call.same(function.apply(x.reshape(rows, columns), 1).reshape(x.dims()));
        });
        table.add(
                name,
                13,
                call -> call.same(function.apply(
                        call.t(0), NodeCall.axis(call.i("axis", -1), call.in(0).rank()))));
    }

    private static Tensor hardmax(Tensor x, int axis) {
        return x.argMax(axis).oneHot(axis, x.dim(axis), 0, 1, x.type());
    }

    private static OnnxValue[] dropout(NodeCall call) {
        TensorValue x = call.in(0);
        boolean isTraining = call.has(2) && call.in(2).number() != 0;
        double ratio = call.number(1, call.f("ratio", 0.5f));
        if (isTraining && ratio != 0) {
            throw NodeCall.unsupported("Dropout while training, with random numbers,");
        }
        long[] ones = new long[x.size()];
        Arrays.fill(ones, 1);
        return call.outputs() < 2
                ? new OnnxValue[] {x}
                : List.of(x, TensorValue.ofLongs(ElementType.BOOL, ones, x.dims()))
                        .toArray(OnnxValue[]::new);
    }
}
