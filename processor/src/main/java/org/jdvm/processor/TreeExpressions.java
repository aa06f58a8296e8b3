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
import com.sun.source.util.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.jdvm.front.Arithmetic.Operator;
import org.jdvm.front.Datum;
import org.jdvm.front.Datum.Int;
import org.jdvm.front.Datum.Real;
import org.jdvm.front.Datum.Truth;
import org.jdvm.front.LibraryCalls;
import org.jdvm.front.Message;
import org.jdvm.front.Refusal;
import org.jdvm.front.Tracer;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Relation;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions, in Java's order. */
final class TreeExpressions {
    private final TreeBody body;
    private final TreeCalls calls;
    private final Trees trees;
    private final Elements elements;
    private final Tracer tracer;
    private final Map<Element, Datum> constants = new HashMap<>();

    TreeExpressions(TreeBody body, TreeCalls calls, Trees trees, Elements elements, Tracer tracer) {
        this.body = body;
        this.calls = calls;
        this.trees = trees;
        this.elements = elements;
        this.tracer = tracer;
    }

    Datum evaluate(TreePath path, Scope scope) {
        return switch (path.getLeaf()) {
            case ParenthesizedTree inner -> body.evaluate(new TreePath(path, inner.getExpression()), scope);
            case LiteralTree literal -> constant(literal.getValue());
            case IdentifierTree name -> variable(path, name, scope);
            case MemberSelectTree select -> member(path, select, scope);
            case MethodInvocationTree call -> calls.call(path, call, scope);
            case NewClassTree creation -> calls.create(path, creation, scope);
            case UnaryTree unary -> unary(path, unary, scope);
            case BinaryTree binary -> binary(path, binary, scope);
            case AssignmentTree assignment -> {
                TreePath target = new TreePath(path, assignment.getVariable());
                Place place = place(target, scope);
                Datum value =
                        coerce(body.evaluate(new TreePath(path, assignment.getExpression()), scope), body.type(target));
                place.set(value);
                yield value;
            }
            case CompoundAssignmentTree assignment -> compound(path, assignment, scope);
            case ConditionalExpressionTree choice -> {
                boolean taken = truth(new TreePath(path, choice.getCondition()), scope);
                ExpressionTree result = taken ? choice.getTrueExpression() : choice.getFalseExpression();
                yield coerce(body.evaluate(new TreePath(path, result), scope), body.type(path));
            }
            case TypeCastTree cast -> cast(path, cast, scope);
            case NewArrayTree array -> array(path, array, body.type(path), scope);
            case ArrayAccessTree _ -> place(path, scope).get();
            case SwitchExpressionTree choice -> {
                Choice chosen = choose(path, choice.getExpression(), choice.getCases(), scope);
                if (chosen != null && body.cases(chosen, scope) instanceof Completion.Yield(Datum value)) {
                    yield coerce(value, body.type(path));
                }
                throw new Refusal(Message.ALWAYS_THROWS);
            }
            default -> throw new Refusal(Message.UNSUPPORTED, describe(path.getLeaf()));
        };
    }

    /** A condition; always known. */
    boolean truth(TreePath path, Scope scope) {
        if (body.evaluate(path, scope) instanceof Truth(boolean value)) {
            return value;
        }
        throw new LocatedRefusal(new Refusal(Message.UNSUPPORTED, "this condition"), path);
    }

    static Datum constant(@Nullable Object value) {
        return switch (value) {
            case null -> new Datum.Null();
            case Integer number -> Int.of(number);
            case Byte number -> Int.of(number);
            case Short number -> Int.of(number);
            case Character character -> Int.of(character);
            case Long number -> new Int(Dim.of(number), true);
            case Float number -> new Real(ScalarExpr.of(number), false);
            case Double number -> new Real(ScalarExpr.of(number), true);
            case Boolean truth -> new Truth(truth);
            default -> new Datum.Constant(value);
        };
    }

    private Datum variable(TreePath path, IdentifierTree name, Scope scope) {
        if (name.getName().contentEquals("this")) {
            return scope.self();
        }
        return switch (body.element(path)) {
            case VariableElement field
            when field.getKind() == ElementKind.FIELD || field.getKind() == ElementKind.ENUM_CONSTANT ->
                field.getModifiers().contains(Modifier.STATIC)
                        ? staticField(field)
                        : scope.self().get(field.getSimpleName().toString());
            case VariableElement local ->
                local.getConstantValue() != null ? constant(local.getConstantValue()) : scope.get(local);
            default -> throw new UnresolvedException(name.toString());
        };
    }

    private Datum member(TreePath path, MemberSelectTree select, Scope scope) {
        Element element = body.element(path);
        if (!(element instanceof VariableElement field)) {
            throw new Refusal(Message.UNSUPPORTED, "'" + select + "'");
        }
        if (field.getModifiers().contains(Modifier.STATIC)) {
            return staticField(field);
        }
        return switch (body.evaluate(new TreePath(path, select.getExpression()), scope)) {
            case Datum.Array array when field.getSimpleName().contentEquals("length") -> Int.of(array.length());
            case Datum.Instance instance -> instance.get(field.getSimpleName().toString());
            case Datum.Null _ -> throw new Refusal(Message.NULL, "'" + select.getExpression() + "'");
            default -> throw new Refusal(Message.UNSUPPORTED, "the field '" + select + "'");
        };
    }

    private Datum staticField(VariableElement field) {
        if (field.getConstantValue() != null) {
            return constant(field.getConstantValue());
        }
        Datum known = constants.get(field);
        if (known != null) {
            return known;
        }
        Datum value = initial(field);
        constants.put(field, value);
        return value;
    }

    private Datum initial(VariableElement field) {
        String owner = elements.getBinaryName((TypeElement) field.getEnclosingElement())
                .toString();
        String name = field.getSimpleName().toString();
        if (field.getKind() == ElementKind.ENUM_CONSTANT) {
            return LibraryCalls.enumConstant(owner, name);
        }
        if (LibraryCalls.knows(owner)) {
            return LibraryCalls.field(owner, name);
        }
        TreePath path = trees.getPath(field);
        if (!field.getModifiers().contains(Modifier.FINAL)) {
            throw new Refusal(Message.UNSUPPORTED, "the field '" + name + "', which is not final,");
        }
        if (path == null
                || !(path.getLeaf() instanceof com.sun.source.tree.VariableTree variable)
                || variable.getInitializer() == null) {
            throw new Refusal(Message.UNSUPPORTED, "the field '" + name + "', whose value is not in the source,");
        }
        trees.getElement(new TreePath(path, variable.getInitializer()));
        TreePath initializer = new TreePath(path, variable.getInitializer());
        Datum value = coerce(body.evaluate(initializer, new Scope(null)), field.asType());
        if (value instanceof Datum.Tensor) {
            throw new Refusal(Message.UNSUPPORTED, "the tensor in the static field '" + name + "'");
        }
        return value;
    }

    private Datum unary(TreePath path, UnaryTree unary, Scope scope) {
        TreePath operand = new TreePath(path, unary.getExpression());
        return switch (unary.getKind()) {
            case LOGICAL_COMPLEMENT -> new Truth(!truth(operand, scope));
            case UNARY_PLUS -> body.evaluate(operand, scope);
            case UNARY_MINUS -> tracer.arithmetic().negate(body.evaluate(operand, scope));
            case BITWISE_COMPLEMENT -> tracer.arithmetic().complement(body.evaluate(operand, scope));
            case PREFIX_INCREMENT -> step(operand, Operator.ADD, true, scope);
            case PREFIX_DECREMENT -> step(operand, Operator.SUB, true, scope);
            case POSTFIX_INCREMENT -> step(operand, Operator.ADD, false, scope);
            case POSTFIX_DECREMENT -> step(operand, Operator.SUB, false, scope);
            default -> throw new Refusal(Message.UNSUPPORTED, describe(unary));
        };
    }

    private Datum step(TreePath target, Operator operator, boolean after, Scope scope) {
        Place place = place(target, scope);
        Datum before = place.get();
        Datum changed = cast(arithmetic(operator, before, Int.of(1)), body.type(target));
        place.set(changed);
        return after ? changed : before;
    }

    private Datum compound(TreePath path, CompoundAssignmentTree assignment, Scope scope) {
        TreePath target = new TreePath(path, assignment.getVariable());
        Place place = place(target, scope);
        Datum left = place.get();
        Datum right = body.evaluate(new TreePath(path, assignment.getExpression()), scope);
        Datum result = cast(operate(kind(assignment.getKind()), left, right), body.type(target));
        place.set(result);
        return result;
    }

    private static Tree.Kind kind(Tree.Kind compound) {
        return switch (compound) {
            case PLUS_ASSIGNMENT -> Tree.Kind.PLUS;
            case MINUS_ASSIGNMENT -> Tree.Kind.MINUS;
            case MULTIPLY_ASSIGNMENT -> Tree.Kind.MULTIPLY;
            case DIVIDE_ASSIGNMENT -> Tree.Kind.DIVIDE;
            case REMAINDER_ASSIGNMENT -> Tree.Kind.REMAINDER;
            case LEFT_SHIFT_ASSIGNMENT -> Tree.Kind.LEFT_SHIFT;
            case RIGHT_SHIFT_ASSIGNMENT -> Tree.Kind.RIGHT_SHIFT;
            case UNSIGNED_RIGHT_SHIFT_ASSIGNMENT -> Tree.Kind.UNSIGNED_RIGHT_SHIFT;
            case AND_ASSIGNMENT -> Tree.Kind.AND;
            case OR_ASSIGNMENT -> Tree.Kind.OR;
            case XOR_ASSIGNMENT -> Tree.Kind.XOR;
            default -> throw new IllegalArgumentException("not a compound assignment: " + compound);
        };
    }

    private Datum binary(TreePath path, BinaryTree binary, Scope scope) {
        TreePath left = new TreePath(path, binary.getLeftOperand());
        TreePath right = new TreePath(path, binary.getRightOperand());
        return switch (binary.getKind()) {
            case CONDITIONAL_AND -> new Truth(truth(left, scope) && truth(right, scope));
            case CONDITIONAL_OR -> new Truth(truth(left, scope) || truth(right, scope));
            default -> operate(binary.getKind(), body.evaluate(left, scope), body.evaluate(right, scope));
        };
    }

    private Datum operate(Tree.Kind kind, Datum left, Datum right) {
        return switch (kind) {
            case EQUAL_TO -> new Truth(equal(left, right));
            case NOT_EQUAL_TO -> new Truth(!isNumber(left) ? !equal(left, right) : compare(Relation.NE, left, right));
            case LESS_THAN -> new Truth(compare(Relation.LT, left, right));
            case LESS_THAN_EQUAL -> new Truth(compare(Relation.LE, left, right));
            case GREATER_THAN -> new Truth(compare(Relation.GT, left, right));
            case GREATER_THAN_EQUAL -> new Truth(compare(Relation.GE, left, right));
            case PLUS -> arithmetic(Operator.ADD, left, right);
            case MINUS -> arithmetic(Operator.SUB, left, right);
            case MULTIPLY -> arithmetic(Operator.MUL, left, right);
            case DIVIDE -> arithmetic(Operator.DIV, left, right);
            case REMAINDER -> arithmetic(Operator.REM, left, right);
            case LEFT_SHIFT -> arithmetic(Operator.SHL, left, right);
            case RIGHT_SHIFT -> arithmetic(Operator.SHR, left, right);
            case UNSIGNED_RIGHT_SHIFT -> arithmetic(Operator.USHR, left, right);
            case AND ->
                left instanceof Truth(boolean a) && right instanceof Truth(boolean b)
                        ? new Truth(a & b)
                        : arithmetic(Operator.AND, left, right);
            case OR ->
                left instanceof Truth(boolean a) && right instanceof Truth(boolean b)
                        ? new Truth(a | b)
                        : arithmetic(Operator.OR, left, right);
            case XOR ->
                left instanceof Truth(boolean a) && right instanceof Truth(boolean b)
                        ? new Truth(a ^ b)
                        : arithmetic(Operator.XOR, left, right);
            default -> throw new Refusal(Message.UNSUPPORTED, "the operator " + kind);
        };
    }

    private Datum arithmetic(Operator operator, Datum left, Datum right) {
        ScalarType type = switch (operator) {
            // the right side of a shift does not count
            case SHL, SHR, USHR -> promoted(left, left);
            default -> promoted(left, right);
        };
        Datum from = tracer.arithmetic().convert(left, type);
        Datum with = switch (operator) {
            case SHL, SHR, USHR -> right;
            default -> tracer.arithmetic().convert(right, type);
        };
        return tracer.arithmetic().binary(operator, type, from, with);
    }

    private static ScalarType promoted(Datum left, Datum right) {
        boolean real = left instanceof Real || right instanceof Real;
        boolean wide = left instanceof Real(var _, boolean a) && a || right instanceof Real(var _, boolean b) && b;
        boolean wideInt = left instanceof Int(var _, boolean a) && a || right instanceof Int(var _, boolean b) && b;
        return real ? wide ? ScalarType.DOUBLE : ScalarType.FLOAT : wideInt ? ScalarType.LONG : ScalarType.INT;
    }

    private static boolean isNumber(Datum datum) {
        return datum instanceof Int || datum instanceof Real;
    }

    private boolean compare(Relation relation, Datum left, Datum right) {
        ScalarType type = promoted(left, right);
        return tracer.arithmetic()
                .compare(
                        relation,
                        tracer.arithmetic().convert(left, type),
                        tracer.arithmetic().convert(right, type));
    }

    private boolean equal(Datum left, Datum right) {
        return isNumber(left) ? compare(Relation.EQ, left, right) : LibraryCalls.same(left, right);
    }

    /** Converts to the type of a variable, a parameter or a result, as an assignment does. */
    Datum coerce(Datum datum, TypeMirror type) {
        if (isNumber(datum)) {
            if (!type.getKind().isPrimitive()) {
                throw new Refusal(Message.UNSUPPORTED, "the conversion of a number to " + type);
            }
            return cast(datum, type);
        }
        return datum;
    }

    private Datum cast(TreePath path, TypeCastTree cast, Scope scope) {
        Datum operand = body.evaluate(new TreePath(path, cast.getExpression()), scope);
        TypeMirror type = body.type(path);
        return isNumber(operand) ? coerce(operand, type) : operand;
    }

    private Datum cast(Datum datum, TypeMirror type) {
        return switch (type.getKind()) {
            case BYTE, SHORT, CHAR ->
                tracer.arithmetic()
                        .narrow(
                                tracer.arithmetic().convert(datum, ScalarType.INT),
                                type.getKind().name().toLowerCase(Locale.ROOT));
            case INT -> tracer.arithmetic().convert(datum, ScalarType.INT);
            case LONG -> tracer.arithmetic().convert(datum, ScalarType.LONG);
            case FLOAT -> tracer.arithmetic().convert(datum, ScalarType.FLOAT);
            case DOUBLE -> tracer.arithmetic().convert(datum, ScalarType.DOUBLE);
            default -> datum;
        };
    }

    private Datum array(TreePath path, NewArrayTree array, TypeMirror type, Scope scope) {
        if (!(type instanceof ArrayType arrayType)) {
            throw new UnresolvedException(array.toString());
        }
        TypeMirror component = arrayType.getComponentType();
        if (array.getInitializers() != null) {
            return new Datum.Array(array.getInitializers().stream()
                    .map(initializer -> {
                        TreePath inner = new TreePath(path, initializer);
                        Datum value = initializer instanceof NewArrayTree nested && nested.getType() == null
                                ? array(inner, nested, component, scope)
                                : body.evaluate(inner, scope);
                        return coerce(value, component);
                    })
                    .toArray(Datum[]::new));
        }
        List<Datum> lengths = array.getDimensions().stream()
                .map(length -> body.evaluate(new TreePath(path, length), scope))
                .toList();
        return filled(lengths, component);
    }

    private static Datum filled(List<Datum> lengths, TypeMirror component) {
        int length = Datum.Array.length(lengths.getFirst());
        if (lengths.size() == 1) {
            return Datum.Array.filled(length, initial(component));
        }
        Datum[] rows = new Datum[length];
        for (int i = 0; i < length; i++) {
            rows[i] = filled(lengths.subList(1, lengths.size()), ((ArrayType) component).getComponentType());
        }
        return new Datum.Array(rows);
    }

    private static Datum initial(TypeMirror type) {
        return switch (type.getKind()) {
            case BYTE, SHORT, CHAR, INT -> Int.of(0);
            case LONG -> new Int(Dim.ZERO, true);
            case FLOAT -> new Real(ScalarExpr.of(0), false);
            case DOUBLE -> new Real(ScalarExpr.of(0), true);
            case BOOLEAN -> new Truth(false);
            default -> new Datum.Null();
        };
    }

    /** Something that can be assigned. */
    private interface Place {
        Datum get();

        void set(Datum value);
    }

    private Place place(TreePath path, Scope scope) {
        return switch (path.getLeaf()) {
            case ParenthesizedTree inner -> place(new TreePath(path, inner.getExpression()), scope);
            case ArrayAccessTree access -> {
                Datum array = body.evaluate(new TreePath(path, access.getExpression()), scope);
                Datum index = body.evaluate(new TreePath(path, access.getIndex()), scope);
                if (!(array instanceof Datum.Array elements)) {
                    throw new Refusal(Message.NULL, "'" + access.getExpression() + "'");
                }
                yield new Place() {
                    @Override
                    public Datum get() {
                        return elements.get(index);
                    }

                    @Override
                    public void set(Datum value) {
                        elements.set(index, value);
                    }
                };
            }
            default -> variablePlace(path, body.element(path), scope);
        };
    }

    private Place variablePlace(TreePath path, Element element, Scope scope) {
        boolean field = element.getKind() == ElementKind.FIELD;
        if (field && element.getModifiers().contains(Modifier.STATIC)) {
            throw new Refusal(
                    Message.UNSUPPORTED, "an assignment to the static field '" + element.getSimpleName() + "'");
        }
        return new Place() {
            @Override
            public Datum get() {
                return evaluate(path, scope);
            }

            @Override
            public void set(Datum value) {
                if (field) {
                    scope.self().set(element.getSimpleName().toString(), value);
                } else {
                    scope.set(element, value);
                }
            }
        };
    }

    /** The case that a switch takes; null if there is none. */
    @Nullable
    Choice choose(TreePath path, ExpressionTree expression, List<? extends CaseTree> cases, Scope scope) {
        TreePath selectorPath = new TreePath(path, expression);
        Datum selector = body.evaluate(selectorPath, scope);
        int otherwise = -1;
        for (int i = 0; i < cases.size(); i++) {
            CaseTree one = cases.get(i);
            if (one.getGuard() != null) {
                throw new Refusal(Message.UNSUPPORTED, "a switch with 'when'");
            }
            for (Tree label : one.getLabels()) {
                switch (label) {
                    case DefaultCaseLabelTree _ -> otherwise = i;
                    case ConstantCaseLabelTree constant -> {
                        TreePath labelPath = new TreePath(new TreePath(path, one), constant.getConstantExpression());
                        Datum value = body.evaluate(labelPath, scope);
                        if (body.located(selectorPath, () -> equal(selector, value))) {
                            return new Choice(path, cases.subList(i, cases.size()));
                        }
                    }
                    default -> throw new Refusal(Message.UNSUPPORTED, "a switch over patterns");
                }
            }
        }
        return otherwise < 0 ? null : new Choice(path, cases.subList(otherwise, cases.size()));
    }

    /** A tree in words. */
    static String describe(Tree tree) {
        return switch (tree.getKind()) {
            case LAMBDA_EXPRESSION -> "a lambda expression";
            case MEMBER_REFERENCE -> "a method reference";
            case TRY -> "'try'";
            case SYNCHRONIZED -> "'synchronized'";
            case INSTANCE_OF -> "'instanceof'";
            default -> "a " + tree.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
