package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdvm.Tensor;
import org.jspecify.annotations.Nullable;

/** How the tensors of a method's weights are named in the weights file: a text before the number of the call, that number, and a text for each field. */
record StoredNames(String before, int first, List<String> after) {

    /** {@return the names, those of the model file where calls have consecutive numbers there} */
    static StoredNames of(TracedModel model, OperatorMethod method) {
        List<List<String>> names = method.weights().stream()
                .map(each -> each.stream()
                        .map(value -> ((TracedValue.Weight) model.values().get(value)).name())
                        .toList())
                .toList();
        if (method.calls() == 1) {
            return new StoredNames("", -1, names.stream().map(List::getFirst).toList());
        }
        StoredNames found = numbered(names);
        return found != null
                ? found
                : new StoredNames(
                        method.name() + ".",
                        0,
                        method.fields().stream().map(field -> "." + field).toList());
    }

    private static @Nullable StoredNames numbered(List<List<String>> names) {
        if (names.isEmpty()) {
            return null;
        }
        Matcher number = Pattern.compile("\\d+").matcher(names.getFirst().getFirst());
        while (number.find()) {
            String before = names.getFirst().getFirst().substring(0, number.start());
            if (number.group().length() > 4) {
                continue;
            }
            int first = Integer.parseInt(number.group());
            List<String> after = new ArrayList<>();
            boolean fits = true;
            for (List<String> field : names) {
                String start = before + first;
                String rest =
                        field.getFirst().startsWith(start) ? field.getFirst().substring(start.length()) : "";
                for (int call = 0; call < field.size(); call++) {
                    fits &= field.get(call).equals(before + (first + call) + rest);
                }
                after.add(rest);
            }
            if (fits) {
                return new StoredNames(before, first, after);
            }
        }
        return null;
    }

    /** {@return the name of a tensor} */
    String name(int call, int field) {
        return first < 0 ? after.get(field) : before + (first + call) + after.get(field);
    }

    /** {@return the tensors of all calls by their names} */
    Map<String, Tensor> tensors(TracedModel model, OperatorMethod method) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int call = 0; call < method.calls(); call++) {
            for (int field = 0; field < method.weights().size(); field++) {
                TracedValue.Weight weight = (TracedValue.Weight)
                        model.values().get(method.weights().get(field).get(call));
                tensors.put(name(call, field), weight.tensor());
            }
        }
        return tensors;
    }
}
