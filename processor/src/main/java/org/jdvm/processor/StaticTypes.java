package org.jdvm.processor;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.DiagnosticException;
import org.jdvm.symbolic.Dim;

/**
 * The types of expressions that are not evaluated: the untaken branch of {@code flag ? 1 : 0.5} makes the result a double. Unknown
 * where finding out would take more than numbers need.
 */
final class StaticTypes {
    private final TreeExpressions expressions;
    private final TreeCalls calls;
    private final NameResolution names;
    private final JavaTypes types;
    private final TreeOperators operators;

    StaticTypes(
            TreeExpressions expressions,
            TreeCalls calls,
            NameResolution names,
            JavaTypes types,
            TreeOperators operators) {
        this.expressions = expressions;
        this.calls = calls;
        this.names = names;
        this.types = types;
        this.operators = operators;
    }

    String of(ExpressionTree tree, Scope scope) {
        return switch (tree) {
            case ParenthesizedTree inner -> of(inner.getExpression(), scope);
            case LiteralTree literal ->
                literal.getValue() instanceof Character
                        ? "C"
                        : JavaTypes.of(TreeExpressions.constant(literal.getValue()));
            case IdentifierTree name -> {
                String text = name.getName().toString();
                if (text.equals("this")) {
                    yield JavaTypes.of(scope.self());
                }
                yield scope.knows(text)
                        ? scope.type(text)
                        : scope.isInstance() && scope.self().has(text)
                                ? calls.componentType(text, scope)
                                : names.field(text, scope).map(this::of).orElse(JavaTypes.UNKNOWN);
            }
            case MemberSelectTree select
            when select.getIdentifier().contentEquals("length")
                    && of(select.getExpression(), scope).startsWith("[") -> "I";
            case MemberSelectTree select ->
                classOf(select, scope)
                        .flatMap(ClassView::element)
                        .flatMap(
                                type -> names.field(type, select.getIdentifier().toString()))
                        .map(this::of)
                        .orElse(JavaTypes.UNKNOWN);
            case NewClassTree creation -> names.type(creation.getIdentifier(), scope);
            case ArrayAccessTree access -> {
                String array = of(access.getExpression(), scope);
                yield array.startsWith("[") ? array.substring(1) : JavaTypes.UNKNOWN;
            }
            case TypeCastTree cast -> names.type(cast.getType(), scope);
            case AssignmentTree assignment -> of(assignment.getVariable(), scope);
            case CompoundAssignmentTree assignment -> of(assignment.getVariable(), scope);
            case UnaryTree unary ->
                switch (unary.getKind()) {
                    case LOGICAL_COMPLEMENT -> "Z";
                    case UNARY_PLUS, UNARY_MINUS, BITWISE_COMPLEMENT ->
                        together(List.of(of(unary.getExpression(), scope), "I"));
                    default -> of(unary.getExpression(), scope);
                };
            case BinaryTree binary -> binary(binary, scope);
            case ConditionalExpressionTree choice ->
                branches(List.of(choice.getTrueExpression(), choice.getFalseExpression()), scope);
            case SwitchExpressionTree choice -> branches(results(choice), scope);
            case MethodInvocationTree call -> call(call, scope);
            case NewArrayTree array ->
                array.getType() == null
                        ? JavaTypes.UNKNOWN
                        : "[".repeat(Math.max(1, array.getDimensions().size())) + names.type(array.getType(), scope);
            default -> JavaTypes.UNKNOWN;
        };
    }

    /** The class whose field is selected. */
    private Optional<ClassView> classOf(MemberSelectTree select, Scope scope) {
        if (!expressions.isExpression(select.getExpression(), scope)) {
            return names.classNamed(select.getExpression(), scope);
        }
        String type = of(select.getExpression(), scope);
        return type.startsWith("L") ? Optional.of(calls.viewOf(JavaTypes.binaryName(type), scope)) : Optional.empty();
    }

    private String binary(BinaryTree binary, Scope scope) {
        return switch (binary.getKind()) {
            case PLUS, MINUS, MULTIPLY, DIVIDE, REMAINDER, AND, OR, XOR ->
                together(List.of(of(binary.getLeftOperand(), scope), of(binary.getRightOperand(), scope)));
            case LEFT_SHIFT, RIGHT_SHIFT, UNSIGNED_RIGHT_SHIFT ->
                together(List.of(of(binary.getLeftOperand(), scope), "I"));
            default -> "Z";
        };
    }

    private static String together(List<String> operands) {
        return operands.stream().allMatch(JavaTypes::isNumber)
                ? operands.stream().reduce("I", JavaTypes::promoted)
                : operands.contains("Z") ? "Z" : JavaTypes.UNKNOWN;
    }

    /**
     * Branches of equal type have that type; an int constant takes a smaller type of other branches that holds it; other numbers have
     * the type they all convert to.
     */
    private String branches(List<ExpressionTree> results, Scope scope) {
        List<String> all = results.stream().map(result -> of(result, scope)).toList();
        List<String> distinct = all.stream()
                .filter(type -> !type.equals(JavaTypes.UNKNOWN) && !type.equals(JavaTypes.NULL))
                .distinct()
                .toList();
        if (distinct.size() == 1) {
            return distinct.getFirst();
        }
        for (String small : List.of("C", "S", "B")) {
            if (distinct.contains(small)
                    && IntStream.range(0, all.size())
                            .allMatch(i -> all.get(i).equals(small)
                                    || small.equals("S") && all.get(i).equals("B")
                                    || all.get(i).equals("I") && isConstantOf(small, results.get(i), scope))) {
                return small;
            }
        }
        return together(distinct);
    }

    private boolean isConstantOf(String small, ExpressionTree tree, Scope scope) {
        return constant(tree, scope).orElse(null) instanceof AbstractValue.Int(Dim dim, boolean wide)
                && !wide
                && switch (small) {
                    case "C" -> dim.constantValue() == (char) dim.constantValue();
                    case "S" -> dim.constantValue() == (short) dim.constantValue();
                    default -> dim.constantValue() == (byte) dim.constantValue();
                };
    }

    /** The value of a constant expression; empty if it is none. */
    Optional<AbstractValue> constant(ExpressionTree tree, Scope scope) {
        return switch (tree) {
            case LiteralTree literal -> Optional.ofNullable(literal.getValue()).map(TreeExpressions::constant);
            case ParenthesizedTree inner -> constant(inner.getExpression(), scope);
            case UnaryTree unary ->
                constant(unary.getExpression(), scope)
                        .flatMap(operand -> folded(() -> operators.unary(unary.getKind(), operand)));
            case BinaryTree binary ->
                constant(binary.getLeftOperand(), scope)
                        .flatMap(left -> constant(binary.getRightOperand(), scope)
                                .flatMap(right -> folded(() -> operators.constant(binary.getKind(), left, right))));
            case TypeCastTree cast ->
                constant(cast.getExpression(), scope)
                        .flatMap(operand -> folded(() -> operators.coerce(operand, names.type(cast.getType(), scope))));
            case IdentifierTree name -> {
                String text = name.getName().toString();
                yield scope.knows(text)
                        ? scope.constant(text)
                        : names.field(text, scope)
                                .map(VariableElement::getConstantValue)
                                .map(TreeExpressions::constant);
            }
            case MemberSelectTree select ->
                classOf(select, scope)
                        .flatMap(ClassView::element)
                        .flatMap(
                                type -> names.field(type, select.getIdentifier().toString()))
                        .map(VariableElement::getConstantValue)
                        .map(TreeExpressions::constant);
            default -> Optional.empty();
        };
    }

    private static Optional<AbstractValue> folded(Supplier<AbstractValue> operation) {
        try {
            return Optional.of(operation.get());
        } catch (DiagnosticException _) {
            return Optional.empty();
        }
    }

    /** What a switch may give: expressions after arrows, and those of {@code yield}. */
    private static List<ExpressionTree> results(SwitchExpressionTree choice) {
        List<ExpressionTree> results = new ArrayList<>();
        for (CaseTree one : choice.getCases()) {
            if (one.getBody() instanceof ExpressionTree expression) {
                results.add(expression);
            }
        }
        TreeScanner<Void, Void> yields = new TreeScanner<>() {
            @Override
            public Void visitYield(YieldTree node, Void nothing) {
                results.add(node.getValue());
                return null;
            }

            @Override
            public Void visitSwitchExpression(SwitchExpressionTree inner, Void nothing) {
                return null;
            }
        };
        choice.getCases().forEach(one -> yields.scan((Tree) one, null));
        return results;
    }

    private String call(MethodInvocationTree call, Scope scope) {
        List<String> arguments =
                call.getArguments().stream().map(a -> of(a, scope)).toList();
        List<MethodView> candidates = switch (call.getMethodSelect()) {
            case IdentifierTree name -> calls.candidates(name.getName().toString(), scope);
            case MemberSelectTree select ->
                classOf(select, scope)
                        .map(type -> calls.methods(type, select.getIdentifier().toString(), scope))
                        .orElse(List.of());
            default -> List.of();
        };
        if (candidates.isEmpty()) {
            return JavaTypes.UNKNOWN;
        }
        MethodView method = calls.choose("", candidates, arguments).method();
        boolean generic = method.element()
                .filter(element -> isGeneric(element.getReturnType()))
                .isPresent();
        return generic ? JavaTypes.UNKNOWN : method.result();
    }

    private String of(VariableElement field) {
        return isGeneric(field.asType()) ? JavaTypes.UNKNOWN : types.of(field.asType());
    }

    /** Of what a type parameter means at one place, no more is known here than the value tells. */
    private static boolean isGeneric(TypeMirror type) {
        return type.getKind() == TypeKind.TYPEVAR
                || type instanceof ArrayType array && isGeneric(array.getComponentType());
    }
}
