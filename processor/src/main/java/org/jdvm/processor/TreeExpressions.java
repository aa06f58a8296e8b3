package org.jdvm.processor;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ConstantCaseLabelTree;
import com.sun.source.tree.DefaultCaseLabelTree;
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
import com.sun.source.util.TreePath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.AbstractValue.Int;
import org.jdvm.front.AbstractValue.Real;
import org.jdvm.front.AbstractValue.Truth;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.LibraryCalls;
import org.jdvm.front.Tracer;
import org.jdvm.front.Unsupported;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions, in Java's order. */
final class TreeExpressions {
    private final TreeBody body;
    private final TreeCalls calls;
    private final NameResolution names;
    private final StaticTypes staticTypes;
    private final StaticFields fields;
    private final TreeOperators operators;

    TreeExpressions(
            TreeBody body, TreeCalls calls, NameResolution names, JavaTypes types, StaticFields fields, Tracer tracer) {
        this.body = body;
        this.calls = calls;
        this.names = names;
        this.operators = new TreeOperators(tracer.arithmetic());
        this.staticTypes = new StaticTypes(this, calls, names, types, operators);
        this.fields = fields;
    }

    AbstractValue evaluate(TreePath path, Scope scope) {
        return switch (path.getLeaf()) {
            case ParenthesizedTree inner -> body.evaluate(new TreePath(path, inner.getExpression()), scope);
            case LiteralTree literal -> constant(literal.getValue());
            case IdentifierTree name -> variable(name.getName().toString(), scope);
            case MemberSelectTree select -> member(path, select, scope);
            case MethodInvocationTree call -> calls.call(path, call, scope);
            case NewClassTree creation -> calls.create(path, creation, scope);
            case UnaryTree unary -> unary(path, unary, scope);
            case BinaryTree binary -> binary(path, binary, scope);
            case AssignmentTree assignment -> {
                Place place = place(new TreePath(path, assignment.getVariable()), scope);
                AbstractValue value = initializer(new TreePath(path, assignment.getExpression()), place.type(), scope);
                place.set(value);
                yield value;
            }
            case CompoundAssignmentTree assignment -> compound(path, assignment, scope);
            case ConditionalExpressionTree choice -> {
                boolean taken = truth(new TreePath(path, choice.getCondition()), scope);
                ExpressionTree result = taken ? choice.getTrueExpression() : choice.getFalseExpression();
                yield chosen(path, body.evaluate(new TreePath(path, result), scope), scope);
            }
            case TypeCastTree cast -> {
                AbstractValue operand = body.evaluate(new TreePath(path, cast.getExpression()), scope);
                yield operators.coerce(operand, names.type(cast.getType(), scope));
            }
            case NewArrayTree array -> array(path, array, "", scope);
            case ArrayAccessTree _ -> place(path, scope).get();
            case SwitchExpressionTree choice -> {
                Choice chosen = choose(path, choice.getExpression(), choice.getCases(), scope);
                if (chosen != null && body.cases(chosen, scope) instanceof Completion.Yield(AbstractValue value)) {
                    yield chosen(path, value, scope);
                }
                throw new DiagnosticException(DiagnosticCode.ALWAYS_THROWS);
            }
            default -> throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, describe(path.getLeaf()));
        };
    }

    /** The value of a branch, in the type that all branches have together. */
    private AbstractValue chosen(TreePath path, AbstractValue value, Scope scope) {
        if (!TreeOperators.isNumber(value)) {
            return value;
        }
        String type = staticTypes.of((ExpressionTree) path.getLeaf(), scope);
        return JavaTypes.isNumber(type) ? operators.coerce(value, type) : value;
    }

    /** The value for a variable of a type; there an array may be written without {@code new}. */
    AbstractValue initializer(TreePath path, String type, Scope scope) {
        return path.getLeaf() instanceof NewArrayTree array && array.getType() == null
                ? body.located(path, () -> array(path, array, type.substring(1), scope))
                : body.located(path, () -> operators.coerce(body.evaluate(path, scope), type));
    }

    /** The type of a variable declared with {@code var}. */
    String typeOf(TreePath path, AbstractValue value, Scope scope) {
        String type = staticTypes.of((ExpressionTree) path.getLeaf(), scope);
        return type.equals(JavaTypes.UNKNOWN) ? JavaTypes.of(value) : type;
    }

    /** The type of an expression that is not evaluated; unknown where that would take more than numbers need. */
    String staticType(ExpressionTree tree, Scope scope) {
        return staticTypes.of(tree, scope);
    }

    /** Whether the compiler knows the value of an expression. */
    boolean isConstant(ExpressionTree tree, Scope scope) {
        return staticTypes.constant(tree, scope).isPresent();
    }

    /** Whether a name before a dot is an expression and not a class. */
    boolean isExpression(ExpressionTree tree, Scope scope) {
        return switch (tree) {
            case IdentifierTree name -> {
                String text = name.getName().toString();
                yield text.equals("this")
                        || text.equals("super")
                        || scope.knows(text)
                        || isOwnComponent(text, scope)
                        || names.field(text, scope).isPresent();
            }
            case MemberSelectTree select ->
                isExpression(select.getExpression(), scope)
                        || names.classNamed(select, scope).isEmpty() && !names.isPackage(select.getExpression(), scope);
            default -> true;
        };
    }

    /** Converts to the type of a variable, a parameter or a result. */
    AbstractValue coerce(AbstractValue datum, String type) {
        return operators.coerce(datum, type);
    }

    /** A condition; always known. */
    boolean truth(TreePath path, Scope scope) {
        if (body.evaluate(path, scope) instanceof Truth(boolean value)) {
            return value;
        }
        throw new LocatedDiagnostic(new DiagnosticException(DiagnosticCode.UNSUPPORTED, "this condition"), path);
    }

    static AbstractValue constant(@Nullable Object value) {
        return switch (value) {
            case null -> new AbstractValue.Null();
            case Integer number -> Int.of(number);
            case Byte number -> Int.of(number);
            case Short number -> Int.of(number);
            case Character character -> Int.of(character);
            case Long number -> new Int(Dim.of(number), true);
            case Float number -> new Real(ScalarExpr.of(number), false);
            case Double number -> new Real(ScalarExpr.of(number), true);
            case Boolean truth -> new Truth(truth);
            default -> new AbstractValue.Constant(value);
        };
    }

    private AbstractValue variable(String name, Scope scope) {
        if (name.equals("this")) {
            return scope.self();
        }
        if (name.equals("super")) {
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "'super'");
        }
        if (scope.knows(name)) {
            return scope.get(name);
        }
        if (isOwnComponent(name, scope)) {
            return scope.self().get(name);
        }
        TypeElement type = names.typeWithField(name, scope).orElseThrow(() -> new UnresolvedException(name));
        return field(type, name).orElseThrow();
    }

    private Optional<AbstractValue> field(TypeElement type, String name) {
        body.lookedUp(names.view(type));
        return names.field(type, name).map(fields::value);
    }

    /** Whether a plain name in a method of a record is one of its components. */
    private boolean isOwnComponent(String name, Scope scope) {
        return scope.isInstance() && scope.self().has(name);
    }

    private AbstractValue member(TreePath path, MemberSelectTree select, Scope scope) {
        String name = select.getIdentifier().toString();
        if (!isExpression(select.getExpression(), scope)) {
            if (name.equals("class")) {
                throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "'" + select + "'");
            }
            return names.classNamed(select.getExpression(), scope)
                    .flatMap(ClassView::element)
                    .flatMap(type -> field(type, name))
                    .orElseThrow(() -> new UnresolvedException(select.toString()));
        }
        return switch (body.evaluate(new TreePath(path, select.getExpression()), scope)) {
            case AbstractValue.Array array when name.equals("length") -> Int.of(array.length());
            case AbstractValue.Instance instance -> instance.get(name);
            case AbstractValue.Null _ ->
                throw new DiagnosticException(DiagnosticCode.NULL, "'" + select.getExpression() + "'");
            default -> throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the field '" + select + "'");
        };
    }

    private AbstractValue unary(TreePath path, UnaryTree unary, Scope scope) {
        TreePath operand = new TreePath(path, unary.getExpression());
        return switch (unary.getKind()) {
            case LOGICAL_COMPLEMENT -> new Truth(!truth(operand, scope));
            case UNARY_PLUS, UNARY_MINUS, BITWISE_COMPLEMENT ->
                operators.unary(unary.getKind(), body.evaluate(operand, scope));
            case PREFIX_INCREMENT -> step(operand, Tree.Kind.PLUS, true, scope);
            case PREFIX_DECREMENT -> step(operand, Tree.Kind.MINUS, true, scope);
            case POSTFIX_INCREMENT -> step(operand, Tree.Kind.PLUS, false, scope);
            case POSTFIX_DECREMENT -> step(operand, Tree.Kind.MINUS, false, scope);
            default -> throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, describe(unary));
        };
    }

    private AbstractValue step(TreePath target, Tree.Kind kind, boolean after, Scope scope) {
        Place place = place(target, scope);
        AbstractValue before = place.get();
        AbstractValue changed = operators.coerce(operators.operate(kind, before, Int.of(1)), place.type());
        place.set(changed);
        return after ? changed : before;
    }

    private AbstractValue compound(TreePath path, CompoundAssignmentTree assignment, Scope scope) {
        Place place = place(new TreePath(path, assignment.getVariable()), scope);
        AbstractValue left = place.get();
        AbstractValue right = body.evaluate(new TreePath(path, assignment.getExpression()), scope);
        AbstractValue result = operators.coerce(
                operators.operate(TreeOperators.kind(assignment.getKind()), left, right), place.type());
        place.set(result);
        return result;
    }

    private AbstractValue binary(TreePath path, BinaryTree binary, Scope scope) {
        TreePath left = new TreePath(path, binary.getLeftOperand());
        TreePath right = new TreePath(path, binary.getRightOperand());
        return switch (binary.getKind()) {
            case CONDITIONAL_AND -> new Truth(truth(left, scope) && truth(right, scope));
            case CONDITIONAL_OR -> new Truth(truth(left, scope) || truth(right, scope));
            default -> {
                AbstractValue from = body.evaluate(left, scope);
                AbstractValue with = body.evaluate(right, scope);
                if (binary.getKind() == Tree.Kind.PLUS && (TreeOperators.isText(from) || TreeOperators.isText(with))) {
                    yield staticTypes.constant(binary, scope).orElseThrow(Unsupported::concatenation);
                }
                yield operators.operate(binary.getKind(), from, with);
            }
        };
    }

    private AbstractValue array(TreePath path, NewArrayTree array, String implied, Scope scope) {
        String component = array.getType() == null
                ? implied
                : "[".repeat(Math.max(0, array.getDimensions().size() - 1)) + names.type(array.getType(), scope);
        if (array.getInitializers() == null) {
            List<AbstractValue> lengths = array.getDimensions().stream()
                    .map(length -> body.evaluate(new TreePath(path, length), scope))
                    .toList();
            return AbstractValue.Array.create(lengths, component);
        }
        return new AbstractValue.Array(
                component,
                array.getInitializers().stream()
                        .map(initializer -> initializer(new TreePath(path, initializer), component, scope))
                        .toArray(AbstractValue[]::new));
    }

    private Place place(TreePath path, Scope scope) {
        return switch (path.getLeaf()) {
            case ParenthesizedTree inner -> place(new TreePath(path, inner.getExpression()), scope);
            case ArrayAccessTree access -> {
                AbstractValue array = body.evaluate(new TreePath(path, access.getExpression()), scope);
                AbstractValue index = body.evaluate(new TreePath(path, access.getIndex()), scope);
                if (!(array instanceof AbstractValue.Array elements)) {
                    throw new DiagnosticException(DiagnosticCode.NULL, "'" + access.getExpression() + "'");
                }
                yield new Place.Element(elements, index);
            }
            case IdentifierTree name
            when scope.knows(name.getName().toString()) ->
                new Place.Local(name.getName().toString(), scope);
            case MemberSelectTree select
            when select.getExpression().toString().equals("this") -> {
                String name = select.getIdentifier().toString();
                yield new Place.OwnComponent(name, scope.self(), calls.componentType(name, scope));
            }
            case IdentifierTree name
            when names.field(name.getName().toString(), scope)
                    .filter(fields::isInitialised)
                    .isPresent() ->
                new Place.StaticField(
                        names.field(name.getName().toString(), scope).orElseThrow(), fields);
            default ->
                throw new DiagnosticException(
                        DiagnosticCode.UNSUPPORTED, "an assignment to the field '" + path.getLeaf() + "'");
        };
    }

    /** The case that a switch takes; null if there is none. */
    @Nullable
    Choice choose(TreePath path, ExpressionTree expression, List<? extends CaseTree> cases, Scope scope) {
        TreePath selectorPath = new TreePath(path, expression);
        AbstractValue selector = body.evaluate(selectorPath, scope);
        int otherwise = -1;
        for (int i = 0; i < cases.size(); i++) {
            CaseTree one = cases.get(i);
            if (one.getGuard() != null) {
                throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "a switch with 'when'");
            }
            for (Tree label : one.getLabels()) {
                switch (label) {
                    case DefaultCaseLabelTree _ -> otherwise = i;
                    case ConstantCaseLabelTree constant -> {
                        TreePath labelPath = new TreePath(new TreePath(path, one), constant.getConstantExpression());
                        if (body.located(selectorPath, () -> matches(selector, labelPath, scope))) {
                            return new Choice(path, cases.subList(i, cases.size()));
                        }
                    }
                    default -> throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "a switch over patterns");
                }
            }
        }
        return otherwise < 0 ? null : new Choice(path, cases.subList(otherwise, cases.size()));
    }

    /** Constants of an enum are not qualified in its switches. */
    private boolean matches(AbstractValue selector, TreePath label, Scope scope) {
        return selector instanceof AbstractValue.Constant(Object value)
                        && !(value instanceof String)
                        && label.getLeaf() instanceof IdentifierTree name
                ? LibraryCalls.constantName(value).equals(name.getName().toString())
                : operators.equal(selector, body.evaluate(label, scope));
    }

    /** A tree in words. */
    static String describe(Tree tree) {
        return switch (tree.getKind()) {
            case LAMBDA_EXPRESSION -> "a lambda expression";
            case MEMBER_REFERENCE -> "a method reference";
            case TRY -> "'try'";
            case INSTANCE_OF -> "'instanceof'";
            default -> "a " + tree.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
