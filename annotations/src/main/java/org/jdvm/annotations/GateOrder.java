package org.jdvm.annotations;

/** In which order the rows of recurrent weights have the gates of a cell. */
public enum GateOrder {
    /** LSTM {@code i, f, g, o}; GRU {@code r, z, n}. */
    PYTORCH(new int[] {0, 1, 2, 3}, new int[] {0, 1, 2}),
    /** LSTM {@code i, o, f, c}, where c is PyTorch's g; GRU {@code z, r, h}, where h is PyTorch's n. */
    ONNX(new int[] {0, 2, 3, 1}, new int[] {1, 0, 2});

    private final int[] lstm;
    private final int[] gru;

    GateOrder(int[] lstm, int[] gru) {
        this.lstm = lstm;
        this.gru = gru;
    }

    /**
     * {@return which block of rows has a gate of PyTorch's order}
     *
     * @param cell the cell
     * @param gate the number of the gate in PyTorch's order
     */
    public int block(RecurrentCell cell, int gate) {
        return switch (cell) {
            case TANH, RELU -> gate;
            case LSTM -> lstm[gate];
            case GRU, GRU_RESET_FIRST -> gru[gate];
        };
    }
}
