package org.jdvm.onnx.operator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jdvm.Tensor;

/** What one node makes of inputs that are constants of the model: unpacked or shifted weights, made once. */
public final class Prepared {
    private final boolean[] isConstant;
    private final Map<Integer, Tensor> tensors = new ConcurrentHashMap<>();

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
            if (input < isConstant.length && !isConstant[input]) {
                return maker.get();
            }
        }
        return tensors.computeIfAbsent(from[0], _ -> maker.get().constant());
    }
}
