package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.onnx.proto.TensorProto;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.SequenceValue;
import org.jdvm.onnx.value.TensorReader;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** One node as it is run: inputs, attributes, and how many results are asked for. */
public final class NodeCall {
    private final int opset;
    private final @Nullable OnnxValue[] inputs;
    private final Map<String, Object> attributes;
    private final Map<String, Subgraph> subgraphs;
    private final int outputs;
    private final TensorReader reader;
    private final Prepared prepared;

    /**
     * Creates a call.
     *
     * @param opset the version of the operator's domain
     * @param inputs the inputs; null for one that is left out
     * @param attributes values of attributes by name
     * @param subgraphs graphs by the name of their attribute
     * @param outputs how many results the node names
     * @param reader makes values of tensors in attributes
     * @param prepared what was made of constant inputs
     */
    public NodeCall(
            int opset,
            @Nullable OnnxValue[] inputs,
            Map<String, Object> attributes,
            Map<String, Subgraph> subgraphs,
            int outputs,
            TensorReader reader,
            Prepared prepared) {
        this.opset = opset;
        this.inputs = inputs;
        this.attributes = attributes;
        this.subgraphs = subgraphs;
        this.outputs = outputs;
        this.reader = reader;
        this.prepared = prepared;
    }

    /** {@return this call with float inputs in place of double ones; itself if it has none} */
    NodeCall inSinglePrecision() {
        @Nullable OnnxValue[] single = inputs.clone();
        boolean isSame = true;
        for (int i = 0; i < single.length; i++) {
            if (single[i] instanceof TensorValue value && value.type() == ElementType.DOUBLE) {
                single[i] = ElementwiseOperators.cast(value, ElementType.FLOAT, true);
                isSame = false;
            }
        }
        return isSame ? this : new NodeCall(opset, single, attributes, subgraphs, outputs, reader, prepared);
    }

    /** {@return what is made of some inputs; kept if these are constants of the model} */
    Tensor prepared(Supplier<Tensor> maker, int... from) {
        return prepared.tensor(maker, from);
    }

    /** {@return whether an input is a constant of the model, or left out} */
    boolean isConstant(int input) {
        return prepared.isConstant(input);
    }

    /** {@return whether an integer input is left out, or known to have no other elements than 0} */
    boolean isZero(int input) {
        TensorValue value = optional(input);
        return value == null
                || value.isHost() && Arrays.stream(value.longs()).allMatch(x -> x == 0)
                || prepared.isZero(input, value);
    }

    /** {@return how many inputs the node names} */
    public int size() {
        return inputs.length;
    }

    /** {@return an input; null if it is left out} */
    public @Nullable OnnxValue value(int input) {
        return input < inputs.length ? inputs[input] : null;
    }

    int opset() {
        return opset;
    }

    /** {@return how many results the node names, at least up to the last one that is used} */
    int outputs() {
        return outputs;
    }

    // ---- inputs ----

    boolean has(int input) {
        return input < inputs.length && inputs[input] != null;
    }

    TensorValue in(int input) {
        return switch (value(input)) {
            case TensorValue tensor -> tensor;
            case SequenceValue _ ->
                throw new JdvmException("input %d is a sequence; a tensor is expected".formatted(input));
            case null -> throw new JdvmException("input %d is missing".formatted(input));
        };
    }

    @Nullable
    TensorValue optional(int input) {
        return has(input) ? in(input) : null;
    }

    List<OnnxValue> sequence(int input) {
        if (value(input) instanceof SequenceValue sequence) {
            return sequence.elements();
        }
        throw new JdvmException("input %d is not a sequence".formatted(input));
    }

    Tensor t(int input) {
        return in(input).tensor();
    }

    @Nullable
    Tensor optionalTensor(int input) {
        return has(input) ? t(input) : null;
    }

    ElementType type() {
        return in(0).type();
    }

    int[] ints(int input) {
        return toInts(in(input).longs());
    }

    static int[] toInts(long[] longs) {
        int[] ints = new int[longs.length];
        for (int i = 0; i < ints.length; i++) {
            // Ends of slices are often the largest integer, meaning the end.
            ints[i] = Math.clamp(longs[i], Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        return ints;
    }

    /** {@return the value of a scalar input, or a number if it is left out} */
    double number(int input, double absent) {
        return has(input) ? in(input).number() : absent;
    }

    // ---- attributes ----

    boolean hasAttribute(String name) {
        return attributes.containsKey(name);
    }

    int i(String name, int absent) {
        Object value = attributes.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Long number) {
            return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        throw wrongKind(name, value, "an integer");
    }

    int i(String name) {
        require(name);
        return i(name, 0);
    }

    double f(String name, double absent) {
        Object value = attributes.get(name);
        return switch (value) {
            case null -> absent;
            case Float number -> number;
            default -> throw wrongKind(name, value, "a float");
        };
    }

    String s(String name, String absent) {
        Object value = attributes.get(name);
        return switch (value) {
            case null -> absent;
            case String text -> text;
            default -> throw wrongKind(name, value, "a string");
        };
    }

    int @Nullable [] is(String name) {
        Object value = attributes.get(name);
        return switch (value) {
            case null -> null;
            case long[] numbers -> toInts(numbers);
            case Long number -> toInts(new long[] {number});
            default -> throw wrongKind(name, value, "a list of integers");
        };
    }

    int[] is(String name, int count, int each) {
        int[] given = is(name);
        if (given == null) {
            int[] all = new int[count];
            Arrays.fill(all, each);
            return all;
        }
        if (given.length != count) {
            throw new JdvmException(
                    "attribute %s has %d numbers; %d are expected".formatted(name, given.length, count));
        }
        return given;
    }

    float @Nullable [] fs(String name) {
        Object value = attributes.get(name);
        return switch (value) {
            case null -> null;
            case float[] numbers -> numbers;
            default -> throw wrongKind(name, value, "a list of floats");
        };
    }

    @SuppressWarnings("unchecked")
    @Nullable
    List<String> ss(String name) {
        Object value = attributes.get(name);
        return switch (value) {
            case null -> null;
            case List<?> texts -> (List<String>) texts;
            default -> throw wrongKind(name, value, "a list of strings");
        };
    }

    @Nullable
    Object attribute(String name) {
        return attributes.get(name);
    }

    @Nullable
    TensorValue tensorAttribute(String name) {
        Object value = attributes.get(name);
        return switch (value) {
            case null -> null;
            case TensorProto proto -> reader.read(proto);
            default -> throw wrongKind(name, value, "a tensor");
        };
    }

    TensorReader reader() {
        return reader;
    }

    ElementType typeAttribute(String name, ElementType absent) {
        return hasAttribute(name) ? ElementType.of(i(name, 0)) : absent;
    }

    Subgraph graph(String name) {
        Subgraph graph = subgraphs.get(name);
        if (graph == null) {
            throw new JdvmException("attribute %s, a graph, is missing".formatted(name));
        }
        return graph;
    }

    /** Integers that older versions have as an attribute and newer ones as an input; null if there are none. */
    int @Nullable [] listed(String attribute, int input) {
        return hasAttribute(attribute) ? is(attribute) : has(input) ? ints(input) : null;
    }

    private void require(String name) {
        if (!attributes.containsKey(name)) {
            throw new JdvmException("attribute %s is missing".formatted(name));
        }
    }

    private static JdvmException wrongKind(String name, Object value, String expected) {
        return new JdvmException("attribute %s is a %s; %s is expected"
                .formatted(name, value.getClass().getSimpleName(), expected));
    }

    // ---- results ----

    /** {@return an axis counted from the first} */
    static int axis(int axis, int rank) {
        int counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= Math.max(rank, 1)) {
            throw new JdvmException("axis %d is outside of %d dims".formatted(axis, rank));
        }
        return counted;
    }

    static int[] axes(int[] axes, int rank) {
        int[] counted = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            counted[i] = axis(axes[i], rank);
        }
        Arrays.sort(counted);
        return counted;
    }

    /** {@return a tensor as a value of the first input's type} */
    TensorValue same(Tensor tensor) {
        return TensorValue.of(type(), tensor);
    }

    static JdvmException unsupported(String what) {
        return new JdvmException(what + " is not supported");
    }
}
