package org.jdvm.onnx.proto;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of a node.
 *
 * @param name its name
 * @param value what it is
 * @param reference the attribute of the calling node that it has the value of, in functions; empty otherwise
 */
public record AttributeProto(String name, Object value, String reference) {
    private static final int FLOATS = 6;
    private static final int INTS = 7;
    private static final int STRINGS = 8;

    static AttributeProto read(Wire in) {
        String name = "";
        String reference = "";
        int type = 0;
        Object single = null;
        PackedNumbers floats = new PackedNumbers();
        PackedNumbers ints = new PackedNumbers();
        List<String> strings = new ArrayList<>();
        List<TensorProto> tensors = new ArrayList<>();
        List<GraphProto> graphs = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 2 -> single = in.float32();
                case 3 -> single = in.integer();
                case 4 -> single = in.text();
                case 5 -> single = TensorProto.read(in.message());
                case 6 -> single = GraphProto.read(in.message());
                case 7 -> in.words(floats::add);
                case 8 -> in.integers(ints::add);
                case 9 -> strings.add(in.text());
                case 10 -> tensors.add(TensorProto.read(in.message()));
                case 11 -> graphs.add(GraphProto.read(in.message()));
                case 20 -> type = in.number();
                case 21 -> reference = in.text();
                case 22 -> single = SparseTensorProto.read(in.message());
                default -> in.skip();
            }
        }
        return new AttributeProto(name, value(type, single, floats, ints, strings, tensors, graphs), reference);
    }

    private static Object value(
            int type,
            @Nullable Object single,
            PackedNumbers floats,
            PackedNumbers ints,
            List<String> strings,
            List<TensorProto> tensors,
            List<GraphProto> graphs) {
        if (type == FLOATS || type == 0 && floats.size() > 0) {
            return floats.toFloats();
        }
        if (type == INTS || type == 0 && ints.size() > 0) {
            return ints.toArray();
        }
        if (type == STRINGS || !strings.isEmpty()) {
            return strings;
        }
        if (!tensors.isEmpty()) {
            return tensors;
        }
        if (!graphs.isEmpty()) {
            return graphs;
        }
        // A field with the default value may be left out by writers.
        return single != null
                ? single
                : switch (type) {
                    case 1 -> 0f;
                    case 2 -> 0L;
                    default -> "";
                };
    }
}
