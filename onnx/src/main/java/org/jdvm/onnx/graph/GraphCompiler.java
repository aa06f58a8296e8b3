package org.jdvm.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.JdvmException;
import org.jdvm.onnx.operator.Mapping;
import org.jdvm.onnx.operator.OperatorTable;
import org.jdvm.onnx.operator.Prepared;
import org.jdvm.onnx.proto.AttributeProto;
import org.jdvm.onnx.proto.FunctionProto;
import org.jdvm.onnx.proto.GraphProto;
import org.jdvm.onnx.proto.ModelProto;
import org.jdvm.onnx.proto.NodeProto;
import org.jdvm.onnx.proto.ValueInfoProto;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorReader;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** Makes a graph ready to run: finds the operators, gives each value a place, and computes what depends on constants alone. */
public final class GraphCompiler {
    /** Results with more elements are not kept as constants if what they are computed from is smaller. */
    private static final int MOST_FOLDED_ELEMENTS = 1 << 20;

    /** Functions that call functions; a cycle of calls is an error. */
    private static final int DEEPEST_CALL = 64;

    private static final Set<String> NOT_FOLDED = Set.of(
            "RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial");

    private final Map<String, Integer> opsets;
    private final Map<String, FunctionProto> functions;
    private final TensorReader reader;
    private final @Nullable GraphCompiler outer;
    private final Map<String, Object> arguments;
    private final int depth;

    private final Map<String, Integer> places = new HashMap<>();
    private final List<@Nullable OnnxValue> constants = new ArrayList<>();
    private final List<GraphProgram.Captured> captured = new ArrayList<>();
    private final List<ProgramStep> steps = new ArrayList<>();

    private GraphCompiler(
            Map<String, Integer> opsets,
            Map<String, FunctionProto> functions,
            TensorReader reader,
            @Nullable GraphCompiler outer,
            Map<String, Object> arguments,
            int depth) {
        this.opsets = opsets;
        this.functions = functions;
        this.reader = reader;
        this.outer = outer;
        this.arguments = arguments;
        this.depth = depth;
    }

    /**
     * {@return the graph of a model, ready to run}
     *
     * @param model the model
     * @param graph its graph
     * @param reader makes values of stored tensors
     */
    public static GraphProgram compile(ModelProto model, GraphProto graph, TensorReader reader) {
        Map<String, FunctionProto> functions = new HashMap<>();
        model.functions().forEach(function -> functions.put(key(function.domain(), function.name()), function));
        GraphCompiler compiler = new GraphCompiler(model.opsets(), functions, reader, null, Map.of(), 0);
        return compiler.compile(graph, inputs(model, graph));
    }

    /**
     * {@return the inputs of a model's graph that a call gives} Before version 4 of the format all stored tensors were listed as inputs, too.
     *
     * @param model the model
     * @param graph its graph
     */
    public static List<ValueInfoProto> inputs(ModelProto model, GraphProto graph) {
        if (model.irVersion() >= 4) {
            return graph.inputs();
        }
        Set<String> stored = new HashSet<>();
        graph.initializers().forEach(tensor -> stored.add(tensor.name()));
        return graph.inputs().stream()
                .filter(input -> !stored.contains(input.name()))
                .toList();
    }

    private static String key(String domain, String name) {
        return (domain.equals("ai.onnx") ? "" : domain) + ":" + name;
    }

    private GraphProgram compile(GraphProto graph, List<ValueInfoProto> given) {
        int[] inputs = given.stream().mapToInt(input -> define(input.name())).toArray();
        graph.initializers().forEach(tensor -> store(tensor.name(), reader.read(tensor)));
        graph.sparse().forEach(tensor -> {
            if (tensor.values() != null) {
                store(tensor.values().name(), reader.read(tensor));
            }
        });
        return finish(
                graph.nodes(),
                inputs,
                graph.outputs().stream().map(ValueInfoProto::name).toList());
    }

    private GraphProgram compile(FunctionProto function) {
        int[] inputs = function.inputs().stream().mapToInt(this::define).toArray();
        return finish(function.nodes(), inputs, function.outputs());
    }

    private GraphProgram finish(List<NodeProto> nodes, int[] inputs, List<String> outputs) {
        for (NodeProto node : nodes) {
            try {
                add(node);
            } catch (JdvmException e) {
                throw e.getMessage().startsWith("node ")
                                || depth > 0 && e.getMessage().contains(": node ")
                        ? e
                        : new JdvmException("node %s: %s".formatted(node, e.getMessage()), e);
            }
        }
        int[] results = outputs.stream()
                .mapToInt(name -> {
                    int place = find(name);
                    if (place < 0) {
                        throw new JdvmException("output '%s': no node computes it".formatted(name));
                    }
                    return place;
                })
                .toArray();
        return new GraphProgram(
                withReleases(results), constants.toArray(new OnnxValue[0]), inputs, results, captured, reader);
    }

    private int define(String name) {
        int place = constants.size();
        constants.add(null);
        places.put(name, place);
        return place;
    }

    private void store(String name, OnnxValue value) {
        Integer known = places.get(name);
        constants.set(known != null ? known : define(name), value);
        if (known != null) {
            inputDefaults.add(known);
        }
    }

    /** Inputs with a stored value; a call may give another one, so that nothing is folded from them. */
    private final Set<Integer> inputDefaults = new HashSet<>();

    private int find(String name) {
        Integer known = places.get(name);
        if (known != null) {
            return known;
        }
        int there = outer == null ? -1 : outer.find(name);
        if (there < 0) {
            return -1;
        }
        int place = define(name);
        if (outer.isConstant(there)) {
            constants.set(place, outer.constants.get(there));
        } else {
            captured.add(new GraphProgram.Captured(there, place));
        }
        return place;
    }

    private boolean isConstant(int place) {
        return constants.get(place) != null && !inputDefaults.contains(place);
    }

    private void add(NodeProto node) {
        int[] inputs = new int[node.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            String name = node.inputs().get(i);
            inputs[i] = name.isEmpty() ? -1 : find(name);
            if (inputs[i] < 0 && !name.isEmpty()) {
                throw new JdvmException("input '%s' is not defined before the node".formatted(name));
            }
        }
        Map<String, Object> attributes = attributes(node);
        Map<String, GraphProgram> subgraphs = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (value instanceof GraphProto graph) {
                subgraphs.put(
                        name,
                        new GraphCompiler(opsets, functions, reader, this, arguments, depth + 1)
                                .compile(graph, graph.inputs()));
            }
        });
        int opset = opsets.getOrDefault(node.domain(), 1);
        Mapping mapping = mapping(node, attributes, opset);
        int[] outputs = new int[node.outputs().size()];
        boolean[] fixed = new boolean[inputs.length];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = inputs[i] < 0 || isConstant(inputs[i]);
        }
        ProgramStep step = new ProgramStep(
                node,
                node.toString(),
                mapping,
                opset,
                attributes,
                subgraphs,
                inputs,
                outputs,
                new int[0],
                new Prepared(fixed),
                null);
        boolean isFolded = subgraphs.isEmpty()
                && !NOT_FOLDED.contains(node.operator())
                && Arrays.stream(inputs).allMatch(place -> place < 0 || isConstant(place))
                && fold(step);
        if (!isFolded) {
            for (int i = 0; i < outputs.length; i++) {
                String name = node.outputs().get(i);
                outputs[i] = name.isEmpty() ? -1 : define(name);
            }
            steps.add(step);
        }
    }

    private boolean fold(ProgramStep step) {
        @Nullable OnnxValue[] results;
        try {
            results = GraphProgram.results(step, constants.toArray(new OnnxValue[0]), reader);
        } catch (JdvmException _) {
            // The node may be one that no call gets to; if it is run, it fails then.
            return false;
        }
        long read = Arrays.stream(step.inputs())
                .filter(place -> place >= 0)
                .mapToLong(place -> constants.get(place) instanceof TensorValue tensor ? tensor.size() : 0)
                .sum();
        for (OnnxValue result : results) {
            if (result instanceof TensorValue tensor
                    && tensor.size() > MOST_FOLDED_ELEMENTS
                    && tensor.size() > 2 * read) {
                return false;
            }
        }
        for (int i = 0; i < step.outputs().length; i++) {
            String name = step.node().outputs().get(i);
            OnnxValue result = i < results.length ? results[i] : null;
            if (name.isEmpty() || result == null) {
                continue;
            }
            if (result instanceof TensorValue tensor && !tensor.isHost()) {
                tensor.tensor().constant();
            }
            constants.set(define(name), result);
        }
        return true;
    }

    private Map<String, Object> attributes(NodeProto node) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (AttributeProto attribute : node.attributes().values()) {
            if (attribute.reference().isEmpty()) {
                values.put(attribute.name(), attribute.value());
            } else if (arguments.containsKey(attribute.reference())) {
                values.put(attribute.name(), arguments.get(attribute.reference()));
            }
        }
        return values;
    }

    private Mapping mapping(NodeProto node, Map<String, Object> attributes, int opset) {
        FunctionProto function = functions.get(key(node.domain(), node.operator()));
        if (function != null) {
            if (depth >= DEEPEST_CALL) {
                throw new JdvmException("functions call each other more than %d deep".formatted(DEEPEST_CALL));
            }
            Map<String, Object> given = new HashMap<>();
            function.defaults().forEach(attribute -> given.put(attribute.name(), attribute.value()));
            given.putAll(attributes);
            Map<String, Integer> versions = function.opsets().isEmpty() ? opsets : function.opsets();
            GraphProgram body =
                    new GraphCompiler(versions, functions, reader, null, given, depth + 1).compile(function);
            return call -> {
                @Nullable OnnxValue[] values = new OnnxValue[call.size()];
                Arrays.setAll(values, call::value);
                return body.run(values);
            };
        }
        Mapping known = OperatorTable.all().find(node.domain(), node.operator(), opset);
        if (known == null) {
            throw new JdvmException(
                    "operator %s of domain '%s' is not known in version %d; write the model with operators that are, or as a function of these"
                            .formatted(node.operator(), node.domain().isEmpty() ? "ai.onnx" : node.domain(), opset));
        }
        return known;
    }

    /** Adds to each step what nothing reads after it. What graphs in attributes read counts as read by their node. */
    private List<ProgramStep> withReleases(int[] results) {
        int[] last = new int[constants.size()];
        Arrays.fill(last, -1);
        for (int i = 0; i < steps.size(); i++) {
            ProgramStep step = steps.get(i);
            for (int place : step.outputs()) {
                if (place >= 0) {
                    last[place] = i;
                }
            }
            for (int place : step.inputs()) {
                if (place >= 0) {
                    last[place] = i;
                }
            }
            for (GraphProgram graph : step.subgraphs().values()) {
                for (GraphProgram.Captured value : graph.captured()) {
                    last[value.outer()] = i;
                }
            }
        }
        for (int place : results) {
            last[place] = -1;
        }
        boolean[] boundaries = depth == 0 ? Boundaries.of(steps, last) : new boolean[steps.size()];
        List<List<Integer>> released = new ArrayList<>();
        steps.forEach(_ -> released.add(new ArrayList<>()));
        for (int place = 0; place < last.length; place++) {
            if (last[place] >= 0) {
                released.get(last[place]).add(place);
            }
        }
        List<ProgramStep> all = new ArrayList<>();
        Set<Integer> alive = new TreeSet<>();
        for (int i = 0; i < steps.size(); i++) {
            ProgramStep step = steps.get(i);
            int[] boundary = boundaries[i] ? toArray(alive) : null;
            Arrays.stream(step.outputs()).filter(place -> place >= 0).forEach(alive::add);
            released.get(i).forEach(alive::remove);
            all.add(new ProgramStep(
                    step.node(),
                    step.name(),
                    step.mapping(),
                    step.opset(),
                    step.attributes(),
                    step.subgraphs(),
                    step.inputs(),
                    step.outputs(),
                    toArray(released.get(i)),
                    step.prepared(),
                    boundary));
        }
        return List.copyOf(all);
    }

    private static int[] toArray(Collection<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
