package org.jdvm.onnx.proto;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An input or output of a graph.
 *
 * @param name its name
 * @param kind what it is
 * @param elementType the number of its element type; 0 if it is not said
 * @param dims its sizes: numbers, names of sizes, or empty texts for unknown ones; null if the rank is not said
 */
public record ValueInfoProto(
        String name, Kind kind, int elementType, @Nullable List<String> dims) {
    /** What a value may be. */
    public enum Kind {
        TENSOR,
        SEQUENCE,
        OPTIONAL,
        OTHER
    }

    static ValueInfoProto read(Wire in) {
        String name = "";
        ValueInfoProto type = new ValueInfoProto("", Kind.TENSOR, 0, null);
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 2 -> type = readType(in.message());
                default -> in.skip();
            }
        }
        return new ValueInfoProto(name, type.kind, type.elementType, type.dims);
    }

    private static ValueInfoProto readType(Wire in) {
        ValueInfoProto type = new ValueInfoProto("", Kind.TENSOR, 0, null);
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> type = readTensor(in.message());
                case 4 -> type = readElement(Kind.SEQUENCE, in.message());
                case 9 -> type = readElement(Kind.OPTIONAL, in.message());
                case 5, 7, 8 -> {
                    type = new ValueInfoProto("", Kind.OTHER, 0, null);
                    in.skip();
                }
                default -> in.skip();
            }
        }
        return type;
    }

    private static ValueInfoProto readElement(Kind kind, Wire in) {
        ValueInfoProto element = new ValueInfoProto("", kind, 0, null);
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                ValueInfoProto of = readType(in.message());
                element = new ValueInfoProto("", kind, of.elementType, of.dims);
            } else {
                in.skip();
            }
        }
        return element;
    }

    private static ValueInfoProto readTensor(Wire in) {
        int elementType = 0;
        List<String> dims = null;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> elementType = in.number();
                case 2 -> {
                    dims = new ArrayList<>();
                    readShape(in.message(), dims);
                }
                default -> in.skip();
            }
        }
        return new ValueInfoProto("", Kind.TENSOR, elementType, dims);
    }

    private static void readShape(Wire in, List<String> dims) {
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                dims.add(readDim(in.message()));
            } else {
                in.skip();
            }
        }
    }

    private static String readDim(Wire in) {
        String dim = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> dim = Long.toString(in.integer());
                case 2 -> dim = in.text();
                default -> in.skip();
            }
        }
        return dim;
    }
}
