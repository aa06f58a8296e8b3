package org.jdvm.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.ir.Graph;

/**
 * The structure of a captured graph and the numbers that fill it.
 *
 * <p>Two captures of equal {@link Key} are computed by one template. Sizes are not part of the key, only which of them must be equal,
 * and those that are 0 or 1 or belong to a constant tensor (a model's own sizes). Numbers are not part of it either, except those
 * that may make an operation simpler.
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

    private final Capture capture;
    private final SizeClasses classes;
    private int[] words = new int[128];
    private int used;

    /** For each class of sizes its number in the order in which they occur, -1 as long as it did not. */
    private final int[] numbersOfClasses;

    /** The class with each number. */
    private final int[] roots;

    private int sizeCount;
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
        this.classes = new SizeClasses(capture);
        this.numbersOfClasses = new int[classes.count()];
        this.roots = new int[classes.count()];
        Arrays.fill(numbersOfClasses, -1);
        for (int input = 0; input < capture.inputs().size(); input++) {
            Source source = capture.inputs().get(input);
            word(source.type.ordinal() << 8 | source.dims.length);
            sizes(classes.ofInput(input));
        }
        word(-1);
        for (int node = 0; node < capture.nodes().size(); node++) {
            Recorded recorded = capture.nodes().get(node);
            word(recorded.method.ordinal() << 9 | recorded.dims.length << 1 | (kept[node] ? 1 : 0));
            arguments(recorded, capture.arguments(node));
            sizes(classes.ofNode(node));
        }
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

    /** Sizes that the template knows are written as they are, others as the number of their class. */
    private void sizes(int[] of) {
        for (int sizeClass : of) {
            int number = sizeNumber(sizeClass);
            word(isKnown(number) ? -1 - (int) size(number) : number);
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

    private int sizeNumber(int sizeClass) {
        int root = classes.root(sizeClass);
        if (numbersOfClasses[root] < 0) {
            numbersOfClasses[root] = sizeCount;
            roots[sizeCount++] = root;
        }
        return numbersOfClasses[root];
    }

    private int[] sizeNumbers(int[] of) {
        int[] result = new int[of.length];
        for (int axis = 0; axis < of.length; axis++) {
            result[axis] = sizeNumber(of[axis]);
        }
        return result;
    }

    /** The number of the class of each size of an input; classes are numbered as they occur. */
    int[] sizesOfInput(int input) {
        return sizeNumbers(classes.ofInput(input));
    }

    /** The number of the class of each size of an operation's result. */
    int[] sizesOfNode(int node) {
        return sizeNumbers(classes.ofNode(node));
    }

    /** True if the size is a part of the structure. */
    boolean isKnown(int number) {
        int root = roots[number];
        return root == SizeClasses.ONE || root == SizeClasses.ZERO || classes.isConstant(root);
    }

    /** How many classes of sizes there are. */
    int sizes() {
        return sizeCount;
    }

    long size(int number) {
        return classes.size(roots[number]);
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
