package org.jdvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdvm.LazyProgram.Step;
import org.jdvm.storage.StridedArrays;

/** Makes random programs: runs each step plainly while it writes it, so that all sizes fit. */
final class LazyProgramGenerator {
    private static final int[] SIZES = {1, 2, 3, 4};

    private final Random random;
    private final List<Step> steps = new ArrayList<>();
    private final List<PlainTensor> tensors = new ArrayList<>();

    private LazyProgramGenerator(long seed) {
        this.random = new Random(seed);
    }

    static LazyProgram program(long seed) {
        LazyProgramGenerator generator = new LazyProgramGenerator(seed);
        int inputs = 1 + generator.random.nextInt(2);
        for (int i = 0; i < inputs; i++) {
            generator.input();
        }
        int size = 2 + generator.random.nextInt(9);
        while (generator.steps.size() < inputs + size) {
            generator.step();
        }
        return new LazyProgram(List.copyOf(generator.steps));
    }

    private void input() {
        int[] dims = random.ints(1 + random.nextInt(3), 0, SIZES.length)
                .map(i -> SIZES[i])
                .toArray();
        float[] data = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < data.length; i++) {
            data[i] = random.nextInt(9) - 4;
        }
        double[] plain = new double[data.length];
        Arrays.setAll(plain, i -> data[i]);
        String numbers = Arrays.toString(data).replace("[", "").replace("]", "");
        add(
                "Tensor.of(new float[] {" + numbers + "}, " + list(dims) + ")",
                new int[0],
                _ -> Tensor.of(data.clone(), dims),
                _ -> PlainTensor.of(plain.clone(), dims));
    }

    private void step() {
        int x = random.nextInt(tensors.size());
        int y = random.nextInt(tensors.size());
        switch (random.nextInt(20)) {
            case 0 -> unary("$0.neg()", x, Tensor::neg, v -> v.map(e -> -e));
            case 1 -> unary("$0.abs()", x, Tensor::abs, v -> v.map(Math::abs));
            case 2 -> unary("$0.relu()", x, Tensor::relu, v -> v.map(e -> Math.max(e, 0)));
            case 3 ->
                unary(
                        "$0.mul(3).clamp(-20, 20)",
                        x,
                        t -> t.mul(3).clamp(-20, 20),
                        v -> v.map(e -> Math.clamp(3 * e, -20, 20)));
            case 4 -> binary("$0.add($1)", x, y, (a, b) -> a.add(b), (a, b) -> a + b);
            case 5 -> binary("$0.sub($1)", x, y, (a, b) -> a.sub(b), (a, b) -> a - b);
            case 6 -> binary("$0.maximum($1)", x, y, (a, b) -> a.maximum(b), Math::max);
            case 7, 8 -> reduce(x);
            case 9, 10 -> {
                if (random.nextInt(4) == 0) {
                    unfold(x);
                } else {
                    slice(x);
                }
            }
            case 11 -> permute(x);
            case 12 -> reshape(x);
            case 13 -> broadcast(x);
            case 14 -> matmul(x, y);
            case 15, 16 -> assign(x, y);
            case 17 -> update(x, y);
            case 18 -> scale(x);
            default -> concat(x, y);
        }
    }

    private void unary(String java, int x, Function<Tensor, Tensor> lazy, Function<PlainTensor, PlainTensor> plain) {
        add(java, new int[] {x}, t -> lazy.apply(t[0]), t -> plain.apply(t[0]));
    }

    private interface LazyBinary {
        Tensor apply(Tensor a, Tensor b);
    }

    private void binary(String java, int x, int y, LazyBinary lazy, java.util.function.DoubleBinaryOperator plain) {
        int[] a = tensors.get(x).dims();
        int[] b = tensors.get(y).dims();
        for (int i = 1; i <= Math.min(a.length, b.length); i++) {
            int left = a[a.length - i];
            int right = b[b.length - i];
            if (left != right && left != 1 && right != 1) {
                return;
            }
        }
        add(java, new int[] {x, y}, t -> lazy.apply(t[0], t[1]), t -> t[0].zip(t[1], plain));
    }

    private void reduce(int x) {
        int rank = tensors.get(x).dims().length;
        if (rank == 0) {
            return;
        }
        int axis = random.nextInt(rank);
        if (random.nextBoolean()) {
            unary("$0.sum(" + axis + ")", x, t -> t.sum(axis), v -> v.reduce(axis, false, Double::sum));
        } else {
            unary(
                    "$0.max(" + axis + ", Tensor.KEEP_DIMS)",
                    x,
                    t -> t.max(axis, Tensor.KEEP_DIMS),
                    v -> v.reduce(axis, true, Math::max));
        }
    }

    private void slice(int x) {
        int[] dims = tensors.get(x).dims();
        if (dims.length == 0) {
            return;
        }
        int axis = random.nextInt(dims.length);
        int start = random.nextInt(dims[axis]);
        int end = start + 1 + random.nextInt(dims[axis] - start);
        int step = 1 + random.nextInt(2);
        String java = step == 1 ? "$0.slice(%d, %d, %d)" : "$0.slice(%d, %d, %d, %d)";
        unary(
                java.formatted(axis, start, end, step),
                x,
                t -> t.slice(axis, start, end, step),
                v -> v.slice(axis, start, end, step));
    }

    private void unfold(int x) {
        int[] dims = tensors.get(x).dims();
        if (dims.length == 0 || dims.length > 3) {
            return;
        }
        int axis = random.nextInt(dims.length);
        int dilation = 1 + random.nextInt(2);
        int size = 1 + random.nextInt((Math.min(dims[axis], 5) - 1) / dilation + 1);
        int step = 1 + random.nextInt(2);
        unary(
                "$0.unfold(%d, %d, %d, %d)".formatted(axis, size, step, dilation),
                x,
                t -> t.unfold(axis, size, step, dilation),
                v -> v.unfold(axis, size, step, dilation));
    }

    private void permute(int x) {
        int rank = tensors.get(x).dims().length;
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            axes.add(random.nextInt(axis + 1), axis);
        }
        int[] order = axes.stream().mapToInt(i -> i).toArray();
        unary("$0.permute(" + list(order) + ")", x, t -> t.permute(order), v -> v.permute(order));
    }

    private void reshape(int x) {
        PlainTensor tensor = tensors.get(x);
        int size = tensor.size();
        int first = SIZES[random.nextInt(SIZES.length)];
        int[] to = size % first == 0 ? new int[] {first, size / first} : new int[] {size};
        if (tensor.isContiguous()) {
            unary("$0.reshape(" + list(to) + ")", x, t -> t.reshape(to), v -> v.reshape(to));
        }
    }

    private void broadcast(int x) {
        int[] dims = tensors.get(x).dims();
        if (dims.length > 2) {
            return;
        }
        int[] to = new int[dims.length + 1];
        to[0] = SIZES[random.nextInt(SIZES.length)];
        System.arraycopy(dims, 0, to, 1, dims.length);
        unary("$0.broadcastTo(" + list(to) + ")", x, t -> t.broadcastTo(to), v -> v.broadcastTo(to));
    }

    private void matmul(int x, int y) {
        int[] a = tensors.get(x).dims();
        int[] b = tensors.get(y).dims();
        if (a.length == 2 && b.length == 2 && a[1] == b[0]) {
            add(
                    "$0.matmul($1).clamp(-50, 50)",
                    new int[] {x, y},
                    t -> t[0].matmul(t[1]).clamp(-50, 50),
                    t -> t[0].matmul(t[1]).map(e -> Math.clamp(e, -50, 50)));
        }
    }

    private void concat(int x, int y) {
        int[] a = tensors.get(x).dims();
        int[] b = tensors.get(y).dims();
        if (a.length == 0 || !Arrays.equals(a, b)) {
            return;
        }
        add("Tensor.concat(0, $0, $1)", new int[] {x, y}, t -> Tensor.concat(0, t[0], t[1]), t -> {
            double[] first = t[0].elements();
            double[] second = t[1].elements();
            double[] both = Arrays.copyOf(first, 2 * first.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            int[] dims = t[0].dims().clone();
            dims[0] *= 2;
            return PlainTensor.of(both, dims);
        });
    }

    private boolean isWritable(int x) {
        PlainTensor tensor = tensors.get(x);
        return !StridedArrays.overlapsItself(tensor.dims(), tensor.strides());
    }

    private boolean isBroadcast(int from, int to) {
        int[] a = tensors.get(from).dims();
        int[] b = tensors.get(to).dims();
        if (a.length > b.length) {
            return false;
        }
        for (int i = 1; i <= a.length; i++) {
            if (a[a.length - i] != 1 && a[a.length - i] != b[b.length - i]) {
                return false;
            }
        }
        return true;
    }

    private void assign(int x, int y) {
        if (isWritable(x) && isBroadcast(y, x)) {
            add("$0.assign($1)", new int[] {x, y}, t -> t[0].assign(t[1]), t -> {
                t[0].assign(t[1]);
                return t[0];
            });
        }
    }

    private void update(int x, int y) {
        if (isWritable(x) && isBroadcast(y, x)) {
            add("$0.addInPlace($1)", new int[] {x, y}, t -> t[0].addInPlace(t[1]), t -> {
                t[0].assign(t[0].zip(t[1], Double::sum));
                return t[0];
            });
        }
    }

    private void scale(int x) {
        if (isWritable(x)) {
            add("$0.mulInPlace(2)", new int[] {x}, t -> t[0].mulInPlace(2), t -> {
                t[0].assign(t[0].map(e -> 2 * e));
                return t[0];
            });
        }
    }

    private void add(
            String java, int[] operands, Function<Tensor[], Tensor> lazy, Function<PlainTensor[], PlainTensor> plain) {
        PlainTensor result =
                plain.apply(Arrays.stream(operands).mapToObj(tensors::get).toArray(PlainTensor[]::new));
        tensors.add(result);
        steps.add(new Step(java, operands, lazy, plain, random.nextInt(6) == 0));
    }

    private static String list(int[] numbers) {
        return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }
}
