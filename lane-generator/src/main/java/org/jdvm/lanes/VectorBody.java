package org.jdvm.lanes;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Translates the body of a lane function to statements on vectors. Functions that it calls are written out at the place of the call, so
 * that the virtual machine has nothing to inline but the vector library; of a choice both sides are computed.
 *
 * <p>A function may leave the lanes for which a condition fails to the scalar library: {@code return condition ? y : (float)
 * Math.sin(x)}. If that happens in any lane, the scalar form computes them all.
 */
final class VectorBody {
    private final Description description;
    private final Function<Tree, String> source;
    private final Set<String> names;
    private final CodeBlock.Builder statements = CodeBlock.builder();
    private final Set<String> constants = new LinkedHashSet<>();
    private final List<LaneFunction> open = new ArrayList<>();

    /**
     * Begins a body.
     *
     * @param description where functions and constants are found
     * @param source gives the text of a tree
     * @param taken names that the surrounding method uses
     */
    VectorBody(Description description, Function<Tree, String> source, Set<String> taken) {
        this.description = description;
        this.source = source;
        this.names = new HashSet<>(taken);
        names.addAll(description.constants().keySet());
    }

    /** Adds the statements of a function, which have the operands in vectors of these names, and gives its result. */
    Value of(LaneFunction function, List<String> operands) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            names.add(operands.get(i));
            values.add(new Value.Numbers(function.operands().get(i), CodeBlock.of("$N", operands.get(i))));
        }
        return new Scope(function, values).result();
    }

    CodeBlock statements() {
        return statements.build();
    }

    /** The constants of the description that the statements and the result use. */
    Set<String> constants() {
        return constants;
    }

    /** A name as near to the wanted one as possible. */
    String fresh(String wanted) {
        String name = wanted;
        for (int i = 2; !names.add(name); i++) {
            name = wanted + i;
        }
        return name;
    }

    /** The locals of one function. */
    private final class Scope {
        private final LaneFunction function;
        private final List<String> parameters;
        private final Map<String, Value> variables = new LinkedHashMap<>();
        private final Map<String, Lane> locals = new HashMap<>();

        /** Locals of the innermost block: they are changed in place, others get a new variable that a choice is made from. */
        private Set<String> own = new HashSet<>();

        Scope(LaneFunction function, List<Value> operands) {
            this.function = function;
            this.parameters = function.parameters();
            for (int i = 0; i < operands.size(); i++) {
                variables.put(parameters.get(i), operands.get(i));
            }
        }

        Value result() {
            if (open.contains(function)) {
                throw new RefusedException(function.tree(), "'%s' calls itself", function.name());
            }
            open.add(function);
            List<? extends StatementTree> all = function.tree().getBody().getStatements();
            if (!(all.getLast() instanceof ReturnTree back)) {
                throw new RefusedException(function.tree(), "'%s' does not end with a return", function.name());
            }
            all.subList(0, all.size() - 1).forEach(this::statement);
            Value result = returned(back.getExpression()).converted(function.result());
            open.removeLast();
            return result;
        }

        private void statement(StatementTree statement) {
            switch (statement) {
                case VariableTree local -> declare(local);
                case ExpressionStatementTree e
                when e.getExpression() instanceof AssignmentTree assignment -> assign(assignment);
                case IfTree branch -> branch(branch);
                default ->
                    throw new RefusedException(
                            statement,
                            "a lane function has local variables, assignments to them, if, and one return at its end");
            }
        }

        private void declare(VariableTree local) {
            String name = local.getName().toString();
            Lane lane = Description.lane(local.getType());
            if (lane != Lane.BOOLEAN && !lane.hasVectors()) {
                throw new RefusedException(local.getType(), "'%s' is not the type of a vector's lane", lane);
            }
            locals.put(name, lane);
            own.add(name);
            if (local.getInitializer() != null) {
                variables.put(name, store(name, value(local.getInitializer()).converted(lane)));
            }
        }

        private void assign(AssignmentTree assignment) {
            String name = assignment.getVariable().toString();
            Lane lane = locals.get(name);
            if (lane == null) {
                throw new RefusedException(assignment, "'%s' is not a local variable", name);
            }
            Value value = value(assignment.getExpression()).converted(lane);
            Value variable = variables.get(name);
            if (variable == null || !own.contains(name)) {
                variables.put(name, store(name, value));
            } else {
                CodeBlock code =
                        value instanceof Value.Mask mask ? mask.code(((Value.Mask) variable).over()) : value.vector();
                statements.addStatement("$L = $L", variable.code(), code);
            }
        }

        /** Both sides are computed, each into separate variables; then a choice is made for each variable that one of them set. */
        private void branch(IfTree tree) {
            Value.Mask mask = LaneOperators.mask(value(tree.getCondition()), tree.getCondition());
            Map<String, Value> before = new LinkedHashMap<>(variables);
            Map<String, Value> onTrue = block(tree.getThenStatement(), before);
            Map<String, Value> onFalse = block(tree.getElseStatement(), before);
            Set<String> names = new LinkedHashSet<>(onTrue.keySet());
            names.addAll(onFalse.keySet());
            for (String name : names) {
                Value x = onTrue.get(name);
                Value y = onFalse.get(name);
                if (x == null || y == null) {
                    throw new RefusedException(tree, "'%s' has a value on one side only", name);
                }
                if (!x.equals(y)) {
                    if (x instanceof Value.Mask) {
                        throw new RefusedException(tree, "'%s' is chosen between truth values", name);
                    }
                    variables.put(name, store(name, LaneOperators.chosen(mask, x, y)));
                }
            }
        }

        /** The values of variables after one side; those that were there before keep theirs. */
        private Map<String, Value> block(@Nullable StatementTree block, Map<String, Value> before) {
            Set<String> outer = own;
            own = new HashSet<>();
            if (block instanceof BlockTree several) {
                several.getStatements().forEach(this::statement);
            } else if (block != null) {
                statement(block);
            }
            own.forEach(variables::remove);
            own.forEach(locals::remove);
            own = outer;
            Map<String, Value> after = new LinkedHashMap<>(variables);
            variables.clear();
            variables.putAll(before);
            return after;
        }

        /** Declares a variable. */
        private Value store(String wanted, Value value) {
            String name = fresh(wanted);
            CodeBlock code = value instanceof Value.Mask(var _, CodeBlock mask) ? mask : value.vector();
            statements.addStatement("$T $N = $L", value.type(), name, code);
            CodeBlock stored = CodeBlock.of("$N", name);
            return value instanceof Value.Mask(Lane over, var _)
                    ? new Value.Mask(over, stored)
                    : new Value.Numbers(value.lane(), stored);
        }

        private Value returned(ExpressionTree expression) {
            if (open.size() == 1
                    && expression instanceof ConditionalExpressionTree choice
                    && isLibraryCall(choice.getFalseExpression())) {
                Value.Mask fits = LaneOperators.mask(value(choice.getCondition()), choice.getCondition());
                Value result = store("result", value(choice.getTrueExpression()));
                statements.beginControlFlow("if (!$L.allTrue())", fits.code());
                // Arrays go there and back: a vector that comes out of a call would have to be an object on the other
                // path too.
                CodeBlock operands = parameters.stream()
                        .map(p -> CodeBlock.of("$L.toArray()", variables.get(p).vector()))
                        .collect(CodeBlock.joining(", "));
                statements.addStatement(
                        "$L = $T.fromArray($L, LaneVectors.$NByLanes($L), 0)",
                        result.code(),
                        function.result().vector(),
                        function.result().species(),
                        function.name(),
                        operands);
                statements.endControlFlow();
                return result;
            }
            return value(expression);
        }

        private Value value(ExpressionTree expression) {
            return switch (expression) {
                case ParenthesizedTree inner -> value(inner.getExpression());
                case LiteralTree literal -> literal(literal);
                case IdentifierTree name -> variable(name);
                case MemberSelectTree member -> member(member);
                case UnaryTree unary -> unary(unary);
                case BinaryTree binary -> binary(binary);
                case TypeCastTree cast -> cast(cast);
                case ConditionalExpressionTree choice -> choice(choice);
                case MethodInvocationTree call -> call(call);
                default -> throw new RefusedException(expression, "'%s' has no vector form", expression);
            };
        }

        private Value literal(LiteralTree literal) {
            CodeBlock text = CodeBlock.of("$L", source.apply(literal));
            return switch (literal.getValue()) {
                case Float _ -> new Value.Constant(Lane.FLOAT, text);
                case Integer _ -> new Value.Constant(Lane.INT, text);
                case null, default -> throw new RefusedException(literal, "'%s' is not a float or int", literal);
            };
        }

        private Value variable(IdentifierTree identifier) {
            String name = identifier.getName().toString();
            if (variables.get(name) instanceof Value value) {
                return value;
            }
            if (locals.containsKey(name)) {
                throw new RefusedException(identifier, "'%s' has no value", name);
            }
            Lane lane = description.constants().get(name);
            if (lane == null) {
                throw new RefusedException(identifier, "'%s' is not a local variable or constant", name);
            }
            constants.add(name);
            return new Value.Constant(lane, CodeBlock.of("$N", name));
        }

        private Value member(MemberSelectTree member) {
            return switch (member.getExpression().toString()) {
                case "Float" -> new Value.Constant(Lane.FLOAT, CodeBlock.of("$L", member));
                case "Integer" -> new Value.Constant(Lane.INT, CodeBlock.of("$L", member));
                default -> throw new RefusedException(member, "'%s' is not a constant of a lane", member);
            };
        }

        private Value unary(UnaryTree tree) {
            return LaneOperators.unary(tree, value(tree.getExpression()));
        }

        private Value binary(BinaryTree tree) {
            Value x = value(tree.getLeftOperand());
            Value y = value(tree.getRightOperand());
            return LaneOperators.binary(tree, x, y);
        }

        private Value cast(TypeCastTree tree) {
            Lane to = Description.lane(tree.getType());
            if (to == Lane.FLOAT && isCallOf(tree.getExpression(), "Math.sqrt")) {
                MethodInvocationTree call = (MethodInvocationTree) tree.getExpression();
                return LaneOperators.sqrt(value(call.getArguments().getFirst()));
            }
            return LaneOperators.cast(tree, to, value(tree.getExpression()));
        }

        private Value choice(ConditionalExpressionTree tree) {
            Value.Mask mask = LaneOperators.mask(value(tree.getCondition()), tree.getCondition());
            Value x = value(tree.getTrueExpression());
            Value y = value(tree.getFalseExpression());
            if (x instanceof Value.Mask || y instanceof Value.Mask) {
                throw new RefusedException(tree, "'%s' chooses between truth values", tree);
            }
            return LaneOperators.chosen(mask, x, y);
        }

        private Value call(MethodInvocationTree tree) {
            String name = tree.getMethodSelect().toString();
            List<? extends ExpressionTree> arguments = tree.getArguments();
            return switch (name) {
                case "Math.fma" ->
                    LaneOperators.fma(value(arguments.get(0)), value(arguments.get(1)), value(arguments.get(2)));
                case "Math.abs" -> LaneOperators.abs(value(arguments.getFirst()));
                case "Math.max", "Math.min" ->
                    LaneOperators.extremum(
                            name.substring("Math.".length()), value(arguments.get(0)), value(arguments.get(1)));
                case "Float.floatToRawIntBits" -> LaneOperators.floatToBits(value(arguments.getFirst()));
                case "Float.intBitsToFloat" -> LaneOperators.bitsToFloat(value(arguments.getFirst()));
                default -> {
                    if (!(tree.getMethodSelect() instanceof IdentifierTree)) {
                        throw new RefusedException(tree, "'%s' has no vector form", name);
                    }
                    yield called(tree, name, arguments);
                }
            };
        }

        private Value called(MethodInvocationTree tree, String name, List<? extends ExpressionTree> arguments) {
            List<Value> values = new ArrayList<>();
            for (ExpressionTree argument : arguments) {
                values.add(value(argument));
            }
            LaneFunction callee = description
                    .find(name, values.stream().map(Value::lane).toList())
                    .orElseThrow(() -> new RefusedException(
                            tree, "there is no function '%s' of exactly these types in the description", name));
            if (!callee.hasVectorForm()) {
                throw new RefusedException(tree, "'%s' has no vector form", name);
            }
            List<String> parameters = callee.parameters();
            for (int i = 0; i < values.size(); i++) {
                Value value = values.get(i);
                // What is not in a variable yet: the function may use it several times.
                if (!(value instanceof Value.Constant)
                        && !names.contains(value.code().toString())) {
                    values.set(i, store(parameters.get(i), value));
                }
            }
            return new Scope(callee, values).result();
        }

        private boolean isLibraryCall(ExpressionTree expression) {
            return expression instanceof TypeCastTree cast
                    && cast.getExpression() instanceof MethodInvocationTree call
                    && call.getMethodSelect().toString().startsWith("Math.")
                    && !isCallOf(call, "Math.sqrt");
        }

        private static boolean isCallOf(ExpressionTree expression, String method) {
            return expression instanceof MethodInvocationTree call
                    && call.getMethodSelect().toString().equals(method);
        }
    }
}
