package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Op;
import org.jdvm.ir.RowMethod;
import org.jdvm.ir.passes.Passes;

/**
 * The structure of a captured graph and the numbers that fill it.
 *
 * <p>Two captures of equal {@link Key} are computed by one template. Sizes are not part of the key, only which of them are 0 or 1, how
 * reshapes line them up, and those of constant tensors (a model's own sizes). Numbers are not part of it either, except those that
 * may make an operation simpler.
 */
public final class CaptureSignature {
    /** A structure. Graphs of operators are told apart by identity. */
    public static final class Key {
        private final int[] words;
        private final int length;
        private final List<Graph> graphs;
        private final int hash;

        private Key(int[] words, int length, List<Graph> graphs) {
            this.words = words;
            this.length = length;
            this.graphs = graphs;
            int mixed = 0;
            for (int i = 0; i < length; i++) {
                mixed = 31 * mixed + words[i];
            }
            this.hash = mixed ^ mixed >>> 16;
        }

        /** {@return the same key, to be kept: the signature's own one is only good as long as the signature} */
        public Key copy() {
            return new Key(Arrays.copyOf(words, length), length, List.copyOf(graphs));
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof Key key)
                    || !Arrays.equals(words, 0, length, key.words, 0, key.length)
                    || graphs.size() != key.graphs.size()) {
                return false;
            }
            for (int i = 0; i < graphs.size(); i++) {
                if (graphs.get(i) != key.graphs.get(i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private static final int DIMS_IN_WORD = 16;

    /** The argument that says how long results of a row operation are, after the tensor and the axis. */
    static final int LENGTH = 2;

    private final Capture capture;
    private int[] words = new int[128];
    private int used;
    private final List<Graph> graphs = new ArrayList<>(0);
    private long[] integers = new long[8];
    private int integerCount;
    private double[] numbers = new double[8];
    private int numberCount;

    /**
     * Takes a capture apart.
     *
     * @param capture the capture
     * @param kept for each operation whether its result is kept
     */
    public CaptureSignature(Capture capture, boolean[] kept) {
        this.capture = capture;
        for (TensorSource input : capture.inputs()) {
            word(input.type.ordinal() << 8 | input.dims.length);
            if (DimUnifier.isConstant(input)) {
                for (int dim : input.dims) {
                    word(-1 - dim);
                }
            } else {
                dims(input.dims);
            }
        }
        word(-1);
        for (int node = 0; node < kept.length; node++) {
            Recorded recorded = capture.nodes().get(node);
            word(recorded.method.number() << 9 | recorded.dims.length << 1 | (kept[node] ? 1 : 0));
            arguments(recorded, capture.arguments(node));
            dims(recorded.dims);
        }
    }

    /** Which sizes are 0, which are 1. */
    private void dims(int[] dims) {
        for (int from = 0; from < dims.length; from += DIMS_IN_WORD) {
            int word = 0;
            for (int axis = from; axis < Math.min(dims.length, from + DIMS_IN_WORD); axis++) {
                word = word << 2 | Math.min(dims[axis], 2);
            }
            word(word);
        }
    }

    /** True for numbers with which an operation may be simpler than with others. */
    static boolean isSpecial(double number) {
        return number == 0
                || number == 1
                || number == 2
                || number == -1
                || number == 0.5
                || Passes.isNumberOfFormula(number);
    }

    private void arguments(Recorded recorded, Object[] arguments) {
        switch (recorded.method) {
            case Op.BROADCAST -> source((TensorSource) arguments[0]);
            case Op.RESHAPE -> {
                source((TensorSource) arguments[0]);
                for (int axis : DimUnifier.alignment(((TensorSource) arguments[0]).dims, recorded.dims)) {
                    word(axis);
                }
            }
            case Op.SLICE -> {
                source((TensorSource) arguments[0]);
                int[] axisStartStep = (int[]) arguments[1];
                word(axisStartStep[0]);
                integer(axisStartStep[1]);
                word(axisStartStep[2]);
                isAsBefore((TensorSource) arguments[0], recorded, axisStartStep[0]);
            }
            case Op.PAD -> {
                source((TensorSource) arguments[0]);
                int[] axisBeforeAfter = (int[]) arguments[1];
                word(axisBeforeAfter[0]);
                integer(axisBeforeAfter[1]);
                integer(axisBeforeAfter[2]);
                number((Double) arguments[2]);
                isAsBefore((TensorSource) arguments[0], recorded, axisBeforeAfter[0]);
            }
            case Op.FILL -> {
                number((Double) arguments[0]);
                word(recorded.type.ordinal());
            }
            case Op.IOTA, CompositeMethod.ONE_HOT -> {
                word(arguments.length);
                if (DimUnifier.hasAxis(arguments)) {
                    word(DimUnifier.newAxis(arguments));
                }
                for (Object argument : arguments) {
                    if (!(argument instanceof Integer)) {
                        argument(argument);
                    }
                }
            }
            default -> {
                boolean isSized =
                        recorded.method instanceof RowMethod row && row.op().isSized();
                word(arguments.length);
                if (isSized) {
                    word(DimUnifier.callOfOtherResult(capture, capture.number(recorded)));
                }
                for (int i = 0; i < arguments.length; i++) {
                    if (isSized && i == LENGTH) {
                        isAsBefore((TensorSource) arguments[0], recorded, DimUnifier.axis(arguments));
                    } else {
                        argument(arguments[i]);
                    }
                }
            }
        }
    }

    private void isAsBefore(TensorSource operand, Recorded result, int axis) {
        word(operand.dims[axis] == result.dims[axis] ? 1 : 0);
    }

    /** One argument, with its kind before it: methods take several kinds at the same place. */
    private void argument(Object argument) {
        switch (argument) {
            case TensorSource source -> {
                word('t');
                source(source);
            }
            case TensorSource[] sources -> {
                word('T');
                word(sources.length);
                for (TensorSource source : sources) {
                    source(source);
                }
            }
            case Integer number -> {
                word('i');
                word(number);
            }
            case int[] list -> {
                word('I');
                word(list.length);
                for (int number : list) {
                    word(number);
                }
            }
            case Double number -> {
                word('d');
                number(number);
            }
            case String text -> {
                word('s');
                word(text.length());
                text.chars().forEach(this::word);
            }
            case Enum<?> constant -> {
                word('e');
                word(constant.ordinal());
            }
            case OperatorCall call -> {
                word('c');
                graphs.add(call.graph());
                call.encode(this);
            }
            default -> throw new IllegalArgumentException("not an argument of a recorded operation: " + argument);
        }
    }

    private void source(TensorSource source) {
        word(capture.number(source));
    }

    void word(int word) {
        if (used == words.length) {
            words = Arrays.copyOf(words, 2 * used);
        }
        words[used++] = word;
    }

    void number(double number) {
        if (isSpecial(number)) {
            long bits = Double.doubleToRawLongBits(number);
            word((int) (bits >>> 32));
            word((int) bits);
        } else {
            word(-1);
            if (numberCount == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * numberCount);
            }
            numbers[numberCount++] = number;
        }
    }

    void integer(long number) {
        word(number == 0 ? 0 : 1);
        if (number != 0) {
            if (integerCount == integers.length) {
                integers = Arrays.copyOf(integers, 2 * integerCount);
            }
            integers[integerCount++] = number;
        }
    }

    /** One size of an operation's result, or of an input if the number is a complement. */
    int size(int number, int axis) {
        return number < 0
                ? capture.inputs().get(~number).dims[axis]
                : capture.nodes().get(number).dims[axis];
    }

    long integerAt(int index) {
        return integers[index];
    }

    double numberAt(int index) {
        return numbers[index];
    }

    /** {@return the structure; valid as long as this signature} */
    public Key key() {
        return new Key(words, used, graphs);
    }
}
