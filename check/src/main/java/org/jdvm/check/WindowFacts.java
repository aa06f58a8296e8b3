package org.jdvm.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;

/** Arguments of convolutions and pools: inputs [N, C, spatial], weights that fit them, and steps of windows; in the stage of edges some that do not fit. */
final class WindowFacts {
    private static final int MOST_SIZE = 7;
    private static final int MOST_WINDOW = 3;

    private WindowFacts() {}

    /** The sizes of an input, and of a window that mostly fits. */
    private record Sizes(int[] input, int[] window) {
        static Sizes draw(int axes, int channels, Draw draw) {
            int[] input = new int[axes + 2];
            int[] window = new int[axes];
            input[0] = draw.oneIn(8) ? 0 : 1 + draw.below(2);
            input[1] = channels;
            for (int axis = 0; axis < axes; axis++) {
                input[2 + axis] = 1 + draw.below(MOST_SIZE);
                window[axis] = 1 + draw.below(MOST_WINDOW);
            }
            return new Sizes(input, window);
        }
    }

    /** A convolution along some axes; a transposed one has the channels of its weight exchanged, and an output padding. */
    static ArgumentFacts.Maker convolution(int axes, boolean isTransposed) {
        return (overload, type, draw) -> {
            boolean hasSteps = overload.parameters().contains(int.class);
            int groups = hasSteps ? 1 + draw.below(3) : 1;
            int inputs = groups * (1 + draw.below(3));
            int outputs = groups * (1 + draw.below(3));
            Sizes sizes = Sizes.draw(axes, inputs, draw);
            int[] weight = new int[axes + 2];
            weight[0] = isTransposed ? inputs : outputs;
            weight[1] = (isTransposed ? outputs : inputs) / groups;
            System.arraycopy(sizes.window(), 0, weight, 2, axes);
            List<Object> arguments =
                    new ArrayList<>(List.of(draw.tensor(type, sizes.input()), draw.tensor(type, weight)));
            if (overload.parameters().stream().filter(Tensor.class::equals).count() > 1) {
                arguments.add(draw.tensor(type, outputs));
            }
            if (hasSteps) {
                boolean isList = overload.parameters().contains(int[].class);
                Object stride = steps(isList, axes, draw.oneIn(2) ? 1 : 2);
                Object padding = steps(isList, axes, draw.below(3));
                Object dilation = steps(isList, axes, 1 + draw.below(2));
                arguments.addAll(
                        isTransposed
                                ? List.of(stride, padding, steps(isList, axes, draw.below(2)), groups, dilation)
                                : List.of(stride, padding, dilation, groups));
            }
            return arguments;
        };
    }

    /** A pool along some axes; that of means says whether padding counts, the other one has a dilation. */
    static ArgumentFacts.Maker pool(int axes, boolean isMean) {
        return (overload, type, draw) -> {
            Sizes sizes = Sizes.draw(axes, 1 + draw.below(3), draw);
            boolean isList = overload.parameters().contains(int[].class);
            int window = 1 + draw.below(MOST_WINDOW);
            List<Object> arguments =
                    new ArrayList<>(List.of(draw.tensor(type, sizes.input()), steps(isList, axes, window)));
            int count = overload.parameters().size();
            if (count > 1) {
                arguments.add(steps(isList, axes, 1 + draw.below(2)));
            }
            if (count > 2) {
                arguments.add(steps(isList, axes, draw.below(window / 2 + 1)));
            }
            if (count > 3) {
                arguments.add(isMean ? (Object) draw.oneIn(2) : steps(isList, axes, 1 + draw.below(2)));
                arguments.add(draw.oneIn(2));
            }
            return arguments;
        };
    }

    private static Object steps(boolean isList, int axes, int number) {
        if (!isList) {
            return number;
        }
        int[] all = new int[axes];
        Arrays.fill(all, number);
        return all;
    }

    /** Sums of products in a few notations. */
    static List<Object> einsum(Overload overload, DType type, Draw draw) {
        int[] sizes = draw.some(4);
        return switch (draw.below(7)) {
            case 0 -> sum("ij,jk->ik", draw.tensor(type, sizes[0], sizes[1]), draw.tensor(type, sizes[1], sizes[2]));
            case 1 ->
                sum("bij,bjk->bik", draw.tensor(type, 2, sizes[0], sizes[1]), draw.tensor(type, 2, sizes[1], sizes[2]));
            case 2 -> sum("ii->i", draw.tensor(type, sizes[0], sizes[0]));
            case 3 -> sum("ij->ji", draw.tensor(type, sizes[0], sizes[1]));
            case 4 ->
                sum(
                        "...ij,...jk->...ik",
                        draw.tensor(type, 2, 1, sizes[0], sizes[1]),
                        draw.tensor(type, sizes[3], sizes[1], sizes[2]));
            case 5 -> sum("i...,...", draw.tensor(type, sizes[0], sizes[1]), draw.tensor(type, sizes[1]));
            default -> sum("i,j->ij", draw.tensor(type, sizes[0]), draw.tensor(type, sizes[1]));
        };
    }

    private static List<Object> sum(String equation, TestOperand... operands) {
        return List.of(equation, operands);
    }
}
