package org.jdvm.onnx.proto;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model: its graph, the version of each operator domain it is written in, and functions that nodes may call.
 *
 * @param irVersion the version of the file format
 * @param producer what wrote the file
 * @param graph the graph; null if the file has none
 * @param opsets the version of each domain
 * @param functions the functions of the model
 */
public record ModelProto(
        long irVersion,
        String producer,
        @Nullable GraphProto graph,
        Map<String, Integer> opsets,
        List<FunctionProto> functions) {
    /**
     * {@return a model}
     *
     * @param in its message
     */
    public static ModelProto read(Wire in) {
        long irVersion = 0;
        String producer = "";
        GraphProto graph = null;
        Map<String, Integer> opsets = new LinkedHashMap<>();
        List<FunctionProto> functions = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> irVersion = in.integer();
                case 2 -> producer = in.text();
                case 7 -> graph = GraphProto.read(in.message());
                case 8 -> readOpset(in.message(), opsets);
                case 25 -> functions.add(FunctionProto.read(in.message()));
                default -> in.skip();
            }
        }
        return new ModelProto(irVersion, producer, graph, opsets, functions);
    }

    static void readOpset(Wire in, Map<String, Integer> opsets) {
        String domain = "";
        int version = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> domain = in.text();
                case 2 -> version = in.number();
                default -> in.skip();
            }
        }
        opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
    }
}
