package org.jdvm.benchmarks.peer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.onnx.proto.MessageWriter;

/** An ONNX model while it is written, node by node in the order of execution. */
final class OnnxGraph {
    /** The first version of the standard that has Gelu is 20; fusions are made for versions some years old. */
    private static final int USUAL_STANDARD = 21;

    private static final int FORMAT_VERSION = 10;
    private static final String EXTENSIONS = "com.microsoft";

    /** A value of the graph. */
    record Value(String name) {
        /** Stands for an optional input that is not given. */
        static final Value NONE = new Value("");
    }

    /** Types of elements, with their numbers in the format. */
    enum ElementType {
        FLOAT(1),
        INT32(6),
        INT64(7);

        private final int number;

        ElementType(int number) {
            this.number = number;
        }
    }

    /** What a node does. */
    record Operation(String domain, String type, List<MessageWriter> attributes) {
        /** An operation of the standard. */
        static Operation of(String type) {
            return new Operation("", type, List.of());
        }

        /** An operation that only ONNX Runtime has. */
        static Operation extension(String type) {
            return new Operation(EXTENSIONS, type, List.of());
        }

        Operation with(String name, long value) {
            return with(attribute(name, 2).number(3, value));
        }

        Operation with(String name, float value) {
            return with(attribute(name, 1).float32(2, value));
        }

        Operation withAll(String name, long... values) {
            MessageWriter attribute = attribute(name, 7);
            Arrays.stream(values).forEach(value -> attribute.number(8, value));
            return with(attribute);
        }

        /** The types are numbered in the format: 1 is a float, 2 an integer, 7 a list of integers. */
        private static MessageWriter attribute(String name, int type) {
            return new MessageWriter().text(1, name).number(20, type);
        }

        private Operation with(MessageWriter attribute) {
            List<MessageWriter> all = new ArrayList<>(attributes);
            all.add(attribute);
            return new Operation(domain, type, List.copyOf(all));
        }
    }

    private final MessageWriter graph = new MessageWriter().text(2, "peer");
    private int nodes;
    private int constants;
    private final int standard;

    OnnxGraph() {
        this(USUAL_STANDARD);
    }

    /** A model of operations from a version of the standard. */
    OnnxGraph(int standard) {
        this.standard = standard;
    }

    /** The file of a model of one input {@code x} [rows, columns]; the number of rows differs from run to run. */
    static byte[] onRows(int columns, BiFunction<OnnxGraph, Value, Value> result) {
        OnnxGraph graph = new OnnxGraph();
        return graph.file(result.apply(graph, graph.input("x", ElementType.FLOAT, "rows", Integer.toString(columns))));
    }

    /** An input; sizes that differ from run to run have names. */
    Value input(String name, ElementType type, String... sizes) {
        MessageWriter shape = new MessageWriter();
        for (String size : sizes) {
            MessageWriter dim = new MessageWriter();
            shape.message(
                    1, Character.isDigit(size.charAt(0)) ? dim.number(1, Long.parseLong(size)) : dim.text(2, size));
        }
        graph.message(11, info(name, tensorType(type).message(2, shape)));
        return new Value(name);
    }

    private static MessageWriter info(String name, MessageWriter tensorType) {
        return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensorType));
    }

    private static MessageWriter tensorType(ElementType type) {
        return new MessageWriter().number(1, type.number);
    }

    /** A constant. */
    Value weight(Tensor tensor) {
        int[] sizes = IntStream.range(0, tensor.rank()).map(tensor::dim).toArray();
        return weight(tensor.toFloatArray(), sizes);
    }

    /** A constant. */
    Value weight(float[] values, int... sizes) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return store(ElementType.FLOAT, bytes, sizes);
    }

    /** A constant without dims. */
    Value number(float value) {
        return weight(new float[] {value});
    }

    /** A constant list of integers: sizes or axes. */
    Value integers(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return store(ElementType.INT64, bytes, values.length);
    }

    private Value store(ElementType type, ByteBuffer bytes, int... sizes) {
        String name = "constant" + constants++;
        MessageWriter tensor = new MessageWriter().number(2, type.number).text(8, name);
        Arrays.stream(sizes).forEach(size -> tensor.number(1, size));
        graph.message(5, tensor.bytes(9, bytes.array()));
        return new Value(name);
    }

    /** The result of an operation of the standard without attributes. */
    Value apply(String type, Value... inputs) {
        return apply(Operation.of(type), inputs);
    }

    /** The first result of an operation. */
    Value apply(Operation operation, Value... inputs) {
        return applyAll(operation, 1, inputs).getFirst();
    }

    /** The results of an operation. */
    List<Value> applyAll(Operation operation, int results, Value... inputs) {
        int number = nodes++;
        List<Value> values = IntStream.range(0, results)
                .mapToObj(i -> new Value("value" + number + "_" + i))
                .toList();
        MessageWriter node = new MessageWriter();
        Arrays.stream(inputs).forEach(input -> node.text(1, input.name()));
        values.forEach(value -> node.text(2, value.name()));
        node.text(3, operation.type() + number).text(4, operation.type()).text(7, operation.domain());
        operation.attributes().forEach(attribute -> node.message(5, attribute));
        graph.message(1, node);
        return values;
    }

    /** The file of a model that gives one value. */
    byte[] file(Value result) {
        MessageWriter complete = graph.copy().message(12, info(result.name(), tensorType(ElementType.FLOAT)));
        return new MessageWriter()
                .number(1, FORMAT_VERSION)
                .message(7, complete)
                .message(8, new MessageWriter().text(1, "").number(2, standard))
                .message(8, new MessageWriter().text(1, EXTENSIONS).number(2, 1))
                .done();
    }
}
