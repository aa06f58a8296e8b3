package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A method marked {@code @Operator}.
 *
 * @param part its operations
 * @param name its name
 * @param inputs the values that it reads of inputs and other methods; those that a block hands to the next one come first
 * @param weights for each stored tensor that it reads the one of each call
 * @param fields their names in the record of weights
 * @param results the values that it returns
 */
record OperatorMethod(
        ModelPart part,
        String name,
        List<Integer> inputs,
        List<List<Integer>> weights,
        List<String> fields,
        List<Integer> results) {

    /** {@return the type of its record of weights} */
    String weightsType() {
        return Names.capital(name) + "Weights";
    }

    /** {@return the type of its record of results, if there are several} */
    String resultsType() {
        return Names.capital(name) + "Results";
    }

    /** {@return how often it is called} */
    int calls() {
        return part instanceof ModelPart.Repeated repeated ? repeated.blocks().size() : 1;
    }

    /** {@return the methods of a model} */
    static List<OperatorMethod> of(TracedModel model, List<ModelPart> parts, Set<String> taken) {
        Map<Integer, Set<Integer>> readers = new HashMap<>();
        for (int value = 0; value < model.values().size(); value++) {
            if (model.values().get(value) instanceof TracedValue.Operation operation) {
                for (int operand : operation.operands()) {
                    readers.computeIfAbsent(operand, _ -> new LinkedHashSet<>()).add(value);
                }
            }
        }
        List<OperatorMethod> methods = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            ModelPart part = parts.get(i);
            Set<Integer> own = new LinkedHashSet<>(part.operations());
            Set<Integer> inputs = new LinkedHashSet<>();
            List<List<Integer>> weights = new ArrayList<>();
            List<Integer> results = new ArrayList<>();
            int calls = 1;
            if (part instanceof ModelPart.Repeated repeated) {
                calls = repeated.blocks().size();
                inputs.addAll(repeated.carried().values());
                weights.addAll(repeated.weights());
                repeated.results()
                        .forEach(at -> results.add(repeated.operations().get(at)));
            }
            Set<Integer> known = new LinkedHashSet<>();
            weights.forEach(each -> known.add(each.getFirst()));
            for (int value : part.operations()) {
                for (int operand : ((TracedValue.Operation) model.values().get(value)).operands()) {
                    switch (model.values().get(operand)) {
                        case TracedValue.Weight _ -> {
                            if (known.add(operand)) {
                                weights.add(Collections.nCopies(calls, operand));
                            }
                        }
                        case TracedValue.Scalar _ -> {}
                        default -> {
                            if (!own.contains(operand)) {
                                inputs.add(operand);
                            }
                        }
                    }
                }
                boolean isRead =
                        model.outputs().contains(value) || !own.containsAll(readers.getOrDefault(value, Set.of()));
                if (part instanceof ModelPart.Straight && isRead) {
                    results.add(value);
                }
            }
            List<Integer> ordered = new ArrayList<>(inputs);
            int carried = part instanceof ModelPart.Repeated repeated
                    ? repeated.carried().size()
                    : 0;
            ordered.subList(carried, ordered.size()).sort(null);
            List<String> names = weights.stream()
                    .map(each -> ((TracedValue.Weight) model.values().get(each.getFirst())).name())
                    .toList();
            String role = i == 0 ? "stem" : i == parts.size() - 1 ? "head" : "stage";
            String name = Names.free(PathNames.of(model, part, names, role), taken);
            methods.add(
                    new OperatorMethod(part, name, List.copyOf(ordered), weights, PathNames.fields(names), results));
        }
        return methods;
    }
}
