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
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.Name;
import org.jdvm.front.Datum;
import org.jdvm.front.Message;
import org.jdvm.front.Refusal;
import org.jspecify.annotations.Nullable;

/** Executes statements whose course is known at build time. */
final class TreeStatements {
    private final TreeBody body;
    private final TreeExpressions expressions;

    TreeStatements(TreeBody body, TreeExpressions expressions) {
        this.body = body;
        this.expressions = expressions;
    }

    Completion run(TreePath block, Scope scope) {
        return sequence(block, ((BlockTree) block.getLeaf()).getStatements(), scope);
    }

    private Completion sequence(TreePath parent, List<? extends Tree> statements, Scope scope) {
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
                ExpressionTree initializer = variable.getInitializer();
                if (initializer != null) {
                    Element element = body.element(path);
                    Datum value = body.evaluate(new TreePath(path, initializer), scope);
                    scope.set(element, expressions.coerce(value, element.asType()));
                }
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
            case ThrowTree _ -> throw new Refusal(Message.ALWAYS_THROWS);
            case ClassTree _, EmptyStatementTree _, AssertTree _ -> Completion.NORMAL;
            default -> throw new Refusal(Message.UNSUPPORTED, TreeExpressions.describe(path.getLeaf()));
        };
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
                Completion started = sequence(path, loop.getInitializer(), scope);
                if (started != Completion.NORMAL) {
                    yield started;
                }
                while (loop.getCondition() == null || condition(path, loop.getCondition(), scope)) {
                    Completion completion = turn(path, loop.getStatement(), label, scope);
                    if (completion != Completion.NORMAL) {
                        yield afterLoop(completion);
                    }
                    sequence(path, loop.getUpdate(), scope);
                }
                yield Completion.NORMAL;
            }
            case WhileLoopTree loop -> {
                while (condition(path, loop.getCondition(), scope)) {
                    Completion completion = turn(path, loop.getStatement(), label, scope);
                    if (completion != Completion.NORMAL) {
                        yield afterLoop(completion);
                    }
                }
                yield Completion.NORMAL;
            }
            case DoWhileLoopTree loop -> {
                do {
                    Completion completion = turn(path, loop.getStatement(), label, scope);
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
        if (!(body.evaluate(source, scope) instanceof Datum.Array array)) {
            throw new LocatedRefusal(
                    new Refusal(Message.UNSUPPORTED, "a loop over something that is no array"), source);
        }
        Element variable = body.element(new TreePath(path, loop.getVariable()));
        for (int i = 0; i < array.length(); i++) {
            scope.set(variable, expressions.coerce(array.get(Datum.Int.of(i)), variable.asType()));
            Completion completion = turn(path, loop.getStatement(), label, scope);
            if (completion != Completion.NORMAL) {
                return afterLoop(completion);
            }
        }
        return Completion.NORMAL;
    }

    /** One turn of a loop; NORMAL if another one may follow. */
    private Completion turn(TreePath path, StatementTree statement, @Nullable String label, Scope scope) {
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
