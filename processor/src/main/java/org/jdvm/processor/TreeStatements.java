package org.jdvm.processor;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.Name;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.Unsupported;
import org.jspecify.annotations.Nullable;

/** Executes statements whose course is known at build time. */
final class TreeStatements {
    private final TreeBody body;
    private final TreeExpressions expressions;
    private final NameResolution names;

    TreeStatements(TreeBody body, TreeExpressions expressions, NameResolution names) {
        this.body = body;
        this.expressions = expressions;
        this.names = names;
    }

    Completion run(TreePath block, Scope scope) {
        return sequence(block, ((BlockTree) block.getLeaf()).getStatements(), scope);
    }

    /** Statements of one block; their variables are unknown after it. */
    private Completion sequence(TreePath parent, List<? extends Tree> statements, Scope scope) {
        List<String> outer = scope.enter();
        try {
            return inOrder(parent, statements, scope);
        } finally {
            scope.leave(outer);
        }
    }

    private Completion inOrder(TreePath parent, List<? extends Tree> statements, Scope scope) {
        for (Tree statement : statements) {
            Completion completion = body.execute(new TreePath(parent, statement), scope);
            if (completion != Completion.NORMAL) {
                return completion;
            }
        }
        return Completion.NORMAL;
    }

    Completion execute(TreePath path, Scope scope) {
        return switch (path.getLeaf()) {
            case BlockTree block -> sequence(path, block.getStatements(), scope);
            case VariableTree variable -> {
                declare(path, variable, scope);
                yield Completion.NORMAL;
            }
            case ExpressionStatementTree statement -> {
                body.evaluate(new TreePath(path, statement.getExpression()), scope);
                yield Completion.NORMAL;
            }
            case IfTree branch -> {
                if (condition(path, branch.getCondition(), scope)) {
                    yield body.execute(new TreePath(path, branch.getThenStatement()), scope);
                }
                StatementTree other = branch.getElseStatement();
                yield other == null ? Completion.NORMAL : body.execute(new TreePath(path, other), scope);
            }
            case ReturnTree statement -> {
                ExpressionTree value = statement.getExpression();
                yield new Completion.Return(value == null ? null : body.evaluate(new TreePath(path, value), scope));
            }
            case YieldTree statement ->
                new Completion.Yield(body.evaluate(new TreePath(path, statement.getValue()), scope));
            case BreakTree statement -> new Completion.Break(label(statement.getLabel()));
            case ContinueTree statement -> new Completion.Continue(label(statement.getLabel()));
            case LabeledStatementTree statement -> labelled(path, statement, scope);
            case ForLoopTree _, WhileLoopTree _, DoWhileLoopTree _, EnhancedForLoopTree _ -> loop(path, null, scope);
            case SwitchTree statement ->
                expressions.choose(path, statement.getExpression(), statement.getCases(), scope)
                                instanceof Choice choice
                        ? afterSwitch(cases(choice, scope))
                        : Completion.NORMAL;
            case ThrowTree _ -> throw new DiagnosticException(DiagnosticCode.ALWAYS_THROWS);
            case ClassTree type -> {
                if (type.getKind() != Tree.Kind.RECORD) {
                    throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "a local class that is not a record");
                }
                String name = type.getSimpleName().toString();
                // no class file has a name with two dots
                scope.declareClass(name, new ClassView(".." + name, Optional.empty(), Optional.of(path)));
                yield Completion.NORMAL;
            }
            case SynchronizedTree _ -> throw Unsupported.lock();
            case EmptyStatementTree _ -> Completion.NORMAL;
            case AssertTree claim -> {
                if (!condition(path, claim.getCondition(), scope)) {
                    throw new DiagnosticException(DiagnosticCode.ALWAYS_THROWS);
                }
                yield Completion.NORMAL;
            }
            default ->
                throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, TreeExpressions.describe(path.getLeaf()));
        };
    }

    private void declare(TreePath path, VariableTree variable, Scope scope) {
        String name = variable.getName().toString();
        ExpressionTree initializer = variable.getInitializer();
        if (initializer == null) {
            scope.declare(name, names.type(variable.getType(), scope));
            return;
        }
        TreePath start = new TreePath(path, initializer);
        if (variable.getType() == null) {
            AbstractValue value = body.evaluate(start, scope);
            scope.declare(name, expressions.typeOf(start, value, scope));
            scope.set(name, value);
        } else {
            String type = names.type(variable.getType(), scope);
            AbstractValue value = expressions.initializer(start, type, scope);
            scope.declare(name, type);
            scope.set(name, value);
            if (variable.getModifiers().getFlags().contains(Modifier.FINAL)
                    && expressions.isConstant(initializer, scope)) {
                scope.declareConstant(name);
            }
        }
    }

    /** Runs the statements of a switch from the chosen case on. */
    Completion cases(Choice choice, Scope scope) {
        for (CaseTree one : choice.cases()) {
            TreePath path = new TreePath(choice.path(), one);
            if (one.getCaseKind() == CaseTree.CaseKind.RULE) {
                TreePath rule = new TreePath(path, one.getBody());
                if (one.getBody() instanceof ExpressionTree) {
                    return new Completion.Yield(body.evaluate(rule, scope));
                }
                return body.execute(rule, scope);
            }
            Completion completion = sequence(path, one.getStatements(), scope);
            if (completion != Completion.NORMAL) {
                return completion;
            }
        }
        return Completion.NORMAL;
    }

    private static Completion afterSwitch(Completion completion) {
        return switch (completion) {
            case Completion.Break(String label) when label == null -> Completion.NORMAL;
            // the value of an expression on the right of an arrow
            case Completion.Yield _ -> Completion.NORMAL;
            default -> completion;
        };
    }

    private Completion labelled(TreePath path, LabeledStatementTree statement, Scope scope) {
        String label = statement.getLabel().toString();
        TreePath inner = new TreePath(path, statement.getStatement());
        Completion completion = switch (inner.getLeaf()) {
            case ForLoopTree _, WhileLoopTree _, DoWhileLoopTree _, EnhancedForLoopTree _ -> loop(inner, label, scope);
            default -> body.execute(inner, scope);
        };
        return completion instanceof Completion.Break(String target) && label.equals(target)
                ? Completion.NORMAL
                : completion;
    }

    private Completion loop(TreePath path, @Nullable String label, Scope scope) {
        return switch (path.getLeaf()) {
            case ForLoopTree loop -> {
                List<String> outer = scope.enter();
                try {
                    yield forLoop(path, loop, label, scope);
                } finally {
                    scope.leave(outer);
                }
            }
            case WhileLoopTree loop -> {
                while (condition(path, loop.getCondition(), scope)) {
                    Completion completion = iteration(path, loop.getStatement(), label, scope);
                    if (completion != Completion.NORMAL) {
                        yield afterLoop(completion);
                    }
                }
                yield Completion.NORMAL;
            }
            case DoWhileLoopTree loop -> {
                do {
                    Completion completion = iteration(path, loop.getStatement(), label, scope);
                    if (completion != Completion.NORMAL) {
                        yield afterLoop(completion);
                    }
                } while (condition(path, loop.getCondition(), scope));
                yield Completion.NORMAL;
            }
            case EnhancedForLoopTree loop -> forEach(path, loop, label, scope);
            default -> throw new IllegalArgumentException("not a loop: " + path.getLeaf());
        };
    }

    private Completion forEach(TreePath path, EnhancedForLoopTree loop, @Nullable String label, Scope scope) {
        TreePath source = new TreePath(path, loop.getExpression());
        if (!(body.evaluate(source, scope) instanceof AbstractValue.Array array)) {
            throw new LocatedDiagnostic(Unsupported.loop(), source);
        }
        String name = loop.getVariable().getName().toString();
        Tree declaredType = loop.getVariable().getType();
        String type = declaredType == null ? array.component() : names.type(declaredType, scope);
        List<String> outer = scope.enter();
        try {
            for (int i = 0; i < array.length(); i++) {
                scope.declare(name, type);
                scope.set(name, expressions.coerce(array.get(AbstractValue.Int.of(i)), type));
                Completion completion = iteration(path, loop.getStatement(), label, scope);
                if (completion != Completion.NORMAL) {
                    return afterLoop(completion);
                }
            }
        } finally {
            scope.leave(outer);
        }
        return Completion.NORMAL;
    }

    private Completion forLoop(TreePath path, ForLoopTree loop, @Nullable String label, Scope scope) {
        inOrder(path, loop.getInitializer(), scope);
        while (loop.getCondition() == null || condition(path, loop.getCondition(), scope)) {
            Completion completion = iteration(path, loop.getStatement(), label, scope);
            if (completion != Completion.NORMAL) {
                return afterLoop(completion);
            }
            inOrder(path, loop.getUpdate(), scope);
        }
        return Completion.NORMAL;
    }

    /** One iteration of a loop; NORMAL if another one may follow. */
    private Completion iteration(TreePath path, StatementTree statement, @Nullable String label, Scope scope) {
        Completion completion = body.execute(new TreePath(path, statement), scope);
        return completion instanceof Completion.Continue(String target) && (target == null || target.equals(label))
                ? Completion.NORMAL
                : completion;
    }

    private static Completion afterLoop(Completion completion) {
        return completion instanceof Completion.Break(String label) && label == null ? Completion.NORMAL : completion;
    }

    private boolean condition(TreePath path, ExpressionTree condition, Scope scope) {
        return expressions.truth(new TreePath(path, condition), scope);
    }

    private static @Nullable String label(@Nullable Name label) {
        return label == null ? null : label.toString();
    }
}
