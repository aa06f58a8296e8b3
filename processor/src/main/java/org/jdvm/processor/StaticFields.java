package org.jdvm.processor;

import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.LibraryCalls;

/** The values of static fields: constants, and what initialisers in the source give. */
final class StaticFields {
    private final TreeBody body;
    private final TreeExpressions expressions;
    private final JavaTypes types;
    private final Map<VariableElement, AbstractValue> known = new HashMap<>();
    /** The initialisers that are being read. */
    private final Set<Tree> open = new HashSet<>();

    StaticFields(TreeBody body, TreeExpressions expressions, JavaTypes types) {
        this.body = body;
        this.expressions = expressions;
        this.types = types;
    }

    AbstractValue value(VariableElement field) {
        body.read(JavaTypes.binaryName(types.of((TypeElement) field.getEnclosingElement())));
        if (field.getConstantValue() != null) {
            return TreeExpressions.constant(field.getConstantValue());
        }
        AbstractValue value = known.get(field);
        if (value == null) {
            value = initial(field);
            AbstractValue.share(value);
            known.put(field, value);
        }
        return value;
    }

    private AbstractValue initial(VariableElement field) {
        TypeElement owner = (TypeElement) field.getEnclosingElement();
        String ownerName = JavaTypes.binaryName(types.of(owner));
        String name = field.getSimpleName().toString();
        if (field.getKind() == ElementKind.ENUM_CONSTANT) {
            return LibraryCalls.enumConstant(ownerName, name);
        }
        if (LibraryCalls.knows(ownerName)) {
            return LibraryCalls.field(ownerName, name);
        }
        if (!field.getModifiers().contains(Modifier.FINAL)
                || !field.getModifiers().contains(Modifier.STATIC)) {
            throw new DiagnosticException(
                    DiagnosticCode.UNSUPPORTED, "the field '" + name + "', which is not static and final,");
        }
        String type = types.of(field.asType());
        if (type.endsWith(JavaTypes.TENSOR)) {
            // before its initialiser is read, which may be no part of an operator either
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the tensor in the static field '" + name + "'");
        }
        TreePath path = body.path(field).orElse(null);
        if (path == null) {
            Optional<AbstractValue> compiled = body.compiledField(ownerName, name, type);
            if (compiled.isPresent()) {
                return compiled.get();
            }
        }
        if (path == null || !(path.getLeaf() instanceof VariableTree variable) || variable.getInitializer() == null) {
            throw new DiagnosticException(DiagnosticCode.STATIC_FIELD, name, "it is not set where it is declared");
        }
        TreePath initializer = new TreePath(path, variable.getInitializer());
        AbstractValue value = initial(name, initializer, type, owner);
        if (value.holdsTensor()) {
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the tensor in the static field '" + name + "'");
        }
        return value;
    }

    private AbstractValue initial(String name, TreePath initializer, String type, TypeElement owner) {
        if (!open.add(initializer.getLeaf())) {
            throw new DiagnosticException(DiagnosticCode.STATIC_FIELD, name, "it depends on itself");
        }
        try {
            return expressions.initializer(initializer, type, body.scopeOf(owner, null));
        } catch (LocatedDiagnostic e) {
            boolean other = e.refusal().message() == DiagnosticCode.STATIC_FIELD;
            throw other
                    ? e.refusal()
                    : new DiagnosticException(
                            DiagnosticCode.STATIC_FIELD, name, e.refusal().reason());
        } finally {
            open.remove(initializer.getLeaf());
        }
    }
}
