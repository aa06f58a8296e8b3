package org.jdvm.benchmarks.peer;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.examples.onnx.proto.AttributeProto;
import org.jdvm.examples.onnx.proto.AttributeProto.AttributeType;
import org.jdvm.examples.onnx.proto.GraphProto;
import org.jdvm.examples.onnx.proto.ModelProto;
import org.jdvm.examples.onnx.proto.NodeProto;
import org.jdvm.examples.onnx.proto.OperatorSetIdProto;
import org.jdvm.examples.onnx.proto.TensorProto;
import org.jdvm.examples.onnx.proto.TensorShapeProto;
import org.jdvm.examples.onnx.proto.TypeProto;
import org.jdvm.examples.onnx.proto.ValueInfoProto;

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
    record Operation(String domain, String type, List<AttributeProto> attributes) {
        /** An operation of the standard. */
        static Operation of(String type) {
            return new Operation("", type, List.of());
        }

        /** An operation that only ONNX Runtime has. */
        static Operation extension(String type) {
            return new Operation(EXTENSIONS, type, List.of());
        }

        Operation with(String name, long value) {
            return with(attribute(name, AttributeType.INT).setI(value));
        }

        Operation with(String name, float value) {
            return with(attribute(name, AttributeType.FLOAT).setF(value));
        }

        Operation withAll(String name, long... values) {
            AttributeProto.Builder attribute = attribute(name, AttributeType.INTS);
            Arrays.stream(values).forEach(attribute::addInts);
            return with(attribute);
        }

        private static AttributeProto.Builder attribute(String name, AttributeType type) {
            return AttributeProto.newBuilder().setName(name).setType(type);
        }

        private Operation with(AttributeProto.Builder attribute) {
            List<AttributeProto> all = new ArrayList<>(attributes);
            all.add(attribute.build());
            return new Operation(domain, type, List.copyOf(all));
        }
    }

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("peer");
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
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String size : sizes) {
            TensorShapeProto.Dimension.Builder dim = shape.addDimBuilder();
            if (Character.isDigit(size.charAt(0))) {
                dim.setDimValue(Long.parseLong(size));
            } else {
                dim.setDimParam(size);
            }
        }
        graph.addInput(info(name, type)
                .setType(TypeProto.newBuilder().setTensorType(tensorType(type).setShape(shape))));
        return new Value(name);
    }

    private static ValueInfoProto.Builder info(String name, ElementType type) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensorType(type)));
    }

    private static TypeProto.Tensor.Builder tensorType(ElementType type) {
        return TypeProto.Tensor.newBuilder().setElemType(type.number);
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
        String name = "constant" + graph.getInitializerCount();
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type.number).setRawData(ByteString.copyFrom(bytes));
        Arrays.stream(sizes).forEach(tensor::addDims);
        graph.addInitializer(tensor);
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
        int number = graph.getNodeCount();
        List<Value> values = IntStream.range(0, results)
                .mapToObj(i -> new Value("value" + number + "_" + i))
                .toList();
        NodeProto.Builder node = NodeProto.newBuilder()
                .setName(operation.type() + number)
                .setOpType(operation.type())
                .setDomain(operation.domain())
                .addAllAttribute(operation.attributes());
        Arrays.stream(inputs).map(Value::name).forEach(node::addInput);
        values.stream().map(Value::name).forEach(node::addOutput);
        graph.addNode(node);
        return values;
    }

    /** The file of a model that gives one value. */
    byte[] file(Value result) {
        return ModelProto.newBuilder()
                .setIrVersion(FORMAT_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(standard))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(EXTENSIONS).setVersion(1))
                .setGraph(graph.clone().addOutput(info(result.name(), ElementType.FLOAT)))
                .build()
                .toByteArray();
    }
}
