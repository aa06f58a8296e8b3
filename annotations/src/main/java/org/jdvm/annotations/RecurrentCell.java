package org.jdvm.annotations;

/** What a recurrent layer computes at each step; {@code x} is the input of the step, {@code h} the state, {@code s} the sigmoid. */
public enum RecurrentCell {
    /** {@code h = tanh(Wx + Rh + b)}. */
    TANH(1),
    /** {@code h = max(Wx + Rh + b, 0)}. */
    RELU(1),
    /**
     * Long short-term memory (Hochreiter and Schmidhuber, 1997): {@code i, f, o = s(Wx + Rh + b)}, {@code g = tanh(Wx + Rh + b)},
     * {@code c = f c + i g}, {@code h = o tanh(c)}.
     */
    LSTM(4),
    /**
     * Gated recurrent unit (Cho et al., 2014) as in PyTorch, and in ONNX with {@code linear_before_reset}: {@code r, z = s(Wx + Rh + b)},
     * {@code n = tanh(Wx + b + r (Rh + d))}, {@code h = (1 - z) n + z h}.
     */
    GRU(3),
    /** The same with the state reset before its product: {@code n = tanh(Wx + R(r h) + b)}, as in ONNX unless its attribute says otherwise. */
    GRU_RESET_FIRST(3);

    private final int gates;

    RecurrentCell(int gates) {
        this.gates = gates;
    }

    /** {@return how many blocks of rows its weights have} */
    public int gates() {
        return gates;
    }
}
