package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.jdvm.symbolic.Dim;

/** Writes the class of a model: records of weights, operators, the call that combines them, and a loader. */
final class SourceWriter {
    private static final String INDENT = "    ";
    private static final String BODY = "        ";
    private static final String WRAPPED = "            ";

    private final TracedModel model;
    private final String packageName;
    private final String className;
    private final String modelName;
    private final List<OperatorMethod> methods;
    private final Idioms idioms;
    private final Map<Integer, String> valueNames = new HashMap<>();
    private final Map<OperatorMethod, List<String>> sizeParameters = new HashMap<>();
    private final LoaderWriter loader;

    SourceWriter(TracedModel model, String packageName, String className, String modelName) {
        this.model = model;
        this.packageName = packageName;
        this.className = className;
        this.modelName = modelName;
        List<ModelPart> parts = Pieces.of(model, Blocks.of(model));
        Set<String> taken = new HashSet<>(Set.of("call", "load", "main", "weights", "tensors"));
        this.methods = OperatorMethod.of(model, parts, taken);
        this.idioms = Idioms.of(model, parts, taken);
        this.loader = new LoaderWriter(model, methods);
        for (TracedValue value : model.values()) {
            if (value instanceof TracedValue.Input input) {
                valueNames.put(model.values().indexOf(value), Names.camel(Names.words(input.name())));
            }
        }
    }

    /** {@return the tensors of the weights file} */
    Map<String, Tensor> weights() {
        return loader.stored();
    }

    /** {@return the text of the class} */
    String write() {
        StringBuilder operators = new StringBuilder();
        for (OperatorMethod method : methods) {
            operators.append("\n").append(operator(method));
        }
        for (Idioms.Idiom idiom : idioms.all()) {
            operators.append("\n").append(formula(idiom));
        }
        StringBuilder body = new StringBuilder();
        methods.stream()
                .filter(method -> !method.weights().isEmpty())
                .forEach(method -> body.append("\n").append(record(method)));
        body.append("\n").append(allWeights());
        methods.stream()
                .filter(method -> method.results().size() > 1)
                .forEach(method -> body.append("\n").append(resultsRecord(method)));
        if (model.outputs().size() > 1) {
            body.append("\n").append(outputsRecord());
        }
        body.append("\n").append(call());
        body.append(operators);
        body.append("\n").append(loader.write());
        String text = body.toString();
        StringBuilder file = new StringBuilder("package ").append(packageName).append(";\n\n");
        Stream.of(
                        text.contains("KEEP_DIMS") ? "static org.jdvm.annotations.Keep.KEEP_DIMS" : "",
                        "java.nio.file.Path",
                        text.contains("List<") ? "java.util.List" : "",
                        text.contains("IntStream") ? "java.util.stream.IntStream" : "",
                        "org.jdvm.Tensor",
                        text.contains("Border.") ? "org.jdvm.annotations.Border" : "",
                        text.contains("Coordinates.") ? "org.jdvm.annotations.Coordinates" : "",
                        text.contains("DType.") ? "org.jdvm.annotations.DType" : "",
                        "org.jdvm.annotations.Dims",
                        text.contains("Interpolation.") ? "org.jdvm.annotations.Interpolation" : "",
                        text.contains("NearestMode.") ? "org.jdvm.annotations.NearestMode" : "",
                        text.contains("Update.") ? "org.jdvm.annotations.Update" : "",
                        "org.jdvm.annotations.Operator",
                        text.contains("SafeTensors") ? "org.jdvm.onnx.file.SafeTensors" : "")
                .filter(type -> !type.isEmpty())
                .forEach(type -> file.append("import ")
                        .append(type)
                        .append(";\n")
                        .append(type.startsWith("static") ? "\n" : ""));
        file.append("\n/** The model ").append(modelName).append(" as operators. */\n");
        file.append("public final class ").append(className).append(" {\n");
        file.append(INDENT).append("private ").append(className).append("() {}\n");
        return file.append(text).append("}\n").toString();
    }

    // ---- records ----

    private String record(OperatorMethod method) {
        List<String> components = new ArrayList<>();
        for (int i = 0; i < method.weights().size(); i++) {
            TracedValue weight = model.values().get(method.weights().get(i).getFirst());
            components.add(dims(weight, Set.of()) + " Tensor " + method.fields().get(i));
        }
        return INDENT + "/** The weights of {@link #" + method.name() + "}. */\n" + INDENT + "public record "
                + method.weightsType() + "(" + list(components, WRAPPED) + ") {}\n";
    }

    private String allWeights() {
        List<String> components = new ArrayList<>();
        for (OperatorMethod method : methods) {
            if (!method.weights().isEmpty()) {
                components.add(
                        method.calls() == 1
                                ? method.weightsType() + " " + method.name()
                                : "List<" + method.weightsType() + "> " + method.name() + "s");
            }
        }
        return INDENT + "/** All weights. */\n" + INDENT + "public record Weights(" + list(components, WRAPPED)
                + ") {}\n";
    }

    private String resultsRecord(OperatorMethod method) {
        List<String> components = method.results().stream()
                .map(result -> "Tensor " + valueNames.get(result))
                .toList();
        return INDENT + "/** What {@link #" + method.name() + "} gives. */\n" + INDENT + "public record "
                + method.resultsType() + "(" + list(components, WRAPPED) + ") {}\n";
    }

    private String outputsRecord() {
        List<String> components =
                outputFields().stream().map(name -> "Tensor " + name).toList();
        return INDENT + "/** The outputs of the model. */\n" + INDENT + "public record Outputs("
                + list(components, WRAPPED) + ") {}\n";
    }

    private List<String> outputFields() {
        return Names.distinct(model.outputNames());
    }

    static String list(List<String> items, String indent) {
        return list(items, indent, 44);
    }

    static String list(List<String> items, String indent, int used) {
        String line = String.join(", ", items);
        return used + line.length() < JavaText.WIDTH ? line : "\n" + indent + String.join(",\n" + indent, items);
    }

    /** The annotation of a tensor; symbols that nothing shows are left open. */
    private static String dims(TracedValue value, Set<String> open) {
        String text = value.dims().stream()
                .map(dim -> dim.symbols().stream().anyMatch(open::contains) ? "_" : dim.toString())
                .collect(Collectors.joining(", "));
        return value.type() == DType.F32
                ? "@Dims(\"" + text + "\")"
                : "@Dims(value = \"" + text + "\", dtype = DType."
                        + value.type().name() + ")";
    }

    // ---- operators ----

    private String operator(OperatorMethod method) {
        BodyWriter body = new BodyWriter(model, idioms.calls());
        Set<String> taken = new HashSet<>(model.symbols());
        List<String> names = new ArrayList<>();
        boolean isRepeated = method.part() instanceof ModelPart.Repeated;
        int carried = method.part() instanceof ModelPart.Repeated repeated
                ? repeated.carried().size()
                : 0;
        for (int i = 0; i < method.inputs().size(); i++) {
            int input = method.inputs().get(i);
            String name = i < carried ? "x" : valueNames.getOrDefault(input, "x");
            names.add(Names.free(name, taken));
            body.parameter(input, names.getLast());
        }
        String weights = Names.free(isRepeated ? method.name() : "weights", taken);
        body.reserve(weights);
        for (int i = 0; i < method.weights().size(); i++) {
            String field = method.fields().get(i);
            body.weight(method.weights().get(i).getFirst(), weights + "." + field + "()", field);
        }
        Set<String> shown = new HashSet<>();
        Map<String, String> sizeLines = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            List<Dim> dims = model.values().get(method.inputs().get(i)).dims();
            for (int axis = 0; axis < dims.size(); axis++) {
                String at = "int %s = " + names.get(i) + ".dim(" + axis + ");";
                dims.get(axis).symbolName().ifPresent(symbol -> {
                    shown.add(symbol);
                    sizeLines.putIfAbsent(symbol, at.formatted(symbol));
                });
            }
        }
        List<String> results = body.write(method.part().operations(), method.results(), shown);
        List<String> parameters = new ArrayList<>();
        List<String> sizes = List.copyOf(body.needed());
        for (String size : sizes) {
            if (!model.symbols().contains(size)) {
                throw new JdvmException(
                        "the size %s in method %s is none of a parameter".formatted(size, method.name()));
            }
            shown.add(size);
        }
        sizeParameters.put(method, sizes);
        for (int i = 0; i < names.size(); i++) {
            TracedValue value = model.values().get(method.inputs().get(i));
            Set<String> open = new TreeSet<>();
            value.dims().forEach(dim -> open.addAll(dim.symbols()));
            open.removeAll(shown);
            parameters.add(dims(value, open) + " Tensor " + names.get(i));
        }
        sizes.forEach(size -> parameters.add("int " + size));
        if (!method.weights().isEmpty()) {
            parameters.add(method.weightsType() + " " + weights);
        }
        boolean isOne = method.results().size() == 1;
        Set<String> resultNames = new LinkedHashSet<>();
        for (int result : method.results()) {
            int output = model.outputs().indexOf(result);
            String name =
                    output >= 0 ? Names.camel(Names.words(model.outputNames().get(output))) : body.nameFor(result, "");
            valueNames.put(result, Names.free(name, resultNames));
        }
        StringBuilder text = new StringBuilder();
        text.append(about(method));
        text.append(INDENT).append("@Operator\n").append(INDENT);
        text.append("public static ");
        if (isOne) {
            TracedValue result = model.values().get(method.results().getFirst());
            boolean isKnown = result.dims().stream().allMatch(dim -> shown.containsAll(dim.symbols()));
            text.append(isKnown ? dims(result, Set.of()) + " Tensor " : "Tensor ");
        } else {
            text.append(method.resultsType()).append(' ');
        }
        int used = text.length() - text.lastIndexOf("\n") + method.name().length();
        text.append(method.name())
                .append('(')
                .append(list(parameters, WRAPPED, used))
                .append(") {\n");
        for (String symbol : body.symbolsUsed()) {
            if (sizeLines.containsKey(symbol)) {
                text.append(BODY).append(sizeLines.get(symbol)).append("\n");
            }
        }
        body.lines().forEach(line -> text.append(JavaText.statement(BODY, line)));
        String returned =
                isOne ? results.getFirst() : "new " + method.resultsType() + "(" + String.join(", ", results) + ")";
        text.append(JavaText.statement(BODY, "return " + returned + ";"));
        return text.append(INDENT).append("}\n").toString();
    }

    /** Which nodes of the file a method is. */
    private String about(OperatorMethod method) {
        List<String> nodes = method.part().operations().stream()
                .map(value -> ((TracedValue.Operation) model.values().get(value)).node())
                .filter(node -> !node.isEmpty())
                .toList();
        String calls = method.calls() == 1 ? "" : "One of " + method.calls() + " blocks";
        if (nodes.isEmpty()) {
            return calls.isEmpty() ? "" : INDENT + "/** " + calls + ". */\n";
        }
        String range = "{@code %s} to {@code %s}".formatted(nodes.getFirst(), nodes.getLast());
        return INDENT + "/** " + (calls.isEmpty() ? "Nodes " : calls + ": ") + range + ". */\n";
    }

    private String formula(Idioms.Idiom idiom) {
        BodyWriter body = new BodyWriter(model, Map.of());
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int tensor : idiom.tensors()) {
            String name = idiom.name().startsWith("rows")
                    ? isTable(idiom, tensor) ? "table" : "ids"
                    : model.values().get(tensor) instanceof TracedValue.Weight weight
                            ? formulaName(weight.name())
                            : "x";
            names.add(name.equals("x") ? letter(taken) : Names.free(name, taken));
            body.parameter(tensor, names.getLast());
        }
        List<String> parameters =
                new ArrayList<>(names.stream().map(name -> "Tensor " + name).toList());
        for (int at : idiom.numbers()) {
            TracedValue.Operation operation = (TracedValue.Operation)
                    model.values().get(idiom.operations().get(at));
            for (Argument argument : operation.arguments()) {
                if (argument instanceof Argument.Number(double number)) {
                    String name = Names.free(idiom.name().startsWith("rows") ? "size" : "number", taken);
                    parameters.add("double " + name);
                    body.number(number, name);
                }
            }
        }
        List<String> results =
                body.write(idiom.operations(), List.of(idiom.operations().getLast()), Set.of());
        StringBuilder text = new StringBuilder(INDENT)
                .append("private static Tensor ")
                .append(idiom.name())
                .append('(')
                .append(String.join(", ", parameters))
                .append(") {\n");
        body.lines().forEach(line -> text.append(JavaText.statement(BODY, line)));
        text.append(JavaText.statement(BODY, "return " + results.getFirst() + ";"));
        return text.append(INDENT).append("}\n").toString();
    }

    /** The next of x, y, z. */
    private static String letter(Set<String> taken) {
        return Stream.of("x", "y", "z").filter(taken::add).findFirst().orElseGet(() -> Names.free("x", taken));
    }

    private boolean isTable(Idioms.Idiom idiom, int tensor) {
        return idiom.operations().stream()
                .map(value -> (TracedValue.Operation) model.values().get(value))
                .anyMatch(operation ->
                        operation.method() == Op.GATHER && operation.operands().getFirst() == tensor);
    }

    private static String formulaName(String weight) {
        List<String> words = Names.words(weight);
        String last = words.isEmpty() ? "" : Names.camel(words.subList(words.size() - 1, words.size()));
        return last.length() < 2 ? "weight" : last;
    }

    // ---- the call ----

    private String call() {
        List<String> parameters = new ArrayList<>(List.of("Weights weights"));
        Map<Integer, String> texts = new HashMap<>();
        Set<String> taken = new HashSet<>(Set.of("weights"));
        taken.addAll(model.symbols());
        Map<String, String> sizes = new LinkedHashMap<>();
        for (int value = 0; value < model.values().size(); value++) {
            if (model.values().get(value) instanceof TracedValue.Input input) {
                String name = Names.free(valueNames.get(value), taken);
                texts.put(value, name);
                parameters.add("Tensor " + name);
                for (int axis = 0; axis < input.dims().size(); axis++) {
                    String at = name + ".dim(" + axis + ")";
                    input.dims().get(axis).symbolName().ifPresent(symbol -> sizes.putIfAbsent(symbol, at));
                }
            }
        }
        StringBuilder statements = new StringBuilder();
        new TreeSet<>(sizeParameters.values().stream().flatMap(List::stream).toList())
                .forEach(size ->
                        statements.append(JavaText.statement(BODY, "int " + size + " = " + sizes.get(size) + ";")));
        for (OperatorMethod method : methods) {
            statements.append(callOf(method, texts, taken));
        }
        List<String> outputs = model.outputs().stream()
                .map(output -> outputText(output, texts))
                .toList();
        String type = outputs.size() == 1 ? "Tensor" : "Outputs";
        String result = outputs.size() == 1 ? outputs.getFirst() : "new Outputs(" + String.join(", ", outputs) + ")";
        StringBuilder text = new StringBuilder();
        text.append(INDENT)
                .append("/** Runs the model. */\n")
                .append(INDENT)
                .append("public static ")
                .append(type);
        text.append(" call(").append(list(parameters, WRAPPED)).append(") {\n");
        text.append(statements).append(JavaText.statement(BODY, "return " + result + ";"));
        return text.append(INDENT).append("}\n").toString();
    }

    private String outputText(int output, Map<Integer, String> texts) {
        String text = texts.get(output);
        if (text == null) {
            throw new JdvmException("an output is a constant of the model, which has no source code");
        }
        return text;
    }

    private String callOf(OperatorMethod method, Map<Integer, String> texts, Set<String> taken) {
        StringBuilder text = new StringBuilder();
        String operators = className + "Operators." + method.name();
        if (!(method.part() instanceof ModelPart.Repeated repeated)) {
            List<String> arguments = arguments(method, texts, Map.of());
            if (!method.weights().isEmpty()) {
                arguments.add("weights." + method.name() + "()");
            }
            String called = operators + "(" + String.join(", ", arguments) + ");";
            if (method.results().size() == 1) {
                int result = method.results().getFirst();
                String name = Names.free(valueNames.get(result), taken);
                texts.put(result, name);
                return JavaText.statement(BODY, "Tensor " + name + " = " + called);
            }
            String name = Names.free(method.name(), taken);
            method.results().forEach(result -> texts.put(result, name + "." + valueNames.get(result) + "()"));
            return JavaText.statement(BODY, method.resultsType() + " " + name + " = " + called);
        }
        Map<Integer, String> states = new HashMap<>();
        Map<Integer, String> stateOf = new HashMap<>();
        repeated.carried().forEach((place, initial) -> {
            String name = Names.free("x", taken);
            text.append(JavaText.statement(BODY, "Tensor " + name + " = " + texts.get(initial) + ";"));
            states.put(initial, name);
            stateOf.put(place, name);
        });
        for (int place : repeated.results()) {
            if (!stateOf.containsKey(place)) {
                String name = Names.free(valueNames.get(repeated.operations().get(place)), taken);
                text.append(JavaText.statement(BODY, "Tensor " + name + " = null;"));
                stateOf.put(place, name);
            }
        }
        List<String> arguments = arguments(method, texts, states);
        if (method.weights().isEmpty()) {
            text.append(BODY)
                    .append("for (int i = 0; i < ")
                    .append(method.calls())
                    .append("; i++) {\n");
        } else {
            String each = Names.free(method.name(), taken);
            arguments.add(each);
            text.append(BODY)
                    .append("for (")
                    .append(method.weightsType())
                    .append(' ')
                    .append(each);
            text.append(" : weights.").append(method.name()).append("s()) {\n");
            taken.remove(each);
        }
        String called = operators + "(" + String.join(", ", arguments) + ");";
        String inner = BODY + INDENT;
        if (method.results().size() == 1) {
            text.append(JavaText.statement(inner, stateOf.values().iterator().next() + " = " + called));
        } else {
            String name = Names.free("results", taken);
            text.append(JavaText.statement(inner, method.resultsType() + " " + name + " = " + called));
            for (int i = 0; i < repeated.results().size(); i++) {
                String field = valueNames.get(method.results().get(i));
                text.append(inner).append(stateOf.get(repeated.results().get(i)));
                text.append(" = ").append(name).append('.').append(field).append("();\n");
            }
            taken.remove(name);
        }
        repeated.results()
                .forEach(place -> texts.put(repeated.blocks().getLast().get(place), stateOf.get(place)));
        repeated.results()
                .forEach(place -> valueNames.put(
                        repeated.blocks().getLast().get(place),
                        valueNames.get(repeated.operations().get(place))));
        return text.append(BODY).append("}\n").toString();
    }

    private List<String> arguments(OperatorMethod method, Map<Integer, String> texts, Map<Integer, String> states) {
        List<String> arguments = new ArrayList<>();
        int carried = method.part() instanceof ModelPart.Repeated repeated
                ? repeated.carried().size()
                : 0;
        for (int i = 0; i < method.inputs().size(); i++) {
            int input = method.inputs().get(i);
            arguments.add(i < carried ? states.get(input) : texts.get(input));
        }
        arguments.addAll(sizeParameters.get(method));
        return arguments;
    }
}
