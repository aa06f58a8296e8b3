package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jdvm.Tensor;
import org.jdvm.onnx.value.TensorValue;

/** What one node makes of inputs that are constants of the model: unpacked or shifted weights, made once. */
public final class Prepared {
    private final boolean[] isConstant;
    private final Map<Integer, Tensor> tensors = new ConcurrentHashMap<>();
    private final Map<Integer, Boolean> zeros = new ConcurrentHashMap<>();

    /**
     * Creates the store of a node.
     *
     * @param isConstant for each input whether it is a constant, or left out
     */
    public Prepared(boolean... isConstant) {
        this.isConstant = isConstant;
    }

    /** {@return what a maker gives for some inputs, the first of which names it} */
    Tensor tensor(Supplier<Tensor> maker, int... from) {
        for (int input : from) {
            if (!isConstant(input)) {
                return maker.get();
            }
        }
        return tensors.computeIfAbsent(from[0], _ -> maker.get().constant());
    }

    boolean isConstant(int input) {
        return input >= isConstant.length || isConstant[input];
    }

    /** {@return whether an input is a constant without other elements than 0; they are looked at once} */
    boolean isZero(int input, TensorValue value) {
        return input < isConstant.length
                && isConstant[input]
                && zeros.computeIfAbsent(
                        input, _ -> Arrays.stream(value.longs()).allMatch(x -> x == 0));
    }
}
