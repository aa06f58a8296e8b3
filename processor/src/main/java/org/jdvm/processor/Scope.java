package org.jdvm.processor;

import com.sun.source.tree.CompilationUnitTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jspecify.annotations.Nullable;

/** What the names in one call of a method mean: its variables, its local classes, and the classes around it. */
final class Scope {
    private final CompilationUnitTree unit;
    private final List<ClassView> enclosing;
    private final AbstractValue.@Nullable Instance self;
    private final Map<String, Variable> variables = new HashMap<>();
    private final Map<String, ClassView> localClasses = new HashMap<>();
    private final Map<String, String> typeParameters = new HashMap<>();
    private List<String> declared = new ArrayList<>();

    /** A variable: its type, and its value once it has one. */
    private static final class Variable {
        final String type;

        @Nullable
        AbstractValue value;

        boolean constant;

        Variable(String type) {
            this.type = type;
        }
    }

    /**
     * The names in a method.
     *
     * @param unit the file
     * @param enclosing the classes around the method, the innermost first
     * @param self the record whose method it is
     */
    Scope(CompilationUnitTree unit, List<ClassView> enclosing, AbstractValue.@Nullable Instance self) {
        this.unit = unit;
        this.enclosing = List.copyOf(enclosing);
        this.self = self;
    }

    CompilationUnitTree unit() {
        return unit;
    }

    List<ClassView> enclosing() {
        return enclosing;
    }

    /** The record whose method this is. */
    AbstractValue.Instance self() {
        if (self == null) {
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "'this'");
        }
        return self;
    }

    boolean isInstance() {
        return self != null;
    }

    /** Begins a block; what comes back ends it. */
    List<String> enter() {
        List<String> outer = declared;
        declared = new ArrayList<>();
        return outer;
    }

    /** Ends a block: its variables no longer exist. */
    void leave(List<String> outer) {
        declared.forEach(variables::remove);
        declared = outer;
    }

    void declare(String name, String type) {
        variables.put(name, new Variable(type));
        declared.add(name);
    }

    /** Makes a variable a constant: final, of a primitive type or text, with a value that the compiler knows. */
    void declareConstant(String name) {
        variable(name).constant = true;
    }

    /** The value of a variable that is a constant. */
    Optional<AbstractValue> constant(String name) {
        Variable variable = variable(name);
        return variable.constant ? Optional.ofNullable(variable.value) : Optional.empty();
    }

    boolean knows(String name) {
        return variables.containsKey(name);
    }

    String type(String name) {
        return variable(name).type;
    }

    AbstractValue get(String name) {
        AbstractValue value = variable(name).value;
        if (value == null) {
            throw new DiagnosticException(DiagnosticCode.NULL, "'" + name + "'");
        }
        return value;
    }

    void set(String name, AbstractValue value) {
        variable(name).value = value;
    }

    /** Lets the arrays that a variable refers to be unknown from now on, and also the variable if it may have been assigned. */
    void forget(String name, boolean assigned, String why) {
        Variable variable = variable(name);
        if (variable.value != null) {
            AbstractValue.forget(variable.value, why);
        }
        if (assigned) {
            variable.value = new AbstractValue.Opaque(why);
            variable.constant = false;
        }
    }

    private Variable variable(String name) {
        Variable variable = variables.get(name);
        if (variable == null) {
            throw new UnresolvedException(name);
        }
        return variable;
    }

    void declareTypeParameter(String name, String erasure) {
        typeParameters.put(name, erasure);
    }

    /** The erasure of a type parameter of the method. */
    @Nullable
    String typeParameter(String name) {
        return typeParameters.get(name);
    }

    void declareClass(String name, ClassView type) {
        localClasses.put(name, type);
    }

    @Nullable
    ClassView localClass(String name) {
        return localClasses.get(name);
    }

    Map<String, ClassView> localClasses() {
        return localClasses;
    }
}
