package org.jdvm.processor;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.Optional;
import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;

/** Prints messages; nothing else of the processor does. */
final class Reporter {
    private final Messager messager;
    private final Optional<Trees> trees;

    Reporter(Messager messager, Optional<Trees> trees) {
        this.messager = messager;
        this.trees = trees;
    }

    /** Prints a message that is about no place. */
    void print(DiagnosticCode message, Object... arguments) {
        messager.printMessage(kind(message), message.text(arguments));
    }

    /** Prints a refusal of something that is not in the source. */
    void print(DiagnosticException refusal) {
        messager.printMessage(kind(refusal.message()), refusal.getMessage());
    }

    /** Prints a message at a declaration. */
    void print(Element element, DiagnosticCode message, Object... arguments) {
        messager.printMessage(kind(message), message.text(arguments), element);
    }

    /** Prints a refusal at a declaration. */
    void print(Element element, DiagnosticException refusal) {
        messager.printMessage(kind(refusal.message()), refusal.getMessage(), element);
    }

    /** Prints a refusal at a declaration, or at an annotation of it. */
    void print(DeclaredOperator.Subject subject, DiagnosticException refusal) {
        Diagnostic.Kind kind = kind(refusal.message());
        Optional<TreePath> tree = subject.annotation().flatMap(a -> tree(subject, a));
        if (tree.isPresent()) {
            print(tree.get(), refusal);
        } else if (subject.annotation().isPresent()) {
            messager.printMessage(
                    kind,
                    refusal.getMessage(),
                    subject.element(),
                    subject.annotation().get());
        } else {
            messager.printMessage(kind, refusal.getMessage(), subject.element());
        }
    }

    /** The compiler does not find an annotation that is repeated, as it is in a container that is not in the source. */
    private Optional<TreePath> tree(DeclaredOperator.Subject subject, AnnotationMirror annotation) {
        TreePath path = trees.map(t -> t.getPath(subject.element())).orElse(null);
        if (path == null || !(path.getLeaf() instanceof MethodTree method)) {
            return Optional.empty();
        }
        String name = annotation.getAnnotationType().asElement().getSimpleName().toString();
        return method.getModifiers().getAnnotations().stream()
                .filter(a -> a.getAnnotationType().toString().matches("(.*\\.)?" + name))
                .skip(subject.index())
                .findFirst()
                .map(a -> new TreePath(path, a));
    }

    /** Prints a refusal at an expression or statement. */
    void print(TreePath path, DiagnosticException refusal) {
        trees.orElseThrow()
                .printMessage(kind(refusal.message()), refusal.getMessage(), path.getLeaf(), path.getCompilationUnit());
    }

    /** Prints a text at an expression, with the severity that the operator gives it. */
    void print(TreePath path, DiagnosticCode.Kind kind, String text) {
        trees.orElseThrow().printMessage(kind(kind), text, path.getLeaf(), path.getCompilationUnit());
    }

    private static Diagnostic.Kind kind(DiagnosticCode message) {
        return kind(message.kind());
    }

    private static Diagnostic.Kind kind(DiagnosticCode.Kind kind) {
        return switch (kind) {
            case ERROR -> Diagnostic.Kind.ERROR;
            case WARNING -> Diagnostic.Kind.WARNING;
            case NOTE -> Diagnostic.Kind.NOTE;
        };
    }
}
