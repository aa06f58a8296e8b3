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
    private final Names names;
    private final StaticTypes staticTypes;
    private final StaticFields fields;
    private final Tracer tracer;

    TreeExpressions(TreeBody body, TreeCalls calls, Names names, JavaTypes types, Tracer tracer) {
        this.body = body;
        this.calls = calls;
        this.names = names;
        this.staticTypes = new StaticTypes(this, calls, names, types);
        this.fields = new StaticFields(body, this, types);
        this.tracer = tracer;
    }

    Datum evaluate(TreePath path, Scope scope) {
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
                Datum value = initializer(new TreePath(path, assignment.getExpression()), place.type(), scope);
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
                Datum operand = body.evaluate(new TreePath(path, cast.getExpression()), scope);
                yield coerce(operand, names.type(cast.getType(), scope));
            }
            case NewArrayTree array -> array(path, array, "", scope);
            case ArrayAccessTree _ -> place(path, scope).get();
            case SwitchExpressionTree choice -> {
                Choice chosen = choose(path, choice.getExpression(), choice.getCases(), scope);
                if (chosen != null && body.cases(chosen, scope) instanceof Completion.Yield(Datum value)) {
                    yield chosen(path, value, scope);
                }
                throw new Refusal(Message.ALWAYS_THROWS);
            }
            default -> throw new Refusal(Message.UNSUPPORTED, describe(path.getLeaf()));
        };
    }

    /** The value of a branch, in the type that all branches have together. */
    private Datum chosen(TreePath path, Datum value, Scope scope) {
        if (!isNumber(value)) {
            return value;
        }
        String type = staticTypes.of((ExpressionTree) path.getLeaf(), scope);
        return JavaTypes.isNumber(type) ? coerce(value, type) : value;
    }

    /** The value for a variable of a type; there an array may be written without {@code new}. */
    Datum initializer(TreePath path, String type, Scope scope) {
        return path.getLeaf() instanceof NewArrayTree array && array.getType() == null
                ? body.located(path, () -> array(path, array, type.substring(1), scope))
                : body.located(path, () -> coerce(body.evaluate(path, scope), type));
    }

    /** The type of a variable declared with {@code var}. */
    String typeOf(TreePath path, Datum value, Scope scope) {
        String type = staticTypes.of((ExpressionTree) path.getLeaf(), scope);
        return type.equals(JavaTypes.UNKNOWN) ? JavaTypes.of(value) : type;
    }

    /** Whether a name in front of a dot is an expression and not a class. */
    boolean isExpression(ExpressionTree tree, Scope scope) {
        return switch (tree) {
            case IdentifierTree name -> {
                String text = name.getName().toString();
                yield text.equals("this")
                        || scope.knows(text)
                        || isOwnComponent(text, scope)
                        || names.field(text, scope).isPresent();
            }
            case MemberSelectTree select ->
                isExpression(select.getExpression(), scope)
                        || names.classNamed(select, scope).isEmpty();
            default -> true;
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

    private Datum variable(String name, Scope scope) {
        if (name.equals("this")) {
            return scope.self();
        }
        if (scope.knows(name)) {
            return scope.get(name);
        }
        if (isOwnComponent(name, scope)) {
            return scope.self().get(name);
        }
        return fields.value(names.field(name, scope).orElseThrow(() -> new UnresolvedException(name)));
    }

    /** Whether a plain name in a method of a record is one of its components. */
    private boolean isOwnComponent(String name, Scope scope) {
        return scope.isInstance() && scope.self().has(name);
    }

    private Datum member(TreePath path, MemberSelectTree select, Scope scope) {
        String name = select.getIdentifier().toString();
        if (!isExpression(select.getExpression(), scope)) {
            if (name.equals("class")) {
                throw new Refusal(Message.UNSUPPORTED, "'" + select + "'");
            }
            return names.classNamed(select.getExpression(), scope)
                    .flatMap(ClassView::element)
                    .flatMap(type -> names.field(type, name))
                    .map(fields::value)
                    .orElseThrow(() -> new UnresolvedException(select.toString()));
        }
        return switch (body.evaluate(new TreePath(path, select.getExpression()), scope)) {
            case Datum.Array array when name.equals("length") -> Int.of(array.length());
            case Datum.Instance instance -> instance.get(name);
            case Datum.Null _ -> throw new Refusal(Message.NULL, "'" + select.getExpression() + "'");
            default -> throw new Refusal(Message.UNSUPPORTED, "the field '" + select + "'");
        };
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
        Datum changed = coerce(arithmetic(operator, before, Int.of(1)), place.type());
        place.set(changed);
        return after ? changed : before;
    }

    private Datum compound(TreePath path, CompoundAssignmentTree assignment, Scope scope) {
        Place place = place(new TreePath(path, assignment.getVariable()), scope);
        Datum left = place.get();
        Datum right = body.evaluate(new TreePath(path, assignment.getExpression()), scope);
        Datum result = coerce(operate(kind(assignment.getKind()), left, right), place.type());
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
        return JavaTypes.scalar(JavaTypes.promoted(JavaTypes.of(left), JavaTypes.of(right)));
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

    /** Converts to the type of a variable, a parameter or a result. */
    Datum coerce(Datum datum, String type) {
        if (!isNumber(datum)) {
            return datum;
        }
        return switch (type) {
            case "I" -> tracer.arithmetic().convert(datum, ScalarType.INT);
            case "J" -> tracer.arithmetic().convert(datum, ScalarType.LONG);
            case "F" -> tracer.arithmetic().convert(datum, ScalarType.FLOAT);
            case "D" -> tracer.arithmetic().convert(datum, ScalarType.DOUBLE);
            case "B" -> narrow(datum, "byte");
            case "S" -> narrow(datum, "short");
            case "C" -> narrow(datum, "char");
            // a truth value from a class file
            case "Z" -> new Truth(!datum.equals(Int.of(0)));
            default ->
                throw new Refusal(Message.UNSUPPORTED, "the conversion of a number to " + JavaTypes.binaryName(type));
        };
    }

    private Datum narrow(Datum datum, String type) {
        return tracer.arithmetic().narrow(tracer.arithmetic().convert(datum, ScalarType.INT), type);
    }

    private Datum array(TreePath path, NewArrayTree array, String implied, Scope scope) {
        String component = array.getType() == null
                ? implied
                : "[".repeat(Math.max(0, array.getDimensions().size() - 1)) + names.type(array.getType(), scope);
        if (array.getInitializers() == null) {
            List<Datum> lengths = array.getDimensions().stream()
                    .map(length -> body.evaluate(new TreePath(path, length), scope))
                    .toList();
            return Datum.Array.create(lengths, component);
        }
        return new Datum.Array(
                component,
                array.getInitializers().stream()
                        .map(initializer -> initializer(new TreePath(path, initializer), component, scope))
                        .toArray(Datum[]::new));
    }

    /** Something that can be assigned. */
    private interface Place {
        String type();

        Datum get();

        void set(Datum value);
    }

    private record Element(Datum.Array array, Datum index) implements Place {
        @Override
        public String type() {
            return array.component();
        }

        @Override
        public Datum get() {
            return array.get(index);
        }

        @Override
        public void set(Datum value) {
            array.set(index, value);
        }
    }

    private record Local(String name, Scope scope) implements Place {
        @Override
        public String type() {
            return scope.type(name);
        }

        @Override
        public Datum get() {
            return scope.get(name);
        }

        @Override
        public void set(Datum value) {
            scope.set(name, value);
        }
    }

    private record OwnComponent(String name, Datum.Instance self, String type) implements Place {
        @Override
        public Datum get() {
            return self.get(name);
        }

        @Override
        public void set(Datum value) {
            self.set(name, value);
        }
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
                yield new Element(elements, index);
            }
            case IdentifierTree name
            when scope.knows(name.getName().toString()) ->
                new Local(name.getName().toString(), scope);
            case MemberSelectTree select
            when select.getExpression().toString().equals("this") -> {
                String name = select.getIdentifier().toString();
                yield new OwnComponent(name, scope.self(), calls.componentType(name, scope));
            }
            default -> throw new Refusal(Message.UNSUPPORTED, "an assignment to the field '" + path.getLeaf() + "'");
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
                        if (body.located(selectorPath, () -> matches(selector, labelPath, scope))) {
                            return new Choice(path, cases.subList(i, cases.size()));
                        }
                    }
                    default -> throw new Refusal(Message.UNSUPPORTED, "a switch over patterns");
                }
            }
        }
        return otherwise < 0 ? null : new Choice(path, cases.subList(otherwise, cases.size()));
    }

    /** Constants of an enum stand alone in its switches. */
    private boolean matches(Datum selector, TreePath label, Scope scope) {
        return selector instanceof Datum.Constant(Object value)
                        && !(value instanceof String)
                        && label.getLeaf() instanceof IdentifierTree name
                ? LibraryCalls.constantName(value).equals(name.getName().toString())
                : equal(selector, body.evaluate(label, scope));
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
