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

/**
 * The types of expressions that are not evaluated: the untaken branch of {@code flag ? 1 : 0.5} makes the result a double. Unknown
 * where finding out would take more than numbers need.
 */
final class StaticTypes {
    private final TreeExpressions expressions;
    private final TreeCalls calls;
    private final Names names;
    private final JavaTypes types;

    StaticTypes(TreeExpressions expressions, TreeCalls calls, Names names, JavaTypes types) {
        this.expressions = expressions;
        this.calls = calls;
        this.names = names;
        this.types = types;
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
                yield scope.knows(text)
                        ? scope.type(text)
                        : names.field(text, scope)
                                .map(f -> types.of(f.asType()))
                                .orElse(JavaTypes.UNKNOWN);
            }
            case MemberSelectTree select
            when select.getIdentifier().contentEquals("length")
                    && of(select.getExpression(), scope).startsWith("[") -> "I";
            case MemberSelectTree select ->
                classOf(select, scope)
                        .flatMap(ClassView::element)
                        .flatMap(
                                type -> names.field(type, select.getIdentifier().toString()))
                        .map(f -> types.of(f.asType()))
                        .orElse(JavaTypes.UNKNOWN);
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
                branches(List.of(of(choice.getTrueExpression(), scope), of(choice.getFalseExpression(), scope)));
            case SwitchExpressionTree choice ->
                branches(results(choice).stream()
                        .map(result -> of(result, scope))
                        .toList());
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

    /** Branches of equal type have that type, numbers of different types the one they all convert to. */
    private static String branches(List<String> results) {
        List<String> distinct = results.stream()
                .filter(type -> !type.equals(JavaTypes.UNKNOWN))
                .distinct()
                .toList();
        return distinct.size() == 1 ? distinct.getFirst() : together(distinct);
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
        List<MethodView> fitting = candidates.stream()
                .filter(m -> types.convert(arguments, m.parameters()))
                .toList();
        List<String> results = (fitting.isEmpty() ? candidates : fitting)
                .stream().map(MethodView::result).distinct().toList();
        if (results.size() == 1) {
            return results.getFirst();
        }
        return fitting.stream()
                .filter(m -> fitting.stream().allMatch(other -> types.convert(m.parameters(), other.parameters())))
                .findFirst()
                .map(MethodView::result)
                .orElse(JavaTypes.UNKNOWN);
    }
}
