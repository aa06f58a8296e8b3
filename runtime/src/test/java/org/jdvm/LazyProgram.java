package org.jdvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A program over tensors with views and writes in place, which runs on {@link Tensor} and on {@link PlainTensor}, and can be printed as
 * Java. All numbers in it are small integers, so that results are equal to the bit, however sums are formed.
 *
 * @param steps the steps; each gives one tensor, named by its number
 */
record LazyProgram(List<Step> steps) {
    /**
     * A step.
     *
     * @param java its source; {@code $0}, {@code $1} are the operands
     * @param operands the steps whose tensors it uses
     * @param lazy what it does to tensors
     * @param plain the same, plainly
     * @param read true if the result is read at once
     */
    record Step(
            String java,
            int[] operands,
            Function<Tensor[], Tensor> lazy,
            Function<PlainTensor[], PlainTensor> plain,
            boolean read) {}

    /** Runs the program; the elements of a step that is read, and at the end of all tensors from the last to the first, go to the reader. */
    static void runLazily(List<Step> steps, Consumer<double[]> reader) {
        List<Tensor> tensors = new ArrayList<>();
        for (Step step : steps) {
            Tensor tensor = step.lazy()
                    .apply(Arrays.stream(step.operands()).mapToObj(tensors::get).toArray(Tensor[]::new));
            tensors.add(tensor);
            if (step.read()) {
                reader.accept(elements(tensor));
            }
        }
        tensors.reversed().forEach(tensor -> reader.accept(elements(tensor)));
    }

    private static double[] elements(Tensor tensor) {
        float[] floats = tensor.toFloatArray();
        double[] elements = new double[floats.length];
        // the sign of zeros is not compared
        Arrays.setAll(elements, i -> floats[i] + 0.0);
        return elements;
    }

    static void runPlainly(List<Step> steps, Consumer<double[]> reader) {
        List<PlainTensor> tensors = new ArrayList<>();
        for (Step step : steps) {
            PlainTensor tensor = step.plain()
                    .apply(Arrays.stream(step.operands()).mapToObj(tensors::get).toArray(PlainTensor[]::new));
            tensors.add(tensor);
            if (step.read()) {
                reader.accept(tensor.elements());
            }
        }
        tensors.reversed().forEach(tensor -> reader.accept(tensor.elements()));
    }

    /** Returns how the program fails, null if it does not. */
    @Nullable
    String failure() {
        List<double[]> expected = new ArrayList<>();
        runPlainly(steps, expected::add);
        // the second time the graphs know what they should have kept
        for (int round = 0; round < 2; round++) {
            List<double[]> actual = new ArrayList<>();
            try {
                runLazily(steps, actual::add);
            } catch (RuntimeException e) {
                return e.toString();
            }
            for (int i = 0; i < expected.size(); i++) {
                if (!Arrays.equals(expected.get(i), actual.get(i))) {
                    return "round %d, read %d: expected %s but was %s"
                            .formatted(round, i, Arrays.toString(expected.get(i)), Arrays.toString(actual.get(i)));
                }
            }
        }
        return null;
    }

    /** The smallest program found that still fails: steps go as long as the rest fails. */
    LazyProgram shrunk() {
        LazyProgram smallest = this;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int i = smallest.steps().size() - 1; i >= 0; i--) {
                LazyProgram without = smallest.without(i);
                if (without.failure() != null) {
                    smallest = without;
                    smaller = true;
                    i = Math.min(i, smallest.steps().size());
                }
            }
        }
        return smallest;
    }

    /** The program without a step and all that use its tensor. */
    private LazyProgram without(int removed) {
        int[] numbers = new int[steps.size()];
        List<Step> rest = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            Step step = steps.get(i);
            boolean gone = i == removed || Arrays.stream(step.operands()).anyMatch(o -> numbers[o] < 0);
            numbers[i] = gone ? -1 : rest.size();
            if (!gone) {
                int[] operands =
                        Arrays.stream(step.operands()).map(o -> numbers[o]).toArray();
                rest.add(new Step(step.java(), operands, step.lazy(), step.plain(), step.read()));
            }
        }
        return new LazyProgram(rest);
    }

    /** A test method with this program. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("@Test\nvoid program() {\n");
        for (int i = 0; i < steps.size(); i++) {
            String java = steps.get(i).java();
            for (int operand = 0; operand < steps.get(i).operands().length; operand++) {
                java = java.replace("$" + operand, "t" + steps.get(i).operands()[operand]);
            }
            text.append("    Tensor t").append(i).append(" = ").append(java).append(";\n");
            if (steps.get(i).read()) {
                text.append("    t").append(i).append(".toFloatArray();\n");
            }
        }
        List<double[]> last = new ArrayList<>();
        runPlainly(steps, last::add);
        for (int i = 0; i < steps.size(); i++) {
            double[] elements = last.get(last.size() - 1 - i);
            text.append("    assertArrayEquals(new float[] {")
                    .append(Arrays.toString(elements).replace("[", "").replace("]", ""))
                    .append("}, t")
                    .append(i)
                    .append(".toFloatArray(), 0.1f);\n");
        }
        return text.append("}\n").toString();
    }
}
