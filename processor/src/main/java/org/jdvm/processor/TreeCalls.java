package org.jdvm.processor;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.util.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.ClassFiles;
import org.jdvm.front.ClassNames;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.EnumConstant;
import org.jdvm.front.LibraryCalls;
import org.jdvm.front.Tracer;
import org.jdvm.front.Unsupported;

/** Calls of methods and constructors: known ones are answered by the library, the bodies of others are read at the call. */
final class TreeCalls {
    private final TreeBody body;
    private final Elements elements;
    private final ClassFiles classFiles;
    private final Tracer tracer;
    private final JavaTypes types;
    private final NameResolution names;
    private final Members members;

    TreeCalls(
            TreeBody body,
            Elements elements,
            ClassFiles classFiles,
            Tracer tracer,
            JavaTypes types,
            NameResolution names,
            Members members) {
        this.body = body;
        this.elements = elements;
        this.classFiles = classFiles;
        this.tracer = tracer;
        this.types = types;
        this.names = names;
        this.members = members;
    }

    AbstractValue call(TreePath path, MethodInvocationTree call, Scope scope) {
        TreePath select = new TreePath(path, call.getMethodSelect());
        return switch (call.getMethodSelect()) {
            case IdentifierTree name when name.getName().contentEquals("super") -> new AbstractValue.Null();
            case IdentifierTree name
            when name.getName().contentEquals("this") -> {
                Arguments arguments = arguments(path, call.getArguments(), scope);
                ClassView type = scope.enclosing().getFirst();
                Members.Invocation constructor = choose("this", type, Members.CONSTRUCTOR, arguments, scope);
                construct(constructor.method(), scope.self(), fit(constructor, arguments), scope);
                yield new AbstractValue.Null();
            }
            case IdentifierTree name -> {
                Arguments arguments = arguments(path, call.getArguments(), scope);
                Members.Invocation chosen = choose(
                        name.getName().toString(), candidates(name.getName().toString(), scope), arguments.types());
                yield chosen.method().isStatic()
                        ? invoke(chosen, Optional.empty(), arguments, scope)
                        : dispatch(chosen, scope.self(), arguments, scope);
            }
            case MemberSelectTree member
            when member.getExpression() instanceof MemberSelectTree above
                    && above.getIdentifier().contentEquals("super") -> {
                // the method of one of the interfaces, and no other that overrides it
                Arguments arguments = arguments(path, call.getArguments(), scope);
                ClassView type = names.classNamed(above.getExpression(), scope)
                        .orElseThrow(() -> new UnresolvedException(above.toString()));
                String name = member.getIdentifier().toString();
                yield invoke(choose(name, type, name, arguments, scope), Optional.of(scope.self()), arguments, scope);
            }
            case MemberSelectTree member -> {
                String name = member.getIdentifier().toString();
                Optional<ClassView> owner = body.isExpression(member.getExpression(), scope)
                        ? Optional.empty()
                        : names.classNamed(member.getExpression(), scope);
                if (owner.isPresent()) {
                    Arguments arguments = arguments(path, call.getArguments(), scope);
                    yield invoke(choose(name, owner.get(), name, arguments, scope), Optional.empty(), arguments, scope);
                }
                TreePath object = new TreePath(select, member.getExpression());
                AbstractValue self = body.evaluate(object, scope);
                Arguments arguments = arguments(path, call.getArguments(), scope);
                yield on(self, body.typeOf(object, self, scope), name, arguments, scope);
            }
            default -> throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "this call");
        };
    }

    private AbstractValue on(AbstractValue self, String declared, String name, Arguments arguments, Scope scope) {
        switch (self) {
            case AbstractValue.Null _ ->
                throw new DiagnosticException(DiagnosticCode.NULL, "the object of '" + name + "'");
            case AbstractValue.Opaque(String what) -> throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, what);
            case AbstractValue.Array array -> {
                return tracer.library().call(JavaTypes.of(array), name, array, arguments.values());
            }
            default -> {}
        }
        String actual = JavaTypes.of(self);
        ClassView type = viewOf(JavaTypes.binaryName(declared.startsWith("L") ? declared : actual), scope);
        return dispatch(choose(name, type, name, arguments, scope), self, arguments, scope);
    }

    /** Runs the method of the object's own class that the one meant by the call may be overridden by. */
    private AbstractValue dispatch(Members.Invocation meant, AbstractValue self, Arguments arguments, Scope scope) {
        ClassView type = viewOf(JavaTypes.binaryName(JavaTypes.of(self)), scope);
        body.lookedUp(type);
        MethodView method =
                type.equals(meant.method().owner()) ? meant.method() : members.override(meant.method(), type, scope);
        return invoke(new Members.Invocation(method, meant.spread()), Optional.of(self), arguments, scope);
    }

    /** The class of a value. */
    ClassView viewOf(String className, Scope scope) {
        for (ClassView local : scope.localClasses().values()) {
            if (local.name().equals(className)) {
                return local;
            }
        }
        return Optional.ofNullable(types.type(className))
                .map(names::view)
                .orElseThrow(() -> new DiagnosticException(
                        DiagnosticCode.UNSUPPORTED, "a method of " + ClassNames.shown(className)));
    }

    /** The methods that a name alone may mean: those of the innermost class that has any, or imported ones. */
    List<MethodView> candidates(String name, Scope scope) {
        for (ClassView enclosing : scope.enclosing()) {
            List<MethodView> methods = members.methods(enclosing, name, scope);
            if (!methods.isEmpty()) {
                body.lookedUp(enclosing);
                return methods;
            }
        }
        return Stream.of(name, "*")
                .map(imported -> names.staticImports(imported, scope)
                        .map(names::view)
                        .peek(body::lookedUp)
                        .flatMap(type -> members.methods(type, name, scope).stream())
                        .filter(MethodView::isStatic)
                        .distinct()
                        .toList())
                .filter(methods -> !methods.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    List<MethodView> methods(ClassView type, String name, Scope scope) {
        return members.methods(type, name, scope);
    }

    /** The type of a component of the record whose constructor it is. */
    String componentType(String name, Scope scope) {
        return members.components(scope.enclosing().getFirst(), scope).stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .map(Members.Component::type)
                .orElseThrow(() -> new UnresolvedException(name));
    }

    private Members.Invocation choose(String shown, ClassView type, String name, Arguments arguments, Scope scope) {
        body.lookedUp(type);
        List<MethodView> candidates = members.methods(type, name, scope);
        if (candidates.isEmpty() && type.name().equals(LibraryCalls.TENSOR)) {
            throw UnresolvedException.ofTensor(name);
        }
        return choose(shown, candidates, arguments.types());
    }

    /** The method that a call means, whose arguments are not evaluated. */
    Members.Invocation choose(String name, List<MethodView> candidates, List<String> arguments) {
        if (!candidates.isEmpty()) {
            refuseNumbersOnly(candidates.getFirst().owner().name(), name, arguments);
        }
        return members.choose(name, candidates, arguments);
    }

    /** Java's functions of numbers are methods of tensors. */
    private static void refuseNumbersOnly(String owner, String name, List<String> arguments) {
        if (owner.matches("java\\.lang\\.(Strict)?Math") && arguments.contains(JavaTypes.TENSOR)) {
            String simple = owner.substring(owner.lastIndexOf('.') + 1);
            throw new DiagnosticException(
                    DiagnosticCode.UNSUPPORTED,
                    simple + "." + name
                            + " of a tensor (it takes numbers; call a method of the tensor, such as x.exp())");
        }
    }

    /** The arguments of a call, and the types that the compiler gives them. */
    private record Arguments(List<AbstractValue> values, List<String> types) {}

    private Arguments arguments(TreePath path, List<? extends ExpressionTree> given, Scope scope) {
        List<AbstractValue> values = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (ExpressionTree tree : given) {
            TreePath argument = new TreePath(path, tree);
            AbstractValue value = body.evaluate(argument, scope);
            values.add(value);
            types.add(body.typeOf(argument, value, scope));
        }
        return new Arguments(values, types);
    }

    /** The arguments in the types of the parameters. */
    private List<AbstractValue> fit(Members.Invocation chosen, Arguments arguments) {
        MethodView method = chosen.method();
        List<String> wanted = chosen.wanted(arguments.values().size());
        List<AbstractValue> fitted = new ArrayList<>();
        for (int i = 0; i < arguments.values().size(); i++) {
            fitted.add(body.coerce(arguments.values().get(i), wanted.get(i)));
        }
        if (!chosen.spread()) {
            return fitted;
        }
        int fixed = method.parameters().size() - 1;
        List<AbstractValue> rest = fitted.subList(fixed, fitted.size());
        AbstractValue array =
                new AbstractValue.Array(method.parameters().getLast().substring(1), rest.toArray(AbstractValue[]::new));
        List<AbstractValue> packed = new ArrayList<>(fitted.subList(0, fixed));
        packed.add(array);
        return packed;
    }

    private AbstractValue invoke(
            Members.Invocation chosen, Optional<AbstractValue> self, Arguments arguments, Scope scope) {
        MethodView method = chosen.method();
        List<AbstractValue> fitted = fit(chosen, arguments);
        String owner = method.owner().name();
        if (self.isEmpty() || method.isStatic()) {
            return LibraryCalls.knows(owner)
                    ? tracer.library().callStatic(owner, method.name(), fitted)
                    : read(method, fitted, Optional.empty(), scope);
        }
        if (self.get() instanceof AbstractValue.Instance instance) {
            if (LibraryCalls.knows(owner)) {
                throw Unsupported.ofRecord(method.name());
            }
            return isImplicit(method)
                    ? component(instance, method.name())
                    : read(method, fitted, Optional.of(instance), scope);
        }
        if (self.get() instanceof AbstractValue.Constant(EnumConstant constant)
                && method.name().equals("ordinal")) {
            body.read(constant.className());
            return AbstractValue.Int.of(members.ordinal(viewOf(constant.className(), scope), constant.name()));
        }
        return tracer.library().call(owner, method.name(), self.get(), fitted);
    }

    /** What an accessor gives; other methods that the compiler writes compute what is known only at the call. */
    private static AbstractValue component(AbstractValue.Instance instance, String name) {
        if (!instance.has(name)) {
            throw Unsupported.ofRecord(name);
        }
        return instance.get(name);
    }

    AbstractValue create(TreePath path, NewClassTree creation, Scope scope) {
        ExpressionTree named = creation.getIdentifier() instanceof ParameterizedTypeTree generic
                        && generic.getType() instanceof ExpressionTree plain
                ? plain
                : creation.getIdentifier();
        ClassView type = names.classNamed(named, scope).orElseThrow(() -> new UnresolvedException(named.toString()));
        if (!members.isRecord(type) || creation.getClassBody() != null) {
            boolean throwable = creation.getClassBody() == null
                    && types.converts("L" + type.name().replace('.', '/') + ";", "Ljava/lang/Throwable;");
            throw throwable ? new DiagnosticException(DiagnosticCode.ALWAYS_THROWS) : Unsupported.instance(type.name());
        }
        Arguments arguments = arguments(path, creation.getArguments(), scope);
        Members.Invocation constructor = choose(named.toString(), type, Members.CONSTRUCTOR, arguments, scope);
        AbstractValue.Instance instance = new AbstractValue.Instance(type.name());
        body.read(type.name());
        construct(constructor.method(), instance, fit(constructor, arguments), scope);
        return instance;
    }

    private void construct(
            MethodView constructor, AbstractValue.Instance instance, List<AbstractValue> arguments, Scope scope) {
        List<Members.Component> components = members.components(constructor.owner(), scope);
        List<AbstractValue> values = arguments;
        if (!isImplicit(constructor)) {
            values = readConstructor(constructor, instance, arguments, components, scope);
        }
        // what the compiler does at the end of a compact constructor
        if (instance.components().size() < components.size()) {
            for (int i = 0; i < components.size(); i++) {
                instance.set(components.get(i).name(), values.get(i));
            }
        }
        if (constructor
                .parameters()
                .equals(components.stream().map(Members.Component::type).toList())) {
            instance.constructed(arguments);
        }
    }

    /** Refuses records whose accessors give something else than their components. */
    void checkAccessors(String path, AbstractValue argument, Scope scope) {
        if (argument instanceof AbstractValue.Instance instance) {
            ClassView type = viewOf(instance.className(), scope);
            for (Members.Component component : members.components(type, scope)) {
                AbstractValue value = instance.get(component.name());
                boolean changes = members.methods(type, component.name(), scope).stream()
                        .filter(method -> method.parameters().isEmpty() && !isImplicit(method))
                        .anyMatch(method -> !read(method, List.of(), Optional.of(instance), scope)
                                .equals(value));
                if (changes) {
                    throw Unsupported.accessor(path, component.name());
                }
                checkAccessors(path + "." + component.name(), value, scope);
            }
        }
    }

    /** Runs a constructor; what comes back are the values of its parameters at the end. */
    private List<AbstractValue> readConstructor(
            MethodView constructor,
            AbstractValue.Instance instance,
            List<AbstractValue> arguments,
            List<Members.Component> components,
            Scope scope) {
        Optional<TreePath> path = body.path(constructor);
        if (path.isEmpty()) {
            fromClassFile(constructor, arguments, Optional.of(instance));
            return List.of();
        }
        List<String> parameters =
                components.stream().map(Members.Component::name).toList();
        return body.runConstructor(constructor, path.get(), arguments, parameters, instance, scope);
    }

    /** Whether the compiler writes the accessor or constructor of a record. */
    private boolean isImplicit(MethodView method) {
        if (method.element().isEmpty()) {
            return method.local().isEmpty();
        }
        if (!members.isRecord(method.owner())) {
            return false;
        }
        if (elements.getOrigin(method.element().get()) == Elements.Origin.MANDATED) {
            return true;
        }
        // where neither source nor class file can be read, members of records are taken to be what they usually are
        return body.path(method).isEmpty()
                && classFiles.find(method.owner().name()).isEmpty()
                && method.owner().element().get().getRecordComponents().stream()
                        .anyMatch(c -> method.name().equals(Members.CONSTRUCTOR)
                                || method.element().get().equals(c.getAccessor()));
    }

    private AbstractValue read(
            MethodView method, List<AbstractValue> arguments, Optional<AbstractValue.Instance> self, Scope scope) {
        Optional<TreePath> path = body.path(method);
        if (path.isEmpty() && method.element().isPresent()) {
            TypeElement owner = method.owner().element().orElseThrow();
            if (owner.getKind() == ElementKind.ENUM && method.name().matches("values|valueOf")) {
                return ofEnum(method, scope);
            }
            if (self.isPresent()
                    && method.name().matches("equals|hashCode|toString")
                    && classFiles.find(method.owner().name()).isEmpty()) {
                throw Unsupported.ofRecord(method.name());
            }
        }
        return path.isPresent()
                ? body.runMethod(method, path.get(), arguments, self, scope)
                : fromClassFile(method, arguments, self);
    }

    /** A method that the compiler writes for enums. */
    private AbstractValue ofEnum(MethodView method, Scope scope) {
        String owner = method.owner().name();
        if (method.name().equals("valueOf")) {
            throw Unsupported.method("java.lang.Enum", "valueOf");
        }
        body.read(owner);
        return new AbstractValue.Array(
                method.result().substring(1),
                members.constants(method.owner()).stream()
                        .map(name -> LibraryCalls.enumConstant(owner, name))
                        .toArray(AbstractValue[]::new));
    }

    private AbstractValue fromClassFile(
            MethodView method, List<AbstractValue> arguments, Optional<AbstractValue.Instance> self) {
        String owner = method.owner().name();
        if (classFiles.find(owner).isEmpty()) {
            throw new DiagnosticException(
                    DiagnosticCode.NO_BODY,
                    ClassNames.shown(owner) + "." + method.name(),
                    "its source is not part of this compilation, and its class file is not to be found");
        }
        List<AbstractValue> all = new ArrayList<>();
        self.ifPresent(all::add);
        for (AbstractValue argument : arguments) {
            all.add(
                    argument instanceof AbstractValue.Truth(boolean value)
                            ? AbstractValue.Int.of(value ? 1 : 0)
                            : argument);
        }
        AbstractValue result = new ClassFileReader(classFiles, tracer)
                .invoke(owner, method.name(), types.of(method.element().orElseThrow()), all);
        return method.result().equals("Z") ? new AbstractValue.Truth(!result.equals(AbstractValue.Int.of(0))) : result;
    }
}
