package org.jdvm.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.ir.Graph;

/**
 * The structure of a captured graph and the numbers that fill it.
 *
 * <p>Two captures of equal {@link Key} are computed by one template. Sizes are not part of the key, only which of them are equal, and
 * those that are 0 or 1 or belong to a constant tensor (a model's own sizes). Numbers are not part of it either, except those that
 * may make an operation simpler.
 */
public final class Signature {
    /** The structure. Graphs of operators are told apart by identity. */
    public record Key(int[] words, List<Graph> graphs) {
        @Override
        public boolean equals(Object other) {
            if (!(other instanceof Key key) || !Arrays.equals(words, key.words) || graphs.size() != key.graphs.size()) {
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
            return Arrays.hashCode(words);
        }
    }

    /** The class of sizes 1: the first one; that of sizes 0 is the second one. */
    static final int ONE = 0;

    static final int ZERO = 1;

    private final Capture capture;
    private int[] words = new int[128];
    private int used;

    /** The sizes that occur, each once; those before {@link #fixed} are known to the template. */
    private int[] sizes = {1, 0, 0, 0, 0, 0, 0, 0};

    private int sizeCount = 2;
    private int fixed;
    private final List<Graph> graphs = new ArrayList<>();
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
    public Signature(Capture capture, boolean[] kept) {
        this.capture = capture;
        for (Source input : capture.inputs()) {
            if (isConstant(input)) {
                for (int dim : input.dims) {
                    sizeClass(dim);
                }
            }
        }
        fixed = sizeCount;
        for (int size = 2; size < fixed; size++) {
            word(sizes[size]);
        }
        word(-1);
        for (Source input : capture.inputs()) {
            word(input.type.ordinal() << 8 | input.dims.length);
            dims(input.dims);
        }
        word(-1);
        for (int node = 0; node < capture.nodes().size(); node++) {
            Recorded recorded = capture.nodes().get(node);
            word(recorded.method.ordinal() << 9 | recorded.dims.length << 1 | (kept[node] ? 1 : 0));
            arguments(recorded, capture.arguments(node));
            dims(recorded.dims);
        }
    }

    static boolean isConstant(Source input) {
        return input instanceof Leaf leaf && leaf.memory.panels() != null;
    }

    /** True for numbers with which an operation may be simpler than with others. */
    static boolean isSpecial(double number) {
        return number == 0 || number == 1 || number == 2 || number == -1 || number == 0.5;
    }

    private void arguments(Recorded recorded, Object[] arguments) {
        switch (recorded.method) {
            case RESHAPE, BROADCAST_TO -> source((Source) arguments[0]);
            case SLICE -> {
                source((Source) arguments[0]);
                int[] axisStartStep = (int[]) arguments[1];
                word(axisStartStep[0]);
                integer(axisStartStep[1]);
                word(axisStartStep[2]);
            }
            case PAD -> {
                source((Source) arguments[0]);
                int[] axisBeforeAfter = (int[]) arguments[1];
                word(axisBeforeAfter[0]);
                integer(axisBeforeAfter[1]);
                integer(axisBeforeAfter[2]);
                number((Double) arguments[2]);
            }
            case FULL -> number((Double) arguments[0]);
            case RANGE, ONE_HOT -> {
                word(arguments.length);
                for (Object argument : arguments) {
                    if (!(argument instanceof Integer)) {
                        argument(argument);
                    }
                }
            }
            default -> {
                word(arguments.length);
                for (Object argument : arguments) {
                    argument(argument);
                }
            }
        }
    }

    /** One argument, with its kind before it: methods take several kinds at the same place. */
    private void argument(Object argument) {
        switch (argument) {
            case Source source -> {
                word('t');
                source(source);
            }
            case Source[] sources -> {
                word('T');
                word(sources.length);
                for (Source source : sources) {
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

    private void source(Source source) {
        word(capture.number(source));
    }

    private void dims(int[] dims) {
        for (int dim : dims) {
            word(sizeClass(dim));
        }
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

    /** The number of the class of a size: equal sizes have the same. */
    int sizeClass(int size) {
        for (int i = 0; i < sizeCount; i++) {
            if (sizes[i] == size) {
                return i;
            }
        }
        if (sizeCount == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * sizeCount);
        }
        sizes[sizeCount] = size;
        return sizeCount++;
    }

    /** How many classes of sizes are known to the template. */
    int fixedClasses() {
        return fixed;
    }

    int classes() {
        return sizeCount;
    }

    long size(int sizeClass) {
        return sizes[sizeClass];
    }

    long integerAt(int index) {
        return integers[index];
    }

    double numberAt(int index) {
        return numbers[index];
    }

    /** {@return the structure} */
    public Key key() {
        return new Key(Arrays.copyOf(words, used), List.copyOf(graphs));
    }
}
