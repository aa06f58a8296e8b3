package org.jdvm.onnx.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;

/** Elements written to places that indices name, and results whose size depends on the elements. Computed on the host. */
final class Scatters {
    private Scatters() {}

    static void addTo(OperatorTable table) {
        table.add("Scatter", 9, Scatters::scatterElements);
        table.add("ScatterElements", 11, Scatters::scatterElements);
        table.add("ScatterND", 11, Scatters::scatterNd);
        table.add("TensorScatter", 24, Scatters::tensorScatter);
        table.add("NonZero", 9, Scatters::nonZero);
        table.add("Compress", 9, Scatters::compress);
        table.addAll("Unique", 11, Scatters::unique);
    }

    /** The elements of a tensor that are written one by one. */
    private static final class Elements {
        final ElementType type;
        final double[] doubles;
        final long[] longs;

        Elements(TensorValue of) {
            type = of.type();
            doubles = type.isFloat() ? of.doubles().clone() : new double[0];
            longs = type.isFloat() ? new long[0] : of.longs().clone();
        }

        void write(int at, TensorValue from, int index, String reduction) {
            if (type.isFloat()) {
                doubles[at] = type.round(combine(reduction, doubles[at], from.doubles()[index]));
            } else {
                longs[at] = type.wrap(combine(reduction, longs[at], from.longs()[index]));
            }
        }

        private static double combine(String reduction, double old, double value) {
            return switch (reduction) {
                case "none" -> value;
                case "add" -> old + value;
                case "mul" -> old * value;
                case "max" -> Math.max(old, value);
                case "min" -> Math.min(old, value);
                default -> throw NodeCall.unsupported("reduction '" + reduction + "'");
            };
        }

        private static long combine(String reduction, long old, long value) {
            return switch (reduction) {
                case "none" -> value;
                case "add" -> old + value;
                case "mul" -> old * value;
                case "max" -> Math.max(old, value);
                case "min" -> Math.min(old, value);
                default -> throw NodeCall.unsupported("reduction '" + reduction + "'");
            };
        }

        TensorValue done(int... dims) {
            return type.isFloat() ? TensorValue.ofDoubles(type, doubles, dims) : TensorValue.ofLongs(type, longs, dims);
        }
    }

    private static int place(long index, int size) {
        long place = index < 0 ? index + size : index;
        if (place < 0 || place >= size) {
            throw new JdvmException("index %d is outside of the size %d".formatted(index, size));
        }
        return (int) place;
    }

    private static TensorValue scatterElements(NodeCall call) {
        TensorValue data = call.in(0);
        TensorValue indices = call.in(1);
        TensorValue updates = call.in(2);
        int axis = NodeCall.axis(call.i("axis", 0), data.rank());
        String reduction = call.s("reduction", "none");
        Elements elements = new Elements(data);
        int[] strides = Host.strides(data.dims());
        int[] without = strides.clone();
        without[axis] = 0;
        int[] bases = Host.indices(indices.dims(), without, 0);
        for (int i = 0; i < bases.length; i++) {
            int at = bases[i] + place(indices.longs()[i], data.dim(axis)) * strides[axis];
            elements.write(at, updates, i, reduction);
        }
        return elements.done(data.dims());
    }

    private static TensorValue scatterNd(NodeCall call) {
        TensorValue data = call.in(0);
        TensorValue indices = call.in(1);
        TensorValue updates = call.in(2);
        String reduction = call.s("reduction", "none");
        int width = indices.dim(-1);
        int[] strides = Host.strides(data.dims());
        int inner = Host.product(data.dims(), width, data.rank());
        int count = Host.product(indices.dims(), 0, indices.rank() - 1);
        Elements elements = new Elements(data);
        for (int i = 0; i < count; i++) {
            int at = 0;
            for (int j = 0; j < width; j++) {
                at += place(indices.longs()[i * width + j], data.dim(j)) * strides[j];
            }
            for (int j = 0; j < inner; j++) {
                elements.write(at + j, updates, i * inner + j, reduction);
            }
        }
        return elements.done(data.dims());
    }

    /** Writes the rows of an update into a cache at positions of each batch, in order or round a ring. */
    private static TensorValue tensorScatter(NodeCall call) {
        TensorValue cache = call.in(0);
        TensorValue update = call.in(1);
        int axis = NodeCall.axis(call.i("axis", -2), cache.rank());
        boolean isRing = call.s("mode", "linear").equals("circular");
        long[] starts = call.has(2) ? call.in(2).longs() : new long[cache.dim(0)];
        Elements elements = new Elements(cache);
        int[] strides = Host.strides(cache.dims());
        int[] from = Host.strides(update.dims());
        int[] bases = Host.indices(update.dims(), strides, 0);
        for (int i = 0; i < bases.length; i++) {
            int batch = i / from[0];
            int row = i / from[axis] % update.dim(axis);
            long target = starts[batch] + row;
            if (isRing) {
                target = Math.floorMod(target, cache.dim(axis));
            } else if (target < 0 || target >= cache.dim(axis)) {
                throw new JdvmException(
                        "position %d is outside of the cache, whose size is %d".formatted(target, cache.dim(axis)));
            }
            elements.write(bases[i] + ((int) target - row) * strides[axis], update, i, "none");
        }
        return elements.done(cache.dims());
    }

    private static TensorValue nonZero(NodeCall call) {
        TensorValue x = call.in(0);
        int[] dims = x.rank() == 0 ? new int[] {1} : x.dims();
        int[] strides = Host.strides(dims);
        double[] elements = x.doubles();
        int[] places = IntStream.range(0, elements.length)
                .filter(i -> elements[i] != 0)
                .toArray();
        int rank = x.rank();
        long[] result = new long[rank * places.length];
        for (int axis = 0; axis < rank; axis++) {
            for (int i = 0; i < places.length; i++) {
                result[axis * places.length + i] = places[i] / strides[axis] % dims[axis];
            }
        }
        return TensorValue.ofLongs(ElementType.INT64, result, rank, places.length);
    }

    private static TensorValue compress(NodeCall call) {
        TensorValue x = call.in(0);
        long[] condition = call.in(1).longs();
        boolean isFlat = !call.hasAttribute("axis");
        int axis = isFlat ? 0 : NodeCall.axis(call.i("axis"), x.rank());
        int size = isFlat ? x.size() : x.dim(axis);
        long[] chosen = IntStream.range(0, Math.min(size, condition.length))
                .filter(i -> condition[i] != 0)
                .mapToLong(i -> i)
                .toArray();
        Tensor t = isFlat ? x.tensor().reshape(x.size()) : x.tensor();
        return call.same(t.gather(axis, Tensor.of(chosen, chosen.length)));
    }

    private static OnnxValue[] unique(NodeCall call) {
        TensorValue x = call.in(0);
        boolean isSorted = call.i("sorted", 1) != 0;
        boolean isFlat = !call.hasAttribute("axis");
        TensorValue whole = isFlat ? x.reshape(x.size()) : x;
        int axis = isFlat ? 0 : NodeCall.axis(call.i("axis"), x.rank());
        int count = whole.dim(axis);
        double[] elements = whole.doubles();
        int[] strides = Host.strides(whole.dims());
        int[] others = whole.dims().clone();
        others[axis] = Math.min(1, count);
        int[] offsets = Host.indices(others, strides, 0);
        Comparator<Integer> order = (a, b) -> {
            for (int offset : offsets) {
                int compared =
                        Double.compare(elements[a * strides[axis] + offset], elements[b * strides[axis] + offset]);
                if (compared != 0) {
                    return compared;
                }
            }
            return 0;
        };
        List<Integer> sorted = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        sorted.sort(order);
        List<List<Integer>> groups = new ArrayList<>();
        for (int i : sorted) {
            if (!groups.isEmpty() && order.compare(groups.getLast().getFirst(), i) == 0) {
                groups.getLast().add(i);
            } else {
                groups.add(new ArrayList<>(List.of(i)));
            }
        }
        if (!isSorted) {
            groups.sort(Comparator.comparing(List::getFirst));
        }
        long[] first = groups.stream().mapToLong(List::getFirst).toArray();
        long[] inverse = new long[count];
        for (int group = 0; group < groups.size(); group++) {
            for (int i : groups.get(group)) {
                inverse[i] = group;
            }
        }
        long[] counts = groups.stream().mapToLong(List::size).toArray();
        return new OnnxValue[] {
            MoveOperators.gather(whole, axis, TensorValue.ofSizes(first)),
            TensorValue.ofSizes(first),
            TensorValue.ofSizes(inverse),
            TensorValue.ofSizes(counts)
        };
    }

    /** {@return the elements of several values, one after the other, along a new first axis} */
    static TensorValue stack(List<TensorValue> values) {
        TensorValue first = values.getFirst();
        int[] dims = Shapes.unsqueeze(first.dims(), 0);
        return MoveOperators.concat(
                values.stream().map(value -> value.reshape(dims)).toList(), 0);
    }
}
