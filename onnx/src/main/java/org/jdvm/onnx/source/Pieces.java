package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cuts long parts that do not repeat where the fewest values are alive. */
final class Pieces {
    /** A method has at most this number of operations, as far as that depends on this class. */
    private static final int MOST_OPERATIONS = 44;

    private Pieces() {}

    /** {@return the parts, those that are long in pieces} */
    static List<ModelPart> of(TracedModel model, List<ModelPart> parts) {
        Map<Integer, Integer> last = new HashMap<>();
        for (int value = 0; value < model.values().size(); value++) {
            if (model.values().get(value) instanceof TracedValue.Operation operation) {
                for (int operand : operation.operands()) {
                    last.put(operand, value);
                }
            }
        }
        model.outputs().forEach(output -> last.put(output, Integer.MAX_VALUE));
        List<ModelPart> result = new ArrayList<>();
        for (ModelPart part : parts) {
            switch (part) {
                case ModelPart.Straight straight -> split(straight.operations(), last, result);
                case ModelPart.Repeated repeated -> result.add(repeated);
            }
        }
        return result;
    }

    private static void split(List<Integer> operations, Map<Integer, Integer> last, List<ModelPart> result) {
        int count = operations.size();
        if (count <= MOST_OPERATIONS) {
            result.add(new ModelPart.Straight(operations));
            return;
        }
        int best = count / 2;
        double cost = Double.MAX_VALUE;
        for (int cut = count / 4; cut <= count - count / 4; cut++) {
            Set<Integer> alive = new HashSet<>();
            int at = operations.get(cut);
            for (int i = 0; i < cut; i++) {
                if (last.getOrDefault(operations.get(i), -1) >= at) {
                    alive.add(operations.get(i));
                }
            }
            double there = alive.size() + Math.abs(cut - count / 2) / (double) count;
            if (there < cost) {
                cost = there;
                best = cut;
            }
        }
        split(List.copyOf(operations.subList(0, best)), last, result);
        split(List.copyOf(operations.subList(best, count)), last, result);
    }
}
