package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.Tensor;

/** Writes the methods that read weights, and collects the tensors that they read. */
final class LoaderWriter {
    private static final String INDENT = "    ";
    private static final String BODY = "        ";
    private static final String WRAPPED = "                ";

    private final TracedModel model;
    private final List<OperatorMethod> methods;
    private final Map<String, Tensor> stored = new LinkedHashMap<>();

    LoaderWriter(TracedModel model, List<OperatorMethod> methods) {
        this.model = model;
        this.methods = methods;
    }

    /** {@return the tensors of the weights file; complete after {@link #write}} */
    Map<String, Tensor> stored() {
        return stored;
    }

    /** {@return the methods} */
    String write() {
        List<String> all = new ArrayList<>();
        StringBuilder loaders = new StringBuilder();
        for (OperatorMethod method : methods) {
            if (method.weights().isEmpty()) {
                continue;
            }
            StoredNames names = StoredNames.of(model, method);
            stored.putAll(names.tensors(model, method));
            String loader = "load" + Names.capital(method.name());
            boolean isOne = method.calls() == 1;
            String number = names.first() == 0 ? "i" : "(" + names.first() + " + i)";
            all.add(
                    isOne
                            ? loader + "(tensors)"
                            : "IntStream.range(0, " + method.calls() + ").mapToObj(i -> " + loader + "(tensors, \""
                                    + names.before() + "\" + " + number + ")).toList()");
            List<String> fields = names.after().stream()
                    .map(after -> "tensors.get(" + (isOne ? "" : "at + ") + "\"" + after + "\").constant()")
                    .toList();
            loaders.append("\n")
                    .append(INDENT)
                    .append("private static ")
                    .append(method.weightsType())
                    .append(' ');
            loaders.append(loader)
                    .append("(SafeTensors tensors")
                    .append(isOne ? "" : ", String at")
                    .append(") {\n");
            loaders.append(BODY)
                    .append("return new ")
                    .append(method.weightsType())
                    .append("(");
            loaders.append(SourceWriter.list(fields, WRAPPED))
                    .append(");\n")
                    .append(INDENT)
                    .append("}\n");
        }
        String begin = INDENT + "/** {@return the weights of a safetensors file} */\n" + INDENT
                + "public static Weights load(Path file) {\n" + BODY;
        return all.isEmpty()
                ? begin + "return new Weights();\n" + INDENT + "}\n"
                : begin + "SafeTensors tensors = SafeTensors.open(file);\n" + BODY + "return new Weights("
                        + SourceWriter.list(all, WRAPPED) + ");\n" + INDENT + "}\n" + loaders;
    }
}
