package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of methods and of the fields of their weights, from the paths that a file gives its tensors and nodes. */
final class PathNames {
    private PathNames() {}

    /**
     * {@return the name of a method}
     *
     * @param weights the names of its weights
     * @param absent the name if the file says none
     */
    static String of(TracedModel model, ModelPart part, List<String> weights, String absent) {
        List<List<String>> paths = new ArrayList<>();
        weights.forEach(name -> paths.add(Arrays.asList(name.split("[./]"))));
        for (int value : part.operations()) {
            String node = ((TracedValue.Operation) model.values().get(value)).node();
            List<String> path = Arrays.asList(node.replaceAll("^/", "").split("[./]"));
            if (path.size() > 1) {
                paths.add(path.subList(0, path.size() - 1));
            }
        }
        Map<String, Integer> votes = new HashMap<>();
        boolean isRepeated = part instanceof ModelPart.Repeated;
        for (List<String> path : paths) {
            String word = isRepeated ? beforeNumber(path) : path.size() > 1 ? path.getFirst() : "";
            String name = Names.camel(Names.words(word));
            if (name.length() > 1 && !word.matches(".*\\d.*")) {
                votes.merge(name, 1, Integer::sum);
            }
        }
        String found = votes.entrySet().stream()
                .filter(vote -> 2 * vote.getValue() > paths.size())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(isRepeated ? "block" : absent);
        return found.endsWith("s") && isRepeated ? found.substring(0, found.length() - 1) : found;
    }

    private static String beforeNumber(List<String> path) {
        for (int i = 1; i < path.size(); i++) {
            if (path.get(i).matches("\\d+")) {
                return path.get(i - 1);
            }
        }
        return "";
    }

    /** {@return names of fields: the fewest words that tell them apart, without those that all have} */
    static List<String> fields(List<String> names) {
        if (names.size() < 2) {
            return Names.distinct(names);
        }
        int common = Names.common(names.stream().map(Names::words).toList()).size();
        return Names.distinct(names.stream()
                .map(name -> {
                    List<String> words = Names.words(name);
                    return String.join(".", words.subList(Math.min(common, words.size() - 1), words.size()));
                })
                .toList());
    }
}
