package org.jdvm.processor;

import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.Optional;
import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic;
import org.jdvm.front.Message;
import org.jdvm.front.Refusal;

/** Prints messages; nothing else of the processor does. */
final class Reporter {
    private final Messager messager;
    private final Optional<Trees> trees;

    Reporter(Messager messager, Optional<Trees> trees) {
        this.messager = messager;
        this.trees = trees;
    }

    /** Prints a message that is about no place. */
    void print(Message message, Object... arguments) {
        messager.printMessage(kind(message), message.text(arguments));
    }

    /** Prints a message at a declaration. */
    void print(Element element, Message message, Object... arguments) {
        messager.printMessage(kind(message), message.text(arguments), element);
    }

    /** Prints a refusal at a declaration, or at an annotation of it. */
    void print(Element element, Optional<AnnotationMirror> annotation, Refusal refusal) {
        Diagnostic.Kind kind = kind(refusal.message());
        if (annotation.isPresent()) {
            messager.printMessage(kind, refusal.getMessage(), element, annotation.get());
        } else {
            messager.printMessage(kind, refusal.getMessage(), element);
        }
    }

    /** Prints a refusal at an expression or statement. */
    void print(TreePath path, Refusal refusal) {
        trees.orElseThrow()
                .printMessage(kind(refusal.message()), refusal.getMessage(), path.getLeaf(), path.getCompilationUnit());
    }

    private static Diagnostic.Kind kind(Message message) {
        return switch (message.kind()) {
            case ERROR -> Diagnostic.Kind.ERROR;
            case WARNING -> Diagnostic.Kind.WARNING;
            case NOTE -> Diagnostic.Kind.NOTE;
        };
    }
}
