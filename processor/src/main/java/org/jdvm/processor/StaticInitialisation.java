package org.jdvm.processor;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;

/**
 * The static fields of a class as its initialisation leaves them: initialisers and static blocks in their order. What no operator can
 * compute with is left out, and with it all that it may have changed; only using such a field is refused.
 *
 * <p>Where no initialiser changes another field, the order does not matter, and only the initialisers of fields that are asked for are
 * read.
 */
final class StaticInitialisation {
    private final TreeBody body;
    private final TreePath path;
    private final TypeElement type;
    private final Scope scope;
    private final boolean inOrder;
    private final Map<String, AbstractValue> values = new LinkedHashMap<>();
    private final Map<String, RuntimeException> refused = new HashMap<>();
    /** The fields whose initialisers are being read. */
    private final Set<String> open = new HashSet<>();

    private State state = State.NEW;

    private enum State {
        NEW,
        RUNNING,
        DONE
    }

    /**
     * The initialisation of a class.
     *
     * @param body reads expressions and statements, into a graph that is not part of the operator
     * @param path the class
     * @param type the class
     */
    StaticInitialisation(TreeBody body, TreePath path, TypeElement type) {
        this.body = body;
        this.path = path;
        this.type = type;
        this.scope = body.scopeOf(type, null);
        this.inOrder = members().stream()
                .anyMatch(member -> isStaticBlock(member)
                        || member instanceof VariableTree field
                                && field.getInitializer() != null
                                && mentions(field.getInitializer()).ownCode);
    }

    private List<? extends Tree> members() {
        return ((ClassTree) path.getLeaf()).getMembers();
    }

    private static boolean isStaticBlock(Tree member) {
        return member instanceof BlockTree block && block.isStatic();
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    /** Sets a field, in a static block. */
    void set(String name, AbstractValue value) {
        values.put(name, value);
        refused.remove(name);
    }

    /** The value of a field. */
    AbstractValue value(String name) {
        if (state == State.NEW && inOrder) {
            runAll();
        } else if (!inOrder && !values.containsKey(name) && !refused.containsKey(name)) {
            runAlone(name);
        }
        AbstractValue value = values.get(name);
        if (value == null) {
            throw refusal(name);
        }
        value.unknown().ifPresent(what -> {
            throw new DiagnosticException(DiagnosticCode.STATIC_FIELD, name, what);
        });
        return value;
    }

    private RuntimeException refusal(String name) {
        RuntimeException cause = refused.get(name);
        if (cause instanceof LocatedDiagnostic located) {
            DiagnosticException reason = located.refusal();
            return reason.message() == DiagnosticCode.STATIC_FIELD
                    ? reason
                    : new DiagnosticException(DiagnosticCode.STATIC_FIELD, name, reason.reason());
        }
        return cause != null
                ? cause
                : new DiagnosticException(
                        DiagnosticCode.STATIC_FIELD,
                        name,
                        isRunning() ? "it is used before it is set" : "it is not set where its class is initialised");
    }

    private void runAll() {
        state = State.RUNNING;
        for (Tree member : members()) {
            TreePath part = new TreePath(path, member);
            if (isStaticBlock(member)) {
                List<String> outer = scope.enter();
                for (StatementTree statement : ((BlockTree) member).getStatements()) {
                    attempt(statement, () -> body.execute(new TreePath(part, statement), scope));
                }
                scope.leave(outer);
            } else if (member instanceof VariableTree variable) {
                field(variable.getName().toString()).ifPresent(field -> initialise(variable, field));
            }
        }
        state = State.DONE;
        values.values().forEach(AbstractValue::share);
    }

    private void runAlone(String name) {
        if (!open.add(name)) {
            throw new DiagnosticException(DiagnosticCode.STATIC_FIELD, name, "it depends on itself");
        }
        try {
            for (Tree member : members()) {
                if (member instanceof VariableTree variable
                        && variable.getName().contentEquals(name)) {
                    field(name).ifPresent(field -> initialise(variable, field));
                }
            }
        } finally {
            open.remove(name);
        }
        if (values.containsKey(name)) {
            AbstractValue.share(values.get(name));
        }
    }

    private Optional<VariableElement> field(String name) {
        return ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                .filter(field -> field.getSimpleName().contentEquals(name))
                .filter(field -> field.getKind() == ElementKind.FIELD)
                .filter(field -> field.getModifiers().contains(Modifier.STATIC) && field.getConstantValue() == null)
                .findFirst();
    }

    private void initialise(VariableTree variable, VariableElement field) {
        if (variable.getInitializer() != null) {
            TreePath initializer = new TreePath(new TreePath(path, variable), variable.getInitializer());
            attempt(
                    variable,
                    () -> values.put(
                            variable.getName().toString(), body.initializer(initializer, field.asType(), scope)));
        }
    }

    private void attempt(Tree part, Runnable action) {
        try {
            action.run();
        } catch (LocatedDiagnostic | UnresolvedException e) {
            forget(part, e);
        }
    }

    /** What a part of the initialisation names may have any value if the part was not read to its end. */
    private void forget(Tree part, RuntimeException cause) {
        String what =
                cause instanceof LocatedDiagnostic located ? located.refusal().reason() : cause.getMessage();
        Mentions mentions = mentions(part);
        if (part instanceof VariableTree variable
                && field(variable.getName().toString()).isEmpty()) {
            scope.declare(variable.getName().toString(), body.declaredType(variable, scope));
        }
        for (String name : mentions.names) {
            if (scope.knows(name)) {
                scope.forget(name, mentions.assigned.contains(name), what);
            } else if (values.containsKey(name)) {
                AbstractValue.forget(values.get(name), what);
            } else {
                refused.putIfAbsent(name, cause);
            }
        }
        if (mentions.ownCode) {
            values.values().forEach(value -> AbstractValue.forget(value, what));
        }
    }

    private static PackageElement packageOf(Element element) {
        return element instanceof PackageElement found ? found : packageOf(element.getEnclosingElement());
    }

    private Mentions mentions(Tree part) {
        Mentions mentions = new Mentions();
        mentions.scan(part, null);
        return mentions;
    }

    /** The names in a part, and whether it calls methods that may change what it does not name. */
    private final class Mentions extends TreeScanner<Void, Void> {
        private final Set<String> names = new HashSet<>();
        private final Set<String> assigned = new HashSet<>();
        private final Set<String> parameters = new HashSet<>();
        private boolean ownCode;

        @Override
        public Void visitIdentifier(IdentifierTree node, Void nothing) {
            names.add(node.getName().toString());
            return null;
        }

        @Override
        public Void visitVariable(VariableTree node, Void nothing) {
            names.add(node.getName().toString());
            assigned.add(node.getName().toString());
            return super.visitVariable(node, nothing);
        }

        @Override
        public Void visitAssignment(AssignmentTree node, Void nothing) {
            target(node.getVariable());
            return scan(node.getExpression(), null);
        }

        @Override
        public Void visitCompoundAssignment(CompoundAssignmentTree node, Void nothing) {
            target(node.getVariable());
            return scan(node.getExpression(), null);
        }

        @Override
        public Void visitUnary(UnaryTree node, Void nothing) {
            target(node.getExpression());
            return null;
        }

        private void target(ExpressionTree tree) {
            switch (tree) {
                case IdentifierTree name -> {
                    assigned.add(name.getName().toString());
                    scan(name, null);
                }
                case ArrayAccessTree access -> super.visitArrayAccess(access, null);
                default -> scan(tree, null);
            }
        }

        @Override
        public Void visitArrayAccess(ArrayAccessTree node, Void nothing) {
            return body.isNumber(node, scope) ? scan(node.getIndex(), null) : super.visitArrayAccess(node, nothing);
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree node, Void nothing) {
            node.getParameters()
                    .forEach(parameter -> parameters.add(parameter.getName().toString()));
            return super.visitLambdaExpression(node, nothing);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree node, Void nothing) {
            boolean onParameter = node.getMethodSelect() instanceof MemberSelectTree select
                    && select.getExpression() instanceof IdentifierTree name
                    && parameters.contains(name.getName().toString());
            // the types of such parameters are not written; that they are of this package is taken to be rare
            ownCode |= !onParameter && body.isOfPackage(packageOf(type), node.getMethodSelect(), scope);
            return super.visitMethodInvocation(node, nothing);
        }
    }
}
