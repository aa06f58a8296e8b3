package org.jdvm.lanes;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
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

    /** A value as a vector of its lanes. */
    static CodeBlock vector(Value value) {
        return switch (value) {
            case Value.Constant(Lane lane, CodeBlock code) ->
                CodeBlock.of("$T.broadcast($L, $L)", lane.vector(), lane.species(), bare(code));
            case Value.Numbers(var _, CodeBlock code) -> code;
            case Value.Mask _ -> throw new IllegalStateException("a mask is not a vector of numbers");
        };
    }

    static CodeBlock mask(Value.Mask mask, Lane over) {
        return mask.over() == over ? mask.code() : CodeBlock.of("$L.cast($L)", mask.code(), over.species());
    }

    static TypeName type(Value value) {
        return value instanceof Value.Mask mask
                ? ParameterizedTypeName.get(Lane.MASK, mask.over().type().box())
                : value.lane().vector();
    }

    /** Without parentheses around all of it. */
    private static CodeBlock bare(CodeBlock constant) {
        String text = constant.toString();
        return text.startsWith("(") && text.indexOf(')') == text.length() - 1
                ? CodeBlock.of("$L", text.substring(1, text.length() - 1))
                : constant;
    }

    /** The operand of a method that takes a number for all lanes as well as a vector. */
    private static CodeBlock operand(Value value) {
        return value instanceof Value.Constant(var _, CodeBlock code) ? bare(code) : vector(value);
    }

    private static Value.Mask isMask(Value value, Tree place) {
        if (value instanceof Value.Mask mask) {
            return mask;
        }
        throw new RefusedException(place, "'%s' is not a comparison of lanes", place);
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
            Value result = converted(returned(back.getExpression()), function.result());
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
            if (lane == Lane.LONG) {
                throw new RefusedException(local.getType(), "'%s' is not the type of a vector's lane", lane);
            }
            locals.put(name, lane);
            own.add(name);
            if (local.getInitializer() != null) {
                variables.put(name, store(name, converted(value(local.getInitializer()), lane)));
            }
        }

        private void assign(AssignmentTree assignment) {
            String name = assignment.getVariable().toString();
            Lane lane = locals.get(name);
            if (lane == null) {
                throw new RefusedException(assignment, "'%s' is not a local variable", name);
            }
            Value value = converted(value(assignment.getExpression()), lane);
            Value variable = variables.get(name);
            if (variable == null || !own.contains(name)) {
                variables.put(name, store(name, value));
            } else {
                CodeBlock code =
                        value instanceof Value.Mask mask ? mask(mask, ((Value.Mask) variable).over()) : vector(value);
                statements.addStatement("$L = $L", variable.code(), code);
            }
        }

        /** Both sides are computed, each into separate variables; then a choice is made for each variable that one of them set. */
        private void branch(IfTree tree) {
            Value.Mask mask = isMask(value(tree.getCondition()), tree.getCondition());
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
                    variables.put(name, store(name, chosen(mask, x, y)));
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

        private Value.Numbers chosen(Value.Mask mask, Value x, Value y) {
            Lane lane = x.lane() == Lane.FLOAT || y.lane() == Lane.FLOAT ? Lane.FLOAT : Lane.INT;
            CodeBlock otherwise = vector(converted(y, lane));
            // Long chains go on in a new line.
            String format = otherwise.toString().contains("(") ? "$L\n.blend($L, $L)" : "$L.blend($L, $L)";
            return new Value.Numbers(
                    lane, CodeBlock.of(format, otherwise, operand(converted(x, lane)), mask(mask, lane)));
        }

        /** Declares a variable. */
        private Value store(String wanted, Value value) {
            String name = fresh(wanted);
            CodeBlock code = value instanceof Value.Mask(var _, CodeBlock mask) ? mask : vector(value);
            statements.addStatement("$T $N = $L", type(value), name, code);
            CodeBlock stored = CodeBlock.of("$N", name);
            return value instanceof Value.Mask(Lane over, var _)
                    ? new Value.Mask(over, stored)
                    : new Value.Numbers(value.lane(), stored);
        }

        private Value returned(ExpressionTree expression) {
            if (open.size() == 1
                    && expression instanceof ConditionalExpressionTree choice
                    && isLibraryCall(choice.getFalseExpression())) {
                Value.Mask fits = isMask(value(choice.getCondition()), choice.getCondition());
                Value result = store("result", value(choice.getTrueExpression()));
                statements.beginControlFlow("if (!$L.allTrue())", fits.code());
                // Arrays go there and back: a vector that comes out of a call would have to be an object on the other
                // path too.
                CodeBlock operands = parameters.stream()
                        .map(p -> CodeBlock.of("$L.toArray()", vector(variables.get(p))))
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

        /** A value as a lane of another type, where Java converts it by itself. */
        private Value converted(Value value, Lane to) {
            if (value.lane() == Lane.INT && to == Lane.FLOAT) {
                return value instanceof Value.Constant(var _, CodeBlock code)
                        ? new Value.Constant(Lane.FLOAT, CodeBlock.of("(float) $L", code))
                        : new Value.Numbers(
                                Lane.FLOAT,
                                CodeBlock.of(
                                        "(($T) $L.convert($T.I2F, 0))",
                                        Lane.FLOAT.vector(),
                                        value.code(),
                                        Lane.OPERATORS));
            }
            return value;
        }

        private Value unary(UnaryTree tree) {
            Value x = value(tree.getExpression());
            return switch (tree.getKind()) {
                case UNARY_MINUS ->
                    x instanceof Value.Constant(Lane lane, CodeBlock code)
                            ? new Value.Constant(lane, CodeBlock.of("(-$L)", code))
                            : new Value.Numbers(x.lane(), CodeBlock.of("$L.neg()", x.code()));
                case BITWISE_COMPLEMENT -> new Value.Numbers(x.lane(), CodeBlock.of("$L.not()", vector(x)));
                case LOGICAL_COMPLEMENT -> {
                    Value.Mask mask = isMask(x, tree);
                    yield new Value.Mask(mask.over(), CodeBlock.of("$L.not()", mask.code()));
                }
                default -> throw new RefusedException(tree, "'%s' has no vector form", tree);
            };
        }

        private Value binary(BinaryTree tree) {
            Value x = value(tree.getLeftOperand());
            Value y = value(tree.getRightOperand());
            if (x instanceof Value.Mask || y instanceof Value.Mask) {
                return logical(tree, isMask(x, tree), isMask(y, tree));
            }
            Lane lane = x.lane() == Lane.FLOAT || y.lane() == Lane.FLOAT ? Lane.FLOAT : Lane.INT;
            x = converted(x, lane);
            y = converted(y, lane);
            if (x instanceof Value.Constant && y instanceof Value.Constant) {
                return new Value.Constant(lane, CodeBlock.of("($L $L $L)", x.code(), operator(tree), y.code()));
            }
            if (comparison(tree) instanceof String comparison) {
                return new Value.Mask(
                        lane, CodeBlock.of("$L.compare($T.$L, $L)", vector(x), Lane.OPERATORS, comparison, operand(y)));
            }
            return new Value.Numbers(lane, arithmetic(tree, lane, vector(x), operand(y)));
        }

        private CodeBlock arithmetic(BinaryTree tree, Lane lane, CodeBlock x, CodeBlock y) {
            @Nullable
            String method = switch (tree.getKind()) {
                case PLUS -> "add";
                case MINUS -> "sub";
                case MULTIPLY -> "mul";
                case DIVIDE -> lane == Lane.FLOAT ? "div" : null;
                case AND -> "and";
                case OR -> "or";
                default -> null;
            };
            if (method != null) {
                return CodeBlock.of("$L.$L($L)", x, method, y);
            }
            String lanewise = switch (tree.getKind()) {
                case XOR -> "XOR";
                case LEFT_SHIFT -> "LSHL";
                case RIGHT_SHIFT -> "ASHR";
                case UNSIGNED_RIGHT_SHIFT -> "LSHR";
                default -> throw new RefusedException(tree, "'%s' has no vector form for %s", operator(tree), lane);
            };
            return CodeBlock.of("$L.lanewise($T.$L, $L)", x, Lane.OPERATORS, lanewise, y);
        }

        private @Nullable String comparison(BinaryTree tree) {
            return switch (tree.getKind()) {
                case EQUAL_TO -> "EQ";
                case NOT_EQUAL_TO -> "NE";
                case LESS_THAN -> "LT";
                case LESS_THAN_EQUAL -> "LE";
                case GREATER_THAN -> "GT";
                case GREATER_THAN_EQUAL -> "GE";
                default -> null;
            };
        }

        private String operator(BinaryTree tree) {
            return switch (tree.getKind()) {
                case PLUS -> "+";
                case MINUS -> "-";
                case MULTIPLY -> "*";
                case DIVIDE -> "/";
                case REMAINDER -> "%";
                case AND -> "&";
                case OR -> "|";
                case XOR -> "^";
                case LEFT_SHIFT -> "<<";
                case RIGHT_SHIFT -> ">>";
                case UNSIGNED_RIGHT_SHIFT -> ">>>";
                default -> throw new RefusedException(tree, "'%s' is not a comparison of lanes", tree);
            };
        }

        private Value logical(BinaryTree tree, Value.Mask x, Value.Mask y) {
            String method = switch (tree.getKind()) {
                case CONDITIONAL_AND -> "and";
                case CONDITIONAL_OR -> "or";
                default -> throw new RefusedException(tree, "'%s' compares truth values", tree);
            };
            return new Value.Mask(x.over(), CodeBlock.of("$L.$L($L)", x.code(), method, mask(y, x.over())));
        }

        private Value cast(TypeCastTree tree) {
            Lane to = Description.lane(tree.getType());
            if (to == Lane.FLOAT && isCallOf(tree.getExpression(), "Math.sqrt")) {
                MethodInvocationTree call = (MethodInvocationTree) tree.getExpression();
                Value x = converted(value(call.getArguments().getFirst()), Lane.FLOAT);
                return new Value.Numbers(Lane.FLOAT, CodeBlock.of("$L.sqrt()", vector(x)));
            }
            Value x = value(tree.getExpression());
            if (x.lane() == to) {
                return x;
            }
            if (x.lane() == Lane.INT && to == Lane.FLOAT) {
                return converted(x, to);
            }
            if (x.lane() == Lane.FLOAT && to == Lane.INT && x instanceof Value.Numbers) {
                return new Value.Numbers(
                        Lane.INT,
                        CodeBlock.of("(($T) $L.convert($T.F2I, 0))", Lane.INT.vector(), x.code(), Lane.OPERATORS));
            }
            throw new RefusedException(tree, "'%s' is not the type of a vector's lane", to);
        }

        private Value choice(ConditionalExpressionTree tree) {
            Value.Mask mask = isMask(value(tree.getCondition()), tree.getCondition());
            Value x = value(tree.getTrueExpression());
            Value y = value(tree.getFalseExpression());
            if (x instanceof Value.Mask || y instanceof Value.Mask) {
                throw new RefusedException(tree, "'%s' chooses between truth values", tree);
            }
            return chosen(mask, x, y);
        }

        private Value call(MethodInvocationTree tree) {
            String name = tree.getMethodSelect().toString();
            List<? extends ExpressionTree> arguments = tree.getArguments();
            return switch (name) {
                case "Math.fma" -> fma(arguments);
                case "Math.abs" -> {
                    Value x = value(arguments.getFirst());
                    yield new Value.Numbers(x.lane(), CodeBlock.of("$L.abs()", vector(x)));
                }
                case "Math.max", "Math.min" -> {
                    Value x = value(arguments.get(0));
                    Value y = value(arguments.get(1));
                    Lane lane = x.lane() == Lane.FLOAT || y.lane() == Lane.FLOAT ? Lane.FLOAT : Lane.INT;
                    String method = name.substring("Math.".length());
                    yield new Value.Numbers(
                            lane,
                            CodeBlock.of("$L.$L($L)", vector(converted(x, lane)), method, operand(converted(y, lane))));
                }
                case "Float.floatToRawIntBits" ->
                    new Value.Numbers(
                            Lane.INT, CodeBlock.of("$L.reinterpretAsInts()", vector(value(arguments.getFirst()))));
                case "Float.intBitsToFloat" ->
                    new Value.Numbers(
                            Lane.FLOAT, CodeBlock.of("$L.reinterpretAsFloats()", vector(value(arguments.getFirst()))));
                default -> {
                    if (!(tree.getMethodSelect() instanceof IdentifierTree)) {
                        throw new RefusedException(tree, "'%s' has no vector form", name);
                    }
                    yield called(tree, name, arguments);
                }
            };
        }

        private Value fma(List<? extends ExpressionTree> arguments) {
            Value x = converted(value(arguments.get(0)), Lane.FLOAT);
            Value y = converted(value(arguments.get(1)), Lane.FLOAT);
            Value z = converted(value(arguments.get(2)), Lane.FLOAT);
            if (x instanceof Value.Constant) {
                Value factor = x;
                x = y;
                y = factor;
            }
            boolean constants = y instanceof Value.Constant && z instanceof Value.Constant;
            return new Value.Numbers(
                    Lane.FLOAT,
                    CodeBlock.of(
                            "$L.fma($L, $L)",
                            vector(x),
                            constants ? operand(y) : vector(y),
                            constants ? operand(z) : vector(z)));
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
