package org.jdvm.onnx.proto;

import java.util.ArrayList;
import java.util.List;

/**
 * A graph, of a model or of a node's attribute.
 *
 * @param name its name
 * @param nodes its nodes, each after what it reads
 * @param initializers its stored tensors
 * @param sparse its stored sparse tensors
 * @param inputs its inputs; older files list stored tensors here too
 * @param outputs its outputs
 */
public record GraphProto(
        String name,
        List<NodeProto> nodes,
        List<TensorProto> initializers,
        List<SparseTensorProto> sparse,
        List<ValueInfoProto> inputs,
        List<ValueInfoProto> outputs) {
    static GraphProto read(Wire in) {
        String name = "";
        List<NodeProto> nodes = new ArrayList<>();
        List<TensorProto> initializers = new ArrayList<>();
        List<SparseTensorProto> sparse = new ArrayList<>();
        List<ValueInfoProto> inputs = new ArrayList<>();
        List<ValueInfoProto> outputs = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> nodes.add(NodeProto.read(in.message()));
                case 2 -> name = in.text();
                case 5 -> initializers.add(TensorProto.read(in.message()));
                case 11 -> inputs.add(ValueInfoProto.read(in.message()));
                case 12 -> outputs.add(ValueInfoProto.read(in.message()));
                case 15 -> sparse.add(SparseTensorProto.read(in.message()));
                default -> in.skip();
            }
        }
        return new GraphProto(name, nodes, initializers, sparse, inputs, outputs);
    }
}
