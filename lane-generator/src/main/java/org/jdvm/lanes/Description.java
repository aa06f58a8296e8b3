package org.jdvm.lanes;

import com.palantir.javapoet.ClassName;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.lang.model.element.Modifier;

/**
 * A class that describes elementwise functions: each of its methods computes one lane.
 *
 * @param name the class
 * @param operations the table of operations, an enum
 * @param known the names of its constants
 * @param functions the methods, in order
 * @param constants types of the constant fields, by name
 */
record Description(
        ClassName name,
        ClassName operations,
        Set<String> known,
        List<LaneFunction> functions,
        Map<String, Lane> constants) {
    private static final String SCALAR = "Scalar";

    /** Reads the methods and constants of a class, and hands over what is wrong with them. */
    static Description read(
            ClassName name,
            ClassName operations,
            Set<String> known,
            ClassTree tree,
            Consumer<RefusedException> refused) {
        List<LaneFunction> functions = new ArrayList<>();
        Map<String, Lane> constants = new LinkedHashMap<>();
        for (Tree member : tree.getMembers()) {
            if (member instanceof VariableTree field) {
                Lane.of(field.getType().toString())
                        .ifPresent(lane -> constants.put(field.getName().toString(), lane));
            } else if (member instanceof MethodTree method && method.getReturnType() != null) {
                try {
                    functions.add(function(method, known));
                } catch (RefusedException e) {
                    refused.accept(e);
                }
            }
        }
        return new Description(name, operations, known, functions, constants);
    }

    private static LaneFunction function(MethodTree method, Set<String> known) {
        List<Lane> operands = new ArrayList<>();
        for (VariableTree parameter : method.getParameters()) {
            operands.add(lane(parameter.getType()));
        }
        Set<Modifier> modifiers = method.getModifiers().getFlags();
        boolean isScalar = method.getModifiers().getAnnotations().stream()
                .map(annotation -> annotation.getAnnotationType().toString())
                .anyMatch(type -> type.equals(SCALAR) || type.endsWith("." + SCALAR));
        LaneFunction function = new LaneFunction(
                method.getName().toString(),
                operands,
                lane(method.getReturnType()),
                modifiers.contains(Modifier.PRIVATE),
                isScalar,
                method);
        if (!modifiers.contains(Modifier.STATIC)) {
            throw new RefusedException(method, "'%s' is not static", function.name());
        }
        if (!function.isPrivate() && known.contains(function.constant())) {
            checkOperation(function);
        }
        return function;
    }

    private static void checkOperation(LaneFunction function) {
        List<Lane> operands = function.operands();
        boolean fits = operands.size() == 1 || operands.size() == 2 && operands.get(0) == operands.get(1);
        if (!fits || operands.contains(Lane.BOOLEAN)) {
            throw new RefusedException(
                    function.tree(), "'%s' is an operation: it takes one or two numbers of one type", function.name());
        }
        if (function.result() != Lane.BOOLEAN && function.result() != operands.getFirst()) {
            throw new RefusedException(
                    function.tree(),
                    "'%s' is an operation: its result is %s like its operands, or boolean",
                    function.name(),
                    operands.getFirst());
        }
    }

    static Lane lane(Tree type) {
        return Lane.of(type.toString())
                .orElseThrow(() -> new RefusedException(
                        type, "'%s' is not the type of a lane: it is float, int, long, double or boolean", type));
    }

    /** The operations of some type of operands with a number of them, in order. */
    List<LaneFunction> operations(Lane lane, int arity) {
        return functions.stream()
                .filter(f -> !f.isPrivate() && known.contains(f.constant()))
                .filter(f -> f.operands().size() == arity && f.operands().getFirst() == lane)
                .toList();
    }

    /** Whether some operation computes with a type of lanes. */
    boolean describes(Lane lane) {
        return !operations(lane, 1).isEmpty() || !operations(lane, 2).isEmpty();
    }

    Optional<LaneFunction> find(String function, List<Lane> operands) {
        return functions.stream()
                .filter(f -> f.name().equals(function) && f.operands().equals(operands))
                .findFirst();
    }
}
