package org.jdvm.onnx.source;

import java.util.List;
import org.jdvm.onnx.proto.NodeProto;

/** Names of stored tensors: those of the file, or what uses them where an exporter has only numbered them. */
final class WeightNames {
    private WeightNames() {}

    /** {@return a name of words between points} */
    static String of(String name, NodeProto node) {
        boolean isNumbered = name.isEmpty() || name.contains("::") || name.matches("[\\W_]*[A-Za-z]*[\\W_]*\\d+");
        boolean isConstant = name.startsWith("/") || name.matches(".*Constant(_\\d+)?(_output_\\d+)?");
        if (!isNumbered && !isConstant) {
            return name;
        }
        String path = isConstant ? name : node.name();
        List<String> scopes = List.of(path.replaceAll("^/|/[^/]*$", "").split("/"));
        String scope = path.lastIndexOf('/') < 1 ? "" : String.join(".", scopes) + ".";
        return scope.replaceAll("[^A-Za-z0-9.]+", ".") + (isConstant ? "constant" : role(node));
    }

    private static String role(NodeProto node) {
        return switch (node.operator()) {
            case "MatMul", "Gemm", "Conv", "ConvTranspose" -> "weight";
            case "Add", "Sub" -> "bias";
            case "Mul", "Div" -> "scale";
            case "Gather" -> "table";
            default -> Names.camel(Names.words(node.operator()));
        };
    }
}
