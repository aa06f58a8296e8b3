package org.jdvm.processor;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.function.Supplier;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.jdvm.front.Datum;
import org.jdvm.front.Message;
import org.jdvm.front.Refusal;
import org.jdvm.front.Tracer;
import org.jdvm.ir.GraphException;

/** Reads the body of an operator from javac's trees: runs it on data of which some are known only at the call. */
final class TreeBody {
    private final Trees trees;
    private final Tracer tracer;
    private final TreeExpressions expressions;
    private final TreeStatements statements;

    TreeBody(Trees trees, Elements elements, Tracer tracer) {
        this.trees = trees;
        this.tracer = tracer;
        TreeCalls calls = new TreeCalls(this, trees, elements, tracer);
        this.expressions = new TreeExpressions(this, calls, trees, elements, tracer);
        this.statements = new TreeStatements(this, expressions);
    }

    /** Runs the operator. */
    Datum run(ExecutableElement operator) {
        TreePath path = trees.getPath(operator);
        if (path == null) {
            throw new Refusal(Message.NO_BODY, operator.getSimpleName(), "the compiler has no source of it");
        }
        tracer.enter(TreeCalls.key(operator));
        Datum result = body(operator, path, tracer.arguments(), new Scope(null));
        tracer.leave();
        return result;
    }

    /** Runs a method whose source is there; {@code Null} if it returns nothing. */
    Datum body(ExecutableElement method, TreePath path, List<Datum> arguments, Scope scope) {
        MethodTree tree = (MethodTree) path.getLeaf();
        if (tree.getBody() == null) {
            throw new Refusal(Message.NO_BODY, method.getSimpleName(), "it has none");
        }
        TreePath block = new TreePath(path, tree.getBody());
        // asks the compiler to attribute the whole class, once
        trees.getElement(block);
        for (int i = 0; i < arguments.size(); i++) {
            Tree parameter = tree.getParameters().get(i);
            scope.set(element(new TreePath(path, parameter)), arguments.get(i));
        }
        return statements.run(block, scope) instanceof Completion.Return(Datum value) && value != null
                ? expressions.coerce(value, method.getReturnType())
                : new Datum.Null();
    }

    Datum evaluate(TreePath path, Scope scope) {
        return located(path, () -> expressions.evaluate(path, scope));
    }

    Completion execute(TreePath path, Scope scope) {
        return located(path, () -> {
            tracer.step();
            return statements.execute(path, scope);
        });
    }

    /** Runs the statements of a switch from the chosen case on. */
    Completion cases(Choice choice, Scope scope) {
        return statements.cases(choice, scope);
    }

    /** Says of what goes wrong inside where it went wrong; the innermost place counts. */
    <T> T located(TreePath path, Supplier<T> action) {
        try {
            return action.get();
        } catch (Refusal e) {
            throw new LocatedRefusal(e, path);
        } catch (GraphException e) {
            throw new LocatedRefusal(Refusal.of(e), path);
        } catch (ArithmeticException e) {
            throw new LocatedRefusal(
                    new Refusal(Message.OPERAND_ARGUMENT, "integer arithmetic: " + e.getMessage()), path);
        }
    }

    Datum coerce(Datum datum, TypeMirror type) {
        return expressions.coerce(datum, type);
    }

    Element element(TreePath path) {
        Element element = trees.getElement(path);
        if (element == null) {
            throw new UnresolvedException(path.getLeaf().toString());
        }
        return element;
    }

    TypeMirror type(TreePath path) {
        TypeMirror type = trees.getTypeMirror(path);
        if (type == null) {
            throw new UnresolvedException(path.getLeaf().toString());
        }
        return type;
    }
}
