package org.jdvm.examples.kernelbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdvm.Tensor;
import org.jdvm.examples.golden.Json;
import org.jdvm.examples.golden.SafeTensors;

/**
 * A task at the sizes of one case.
 *
 * @param id level, number and case, such as {@code 1_023_A}
 * @param task level and number
 * @param formula what it computes
 * @param tensors its inputs, then its parameters
 * @param isExact whether results must have the bits of PyTorch's
 * @param peerError the largest difference of PyTorch's floats from its doubles
 */
record TaskCase(String id, Task task, String formula, List<NamedTensor> tensors, boolean isExact, double peerError) {
    private static final Pattern GROUPS = Pattern.compile(", (\\d+), \\w+, 1e-5");

    /** Level and number. */
    record Task(int level, int number) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return level != other.level ? level - other.level : number - other.number;
        }

        @Override
        public String toString() {
            return level + "." + number;
        }
    }

    static TaskCase of(Json entry) {
        List<NamedTensor> tensors = new ArrayList<>();
        entry.get("inputs").list().forEach(input -> tensors.add(NamedTensor.of(input)));
        entry.get("params").list().forEach(parameter -> tensors.add(NamedTensor.of(parameter)));
        return new TaskCase(
                entry.get("id").text(),
                new Task((int) entry.get("level").number(), (int)
                        entry.get("number").number()),
                entry.get("formula").text(),
                tensors,
                entry.has("exact"),
                entry.get("stats").get("f32_max_abs_err").number());
    }

    Tensor[] arguments() {
        return tensors.stream().map(NamedTensor::tensor).toArray(Tensor[]::new);
    }

    /** The number of groups of a group norm, the only number that differs between the cases of a task. */
    double[] numbers() {
        Matcher groups = GROUPS.matcher(formula);
        return groups.find() && formula.contains("GroupNorm")
                ? new double[] {Integer.parseInt(groups.group(1))}
                : new double[0];
    }

    /**
     * The largest difference from the expected numbers, as a share of the largest one.
     *
     * @param form how they were computed, for messages
     * @param actual the numbers
     * @param golden PyTorch's results
     * @throws AssertionError if it is more than the tolerance
     */
    double compare(String form, Result actual, Golden golden) {
        SafeTensors.Entry expected = isExact ? golden.floats() : golden.doubles();
        check(form, Arrays.equals(expected.dims(), actual.dims()), "sizes");
        double scale = 0;
        double difference = 0;
        for (int i = 0; i < expected.values().length; i++) {
            double want = expected.values()[i];
            double got = actual.values()[i];
            boolean same = isExact ? Double.compare(want + 0.0, got + 0.0) == 0 : !Double.isNaN(got);
            check(form, same, "element " + i + ": expected " + want + ", got " + got);
            scale = Math.max(scale, Math.abs(want));
            difference = Math.max(difference, Math.abs(got - want));
        }
        double tolerance = 1e-5 * scale + 4 * peerError;
        check(form, difference <= tolerance, "differs by " + difference + ", more than " + tolerance);
        return difference == 0 ? 0 : difference / scale;
    }

    private void check(String form, boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(id + " " + formula + ", " + form + ": " + what);
        }
    }

    /** Sizes and elements of a result. */
    record Result(int[] dims, double[] values) {
        static Result of(Tensor tensor) {
            double[] values = new double[tensor.size()];
            if (tensor.type().isFloat()) {
                float[] floats = tensor.toFloatArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] = floats[i];
                }
            } else {
                long[] integers = tensor.toLongArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] = integers[i];
                }
            }
            return new Result(tensor.dims(), values);
        }
    }

    /** PyTorch's results in floats (or integers), and in doubles. */
    record Golden(SafeTensors.Entry floats, SafeTensors.Entry doubles) {}

    @Override
    public String toString() {
        return id;
    }
}
