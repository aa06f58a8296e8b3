package org.jdvm.processor;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.ClassFiles;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.LibraryCalls;
import org.jdvm.front.Tracer;
import org.jdvm.front.Unsupported;
import org.jdvm.ir.GraphException;
import org.jspecify.annotations.Nullable;

/** Reads the body of an operator from javac's trees: runs it on data of which some are known only at the call. */
final class TreeBody {
    private final Trees trees;
    private final Tracer tracer;
    private final ClassFiles classFiles;
    private final JavaTypes types;
    private final NameResolution names;
    private final Members members;
    private final TreeCalls calls;
    private final TreeExpressions expressions;
    private final TreeStatements statements;
    private final Map<Element, Optional<TreePath>> paths = new HashMap<>();
    private final List<TreePath> places = new ArrayList<>();
    private final Elements elements;
    private final StaticFields fields;
    private final Set<String> classes;
    private final Set<String> lookedUp = new HashSet<>();

    TreeBody(Trees trees, Elements elements, Types javaTypes, ClassFiles classFiles, Tracer tracer) {
        this.trees = trees;
        this.tracer = tracer;
        this.elements = elements;
        this.classes = new TreeSet<>();
        this.classFiles = noting(classFiles);
        this.types = new JavaTypes(elements, javaTypes);
        this.names = new NameResolution(elements, types);
        this.members = new Members(elements, types, names);
        this.fields = new StaticFields(this, types);
        this.calls = new TreeCalls(this, elements, classFiles, tracer, types, names, members);
        this.expressions = new TreeExpressions(this, calls, names, types, fields, tracer);
        this.statements = new TreeStatements(this, expressions, names);
    }

    private TreeBody(TreeBody operator, Tracer tracer) {
        this.trees = operator.trees;
        this.tracer = tracer;
        this.elements = operator.elements;
        this.classes = operator.classes;
        this.classFiles = operator.classFiles;
        this.types = operator.types;
        this.names = operator.names;
        this.members = operator.members;
        this.fields = operator.fields;
        this.calls = new TreeCalls(this, elements, classFiles, tracer, types, names, members);
        this.expressions = new TreeExpressions(this, calls, names, types, fields, tracer);
        this.statements = new TreeStatements(this, expressions, names);
    }

    /** Reads initialisers of classes, which are not part of the operator. */
    TreeBody forInitialisation() {
        return new TreeBody(this, Tracer.ofInitialiser());
    }

    /** Runs the operator. */
    AbstractValue run(ExecutableElement operator) {
        MethodView method = members.view(operator);
        TreePath path = path(method)
                .orElseThrow(() -> new DiagnosticException(
                        DiagnosticCode.NO_BODY, operator.getSimpleName(), "the compiler has no source of it"));
        note(path);
        Scope scope = scopeOf((TypeElement) operator.getEnclosingElement(), null);
        for (int i = 0; i < tracer.arguments().size(); i++) {
            String parameter = operator.getParameters().get(i).getSimpleName().toString();
            calls.checkAccessors(parameter, tracer.arguments().get(i), scope);
        }
        return run(method, path, tracer.arguments(), scope);
    }

    /** The expression that made each node of the graph; of parameters, the method. */
    List<TreePath> places() {
        return List.copyOf(places);
    }

    /** The classes whose methods and constants were read, by binary name. */
    Set<String> classes() {
        return Set.copyOf(classes);
    }

    /** Notes that something of a class became part of the operator. */
    void read(String className) {
        // local records have no name for others, and are compiled with the class around them
        if (!className.startsWith(".") && !LibraryCalls.knows(className)) {
            classes.add(className);
        }
    }

    /** Notes that a member of a class was looked up: it, or one above it, may get another one of that name. */
    void lookedUp(ClassView type) {
        type.element().ifPresent(this::lookedUp);
    }

    private void lookedUp(TypeElement type) {
        String name = JavaTypes.binaryName(types.of(type));
        if (LibraryCalls.knows(name) || !lookedUp.add(name)) {
            return;
        }
        read(name);
        Stream.concat(Stream.of(type.getSuperclass()), type.getInterfaces().stream())
                .filter(DeclaredType.class::isInstance)
                .forEach(above -> lookedUp((TypeElement) ((DeclaredType) above).asElement()));
    }

    /** A static field of a class of which there is only a class file; empty if there is none. */
    Optional<AbstractValue> compiledField(String owner, String name, String type) {
        return classFiles.find(owner).map(_ -> {
            AbstractValue value = new ClassFileReader(classFiles, tracer).field(owner, name, type);
            return type.equals("Z") ? new AbstractValue.Truth(!value.equals(AbstractValue.Int.of(0))) : value;
        });
    }

    private ClassFiles noting(ClassFiles classFiles) {
        return className -> {
            Optional<byte[]> bytes = classFiles.find(className);
            bytes.ifPresent(_ -> read(className));
            return bytes;
        };
    }

    /** The nodes without a place were made here: inner expressions are done before outer ones. */
    private void note(TreePath path) {
        while (places.size() < tracer.nodes()) {
            places.add(path);
        }
    }

    /** The declaration of a method, if its source is part of the compilation. */
    Optional<TreePath> path(MethodView method) {
        return method.element().isPresent() ? path(method.element().get()) : method.local();
    }

    Optional<TreePath> path(Element element) {
        return paths.computeIfAbsent(element, e -> Optional.ofNullable(trees.getPath(e)));
    }

    /** The names that members of a class see. */
    Scope scopeOf(TypeElement type, AbstractValue.@Nullable Instance self) {
        List<ClassView> enclosing = new ArrayList<>();
        for (Element e = type; e instanceof TypeElement around; e = e.getEnclosingElement()) {
            enclosing.add(names.view(around));
        }
        TreePath path = path(type).orElseThrow(() -> new UnresolvedException(type.toString()));
        return new Scope(path.getCompilationUnit(), enclosing, self);
    }

    private Scope scopeOf(MethodView method, AbstractValue.@Nullable Instance self, Scope caller) {
        if (method.owner().element().isPresent()) {
            return scopeOf(method.owner().element().get(), self);
        }
        List<ClassView> enclosing = new ArrayList<>(List.of(method.owner()));
        caller.enclosing().stream().filter(c -> c.element().isPresent()).forEach(enclosing::add);
        Scope scope = new Scope(caller.unit(), enclosing, self);
        caller.localClasses().forEach(scope::declareClass);
        return scope;
    }

    AbstractValue runMethod(
            MethodView method,
            TreePath path,
            List<AbstractValue> arguments,
            Optional<AbstractValue.Instance> self,
            Scope caller) {
        return run(method, path, arguments, scopeOf(method, self.orElse(null), caller));
    }

    /** Runs a constructor; what comes back are the values of its parameters at the end, if they are those of the record. */
    List<AbstractValue> runConstructor(
            MethodView constructor,
            TreePath path,
            List<AbstractValue> arguments,
            List<String> components,
            AbstractValue.Instance instance,
            Scope caller) {
        Scope scope = scopeOf(constructor, instance, caller);
        MethodTree tree = (MethodTree) path.getLeaf();
        if (tree.getParameters().isEmpty()) {
            // a compact constructor as the parser leaves it
            for (int i = 0; i < arguments.size(); i++) {
                declare(scope, components.get(i), constructor.parameters().get(i), arguments.get(i));
            }
        }
        run(constructor, path, arguments, scope);
        return components.stream().allMatch(scope::knows)
                ? components.stream().map(scope::get).toList()
                : List.of();
    }

    private AbstractValue run(MethodView method, TreePath path, List<AbstractValue> arguments, Scope scope) {
        MethodTree tree = (MethodTree) path.getLeaf();
        if (tree.getBody() == null) {
            throw new DiagnosticException(DiagnosticCode.NO_BODY, method.name(), "it has none");
        }
        if (tree.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
            throw Unsupported.lock();
        }
        method.element()
                .ifPresent(element -> element.getTypeParameters()
                        .forEach(p ->
                                scope.declareTypeParameter(p.getSimpleName().toString(), types.of(p.asType()))));
        for (int i = 0; i < tree.getParameters().size(); i++) {
            VariableTree parameter = tree.getParameters().get(i);
            declare(scope, parameter.getName().toString(), method.parameters().get(i), arguments.get(i));
        }
        read(method.owner().name());
        tracer.enter(method.key());
        try {
            return statements.run(new TreePath(path, tree.getBody()), scope)
                                    instanceof Completion.Return(AbstractValue value)
                            && value != null
                    ? expressions.coerce(value, method.result())
                    : new AbstractValue.Null();
        } finally {
            tracer.leave();
        }
    }

    private static void declare(Scope scope, String name, String type, AbstractValue value) {
        scope.declare(name, type);
        scope.set(name, value);
    }

    AbstractValue evaluate(TreePath path, Scope scope) {
        AbstractValue value = located(path, () -> expressions.evaluate(path, scope));
        note(path);
        return value;
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

    /** Whether a name before a dot is an expression and not a class. */
    boolean isExpression(ExpressionTree tree, Scope scope) {
        return expressions.isExpression(tree, scope);
    }

    /** Whether a call may run code of a package, as far as its text tells. */
    boolean isOfPackage(PackageElement own, ExpressionTree method, Scope scope) {
        if (!(method instanceof MemberSelectTree select)) {
            return true;
        }
        try {
            String type = isExpression(select.getExpression(), scope)
                    ? expressions.staticType(select.getExpression(), scope)
                    : names.type(select.getExpression(), scope);
            return type.equals(JavaTypes.UNKNOWN)
                    || type.startsWith("L")
                            && elements.getPackageOf(types.type(JavaTypes.binaryName(type)))
                                    .equals(own);
        } catch (UnresolvedException _) {
            return true;
        }
    }

    /** The type in the declaration of a variable. */
    String declaredType(VariableTree variable, Scope scope) {
        try {
            return variable.getType() == null ? JavaTypes.UNKNOWN : names.type(variable.getType(), scope);
        } catch (UnresolvedException _) {
            return JavaTypes.UNKNOWN;
        }
    }

    /** Whether an expression is a number, as far as its text tells. */
    boolean isNumber(ExpressionTree tree, Scope scope) {
        try {
            return JavaTypes.isNumber(expressions.staticType(tree, scope));
        } catch (UnresolvedException _) {
            return false;
        }
    }

    AbstractValue initializer(TreePath path, TypeMirror type, Scope scope) {
        return expressions.initializer(path, types.of(type), scope);
    }

    /** The type that the compiler gives an argument, which decides between overloaded methods. */
    String typeOf(TreePath argument, AbstractValue value, Scope scope) {
        return expressions.typeOf(argument, value, scope);
    }

    AbstractValue coerce(AbstractValue datum, String type) {
        return expressions.coerce(datum, type);
    }

    /** Adds the position to errors from inside the action; the innermost position counts. */
    <T> T located(TreePath path, Supplier<T> action) {
        try {
            return action.get();
        } catch (DiagnosticException e) {
            throw new LocatedDiagnostic(e, path);
        } catch (GraphException e) {
            throw new LocatedDiagnostic(DiagnosticException.of(e), path);
        } catch (ArithmeticException e) {
            throw new LocatedDiagnostic(
                    new DiagnosticException(DiagnosticCode.OPERAND_ARGUMENT, "integer arithmetic: " + e.getMessage()),
                    path);
        } catch (UnresolvedException e) {
            throw e.at(path);
        }
    }
}
