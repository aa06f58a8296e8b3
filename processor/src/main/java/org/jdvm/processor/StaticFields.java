package org.jdvm.processor;

import com.sun.source.util.TreePath;
import java.util.HashMap;
import java.util.Map;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.LibraryCalls;

/** The values of static fields: constants, and what the initialisation of their classes gives. */
final class StaticFields {
    private final TreeBody operator;
    private final JavaTypes types;
    private final Map<TypeElement, StaticInitialisation> sources = new HashMap<>();
    private final Map<VariableElement, AbstractValue> compiled = new HashMap<>();

    StaticFields(TreeBody operator, JavaTypes types) {
        this.operator = operator;
        this.types = types;
    }

    AbstractValue value(VariableElement field) {
        TypeElement owner = (TypeElement) field.getEnclosingElement();
        String ownerName = JavaTypes.binaryName(types.of(owner));
        String name = field.getSimpleName().toString();
        operator.read(ownerName);
        if (field.getConstantValue() != null) {
            return TreeExpressions.constant(field.getConstantValue());
        }
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
        AbstractValue value = operator.path(field).isPresent()
                ? source(owner).value(name)
                : compiled.computeIfAbsent(
                        field,
                        _ -> operator.compiledField(ownerName, name, type)
                                .orElseThrow(() -> new DiagnosticException(
                                        DiagnosticCode.STATIC_FIELD, name, "there is no class file of its class")));
        if (value.holdsTensor()) {
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the tensor in the static field '" + name + "'");
        }
        return value;
    }

    private StaticInitialisation source(TypeElement owner) {
        StaticInitialisation known = sources.get(owner);
        if (known == null) {
            TreePath path = operator.path(owner).orElseThrow();
            known = new StaticInitialisation(operator.forInitialisation(), path, owner);
            sources.put(owner, known);
        }
        return known;
    }

    /** Whether the class of a field is being initialised. */
    boolean isInitialised(VariableElement field) {
        StaticInitialisation initialisation = sources.get((TypeElement) field.getEnclosingElement());
        return initialisation != null && initialisation.isRunning();
    }

    /** Sets a field while its class is initialised. */
    void set(VariableElement field, AbstractValue value) {
        sources.get((TypeElement) field.getEnclosingElement())
                .set(field.getSimpleName().toString(), value);
    }

    String type(VariableElement field) {
        return types.of(field.asType());
    }
}
