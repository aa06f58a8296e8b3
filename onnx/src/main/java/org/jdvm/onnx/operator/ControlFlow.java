package org.jdvm.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.SequenceValue;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** Branches and loops over graphs, sequences, and values that may be missing. */
final class ControlFlow {
    private ControlFlow() {}

    static void addTo(OperatorTable table) {
        table.addAll(
                "If",
                1,
                call -> call.graph(call.in(0).number() != 0 ? "then_branch" : "else_branch")
                        .run());
        table.addAll("Loop", 1, ControlFlow::loop);
        table.addAll("Scan", 9, ControlFlow::scan);
        table.add("SequenceEmpty", 11, _ -> new SequenceValue(List.of()));
        table.add("SequenceConstruct", 11, call -> {
            List<OnnxValue> elements = new ArrayList<>();
            for (int i = 0; i < call.size(); i++) {
                elements.add(call.in(i));
            }
            return new SequenceValue(elements);
        });
        table.add(
                "SequenceAt",
                11,
                call -> call.sequence(0).get(place(call, 1, call.sequence(0).size())));
        table.add(
                "SequenceLength",
                11,
                call -> TensorValue.ofLongs(
                        ElementType.INT64, new long[] {call.sequence(0).size()}));
        table.add("SequenceInsert", 11, call -> {
            List<OnnxValue> elements = new ArrayList<>(call.sequence(0));
            int size = elements.size();
            elements.add(call.has(2) ? place(call, 2, size + 1) : size, call.in(1));
            return new SequenceValue(elements);
        });
        table.add("SequenceErase", 11, call -> {
            List<OnnxValue> elements = new ArrayList<>(call.sequence(0));
            elements.remove(call.has(1) ? place(call, 1, elements.size()) : elements.size() - 1);
            return new SequenceValue(elements);
        });
        table.add("SplitToSequence", 11, ControlFlow::splitToSequence);
        table.add("ConcatFromSequence", 11, call -> {
            List<TensorValue> parts = tensors(call.sequence(0));
            return call.i("new_axis", 0) == 0
                    ? MoveOperators.concat(
                            parts,
                            NodeCall.axis(call.i("axis"), parts.getFirst().rank()))
                    : concatNew(parts, call.i("axis"));
        });
        table.addAll("SequenceMap", 17, ControlFlow::sequenceMap);
        table.addAll("Optional", 15, call -> new OnnxValue[] {call.value(0)});
        table.addAll("OptionalGetElement", 15, call -> new OnnxValue[] {call.value(0)});
        table.add(
                "OptionalHasElement",
                15,
                call -> TensorValue.ofLongs(ElementType.BOOL, new long[] {call.has(0) ? 1 : 0}));
    }

    private static int place(NodeCall call, int input, int size) {
        long index = call.in(input).longs()[0];
        long place = index < 0 ? index + size : index;
        if (place < 0 || place >= size) {
            throw new JdvmException("position %d is outside of a sequence of %d".formatted(index, size));
        }
        return (int) place;
    }

    private static List<TensorValue> tensors(List<OnnxValue> elements) {
        List<TensorValue> tensors = new ArrayList<>();
        for (OnnxValue element : elements) {
            if (!(element instanceof TensorValue tensor)) {
                throw new JdvmException("a sequence of tensors is expected");
            }
            tensors.add(tensor);
        }
        if (tensors.isEmpty()) {
            throw new JdvmException("the sequence is empty");
        }
        return tensors;
    }

    private static TensorValue concatNew(List<TensorValue> parts, int axis) {
        int counted = NodeCall.axis(axis, parts.getFirst().rank() + 1);
        return MoveOperators.concat(
                parts.stream()
                        .map(part -> part.reshape(Shapes.unsqueeze(part.dims(), counted)))
                        .toList(),
                counted);
    }

    private static OnnxValue splitToSequence(NodeCall call) {
        TensorValue x = call.in(0);
        int axis = NodeCall.axis(call.i("axis", 0), x.rank());
        List<OnnxValue> parts = new ArrayList<>();
        int size = x.dim(axis);
        boolean keeps = call.has(1) || call.i("keepdims", 1) != 0;
        int[] sizes = call.has(1) ? call.ints(1) : new int[] {1};
        int start = 0;
        for (int i = 0; start < size; i++) {
            int each = call.has(1) && call.in(1).rank() > 0 ? sizes[i] : sizes[0];
            TensorValue part = MoveOperators.slice(x, axis, start, Math.min(size, start + each), 1);
            parts.add(keeps ? part : part.reshape(Reductions.without(part.dims(), axis)));
            start += each;
        }
        return new SequenceValue(parts);
    }

    private static OnnxValue[] sequenceMap(NodeCall call) {
        int count = call.sequence(0).size();
        List<List<OnnxValue>> results = new ArrayList<>();
        for (int i = 0; i < call.outputs(); i++) {
            results.add(new ArrayList<>());
        }
        for (int at = 0; at < count; at++) {
            OnnxValue[] inputs = new OnnxValue[call.size()];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = call.value(i) instanceof SequenceValue sequence
                        ? sequence.elements().get(at)
                        : call.in(i);
            }
            @Nullable OnnxValue[] outputs = call.graph("body").run(inputs);
            for (int i = 0; i < results.size(); i++) {
                results.get(i).add(outputs[i]);
            }
        }
        return results.stream().map(SequenceValue::new).toArray(OnnxValue[]::new);
    }

    /** What an iteration hands on is computed before the next one, so that a loop does not record without end. */
    private static void compute(@Nullable OnnxValue[] values) {
        Tensor[] tensors = Arrays.stream(values)
                .filter(TensorValue.class::isInstance)
                .map(TensorValue.class::cast)
                .filter(value -> !value.isHost())
                .map(TensorValue::tensor)
                .toArray(Tensor[]::new);
        if (tensors.length > 0) {
            Tensor.compute(tensors);
        }
    }

    private static @Nullable OnnxValue[] loop(NodeCall call) {
        long most = call.has(0) ? call.in(0).longs()[0] : Long.MAX_VALUE;
        boolean goesOn = !call.has(1) || call.in(1).number() != 0;
        int carried = call.size() - 2;
        @Nullable OnnxValue[] values = new OnnxValue[carried];
        for (int i = 0; i < carried; i++) {
            values[i] = call.value(2 + i);
        }
        List<List<TensorValue>> scanned = new ArrayList<>();
        for (int i = carried; i < call.outputs(); i++) {
            scanned.add(new ArrayList<>());
        }
        for (long iteration = 0; iteration < most && goesOn; iteration++) {
            @Nullable OnnxValue[] inputs = new OnnxValue[2 + carried];
            inputs[0] = TensorValue.ofLongs(ElementType.INT64, new long[] {iteration});
            inputs[1] = TensorValue.ofLongs(ElementType.BOOL, new long[] {1});
            System.arraycopy(values, 0, inputs, 2, carried);
            @Nullable OnnxValue[] outputs = call.graph("body").run(inputs);
            compute(outputs);
            goesOn = !(outputs[0] instanceof TensorValue condition) || condition.number() != 0;
            values = Arrays.copyOfRange(outputs, 1, 1 + carried);
            for (int i = 0; i < scanned.size(); i++) {
                scanned.get(i).add((TensorValue) outputs[1 + carried + i]);
            }
        }
        @Nullable OnnxValue[] results = Arrays.copyOf(values, carried + scanned.size());
        for (int i = 0; i < scanned.size(); i++) {
            results[carried + i] = scanned.get(i).isEmpty()
                    ? TensorValue.ofDoubles(ElementType.FLOAT, new double[0], 0)
                    : Scatters.stack(scanned.get(i));
        }
        return results;
    }

    private static @Nullable OnnxValue[] scan(NodeCall call) {
        int scans = call.i("num_scan_inputs");
        int states = call.size() - scans;
        int outputs = call.outputs() - states;
        int[] inputAxes = call.is("scan_input_axes", scans, 0);
        int[] inputDirections = call.is("scan_input_directions", scans, 0);
        int[] outputAxes = call.is("scan_output_axes", outputs, 0);
        int[] outputDirections = call.is("scan_output_directions", outputs, 0);
        @Nullable OnnxValue[] values = new OnnxValue[states];
        for (int i = 0; i < states; i++) {
            values[i] = call.value(i);
        }
        int count = call.in(states).dim(inputAxes[0]);
        List<List<TensorValue>> scanned = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            scanned.add(new ArrayList<>());
        }
        for (int iteration = 0; iteration < count; iteration++) {
            @Nullable OnnxValue[] inputs = Arrays.copyOf(values, states + scans);
            for (int i = 0; i < scans; i++) {
                TensorValue x = call.in(states + i);
                int axis = NodeCall.axis(inputAxes[i], x.rank());
                int at = inputDirections[i] == 0 ? iteration : count - 1 - iteration;
                inputs[states + i] =
                        MoveOperators.slice(x, axis, at, at + 1, 1).reshape(Reductions.without(x.dims(), axis));
            }
            @Nullable OnnxValue[] results = call.graph("body").run(inputs);
            compute(results);
            values = Arrays.copyOf(results, states);
            for (int i = 0; i < outputs; i++) {
                List<TensorValue> list = scanned.get(i);
                list.add(outputDirections[i] == 0 ? list.size() : 0, (TensorValue) results[states + i]);
            }
        }
        @Nullable OnnxValue[] results = Arrays.copyOf(values, states + outputs);
        for (int i = 0; i < outputs; i++) {
            results[states + i] = concatNew(scanned.get(i), outputAxes[i]);
        }
        return results;
    }
}
