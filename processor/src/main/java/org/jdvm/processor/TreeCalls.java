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
import javax.lang.model.util.Elements;
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.ClassFiles;
import org.jdvm.front.Datum;
import org.jdvm.front.LibraryCalls;
import org.jdvm.front.Message;
import org.jdvm.front.Refusal;
import org.jdvm.front.Tracer;

/** Calls of methods and constructors: known ones are answered by the library, others are read where they stand. */
final class TreeCalls {
    private final TreeBody body;
    private final Elements elements;
    private final ClassFiles classFiles;
    private final Tracer tracer;
    private final JavaTypes types;
    private final Names names;
    private final Members members;

    TreeCalls(
            TreeBody body,
            Elements elements,
            ClassFiles classFiles,
            Tracer tracer,
            JavaTypes types,
            Names names,
            Members members) {
        this.body = body;
        this.elements = elements;
        this.classFiles = classFiles;
        this.tracer = tracer;
        this.types = types;
        this.names = names;
        this.members = members;
    }

    Datum call(TreePath path, MethodInvocationTree call, Scope scope) {
        TreePath select = new TreePath(path, call.getMethodSelect());
        return switch (call.getMethodSelect()) {
            case IdentifierTree name when name.getName().contentEquals("super") -> new Datum.Null();
            case IdentifierTree name
            when name.getName().contentEquals("this") -> {
                List<Datum> arguments = arguments(path, call.getArguments(), scope);
                ClassView type = scope.enclosing().getFirst();
                MethodView constructor = choose("this", type, Members.CONSTRUCTOR, arguments, scope);
                construct(constructor, scope.self(), fit(constructor, arguments), scope);
                yield new Datum.Null();
            }
            case IdentifierTree name -> {
                List<Datum> arguments = arguments(path, call.getArguments(), scope);
                MethodView method = choose(
                        name.getName().toString(), candidates(name.getName().toString(), scope), arguments);
                yield invoke(
                        method, method.isStatic() ? Optional.empty() : Optional.of(scope.self()), arguments, scope);
            }
            case MemberSelectTree member -> {
                String name = member.getIdentifier().toString();
                Optional<ClassView> owner = body.isExpression(member.getExpression(), scope)
                        ? Optional.empty()
                        : names.classNamed(member.getExpression(), scope);
                if (owner.isPresent()) {
                    List<Datum> arguments = arguments(path, call.getArguments(), scope);
                    yield invoke(choose(name, owner.get(), name, arguments, scope), Optional.empty(), arguments, scope);
                }
                Datum self = body.evaluate(new TreePath(select, member.getExpression()), scope);
                List<Datum> arguments = arguments(path, call.getArguments(), scope);
                yield on(self, name, arguments, scope);
            }
            default -> throw new Refusal(Message.UNSUPPORTED, "this call");
        };
    }

    private Datum on(Datum self, String name, List<Datum> arguments, Scope scope) {
        switch (self) {
            case Datum.Null _ -> throw new Refusal(Message.NULL, "the object of '" + name + "'");
            case Datum.Opaque(String what) -> throw new Refusal(Message.UNSUPPORTED, what);
            default -> {}
        }
        ClassView type = viewOf(JavaTypes.binaryName(JavaTypes.of(self)), scope);
        MethodView method = choose(name, type, name, arguments, scope);
        return invoke(method, Optional.of(self), arguments, scope);
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
                .orElseThrow(() -> new Refusal(Message.UNSUPPORTED, "a method of " + className));
    }

    /** The methods that a name alone may mean: those of the innermost class that has any, or imported ones. */
    List<MethodView> candidates(String name, Scope scope) {
        for (ClassView enclosing : scope.enclosing()) {
            List<MethodView> methods = members.methods(enclosing, name, scope);
            if (!methods.isEmpty()) {
                return methods;
            }
        }
        return names.staticImports(name, scope)
                .flatMap(type -> members.methods(names.view(type), name, scope).stream())
                .filter(MethodView::isStatic)
                .toList();
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

    private MethodView choose(String shown, ClassView type, String name, List<Datum> arguments, Scope scope) {
        return choose(shown, members.methods(type, name, scope), arguments);
    }

    private MethodView choose(String shown, List<MethodView> candidates, List<Datum> arguments) {
        return members.choose(
                shown, candidates, arguments.stream().map(JavaTypes::of).toList());
    }

    private List<Datum> arguments(TreePath path, List<? extends ExpressionTree> given, Scope scope) {
        return given.stream()
                .map(argument -> body.evaluate(new TreePath(path, argument), scope))
                .toList();
    }

    /** The arguments in the types of the parameters. */
    private List<Datum> fit(MethodView method, List<Datum> arguments) {
        List<String> given = arguments.stream().map(JavaTypes::of).toList();
        boolean spread = method.varArgs() && !types.convert(given, method.parameters());
        List<String> wanted = spread ? Members.spread(method, arguments.size()) : method.parameters();
        List<Datum> fitted = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            fitted.add(body.coerce(arguments.get(i), wanted.get(i)));
        }
        if (!spread) {
            return fitted;
        }
        int fixed = method.parameters().size() - 1;
        List<Datum> rest = fitted.subList(fixed, fitted.size());
        Datum array = new Datum.Array(method.parameters().getLast().substring(1), rest.toArray(Datum[]::new));
        List<Datum> packed = new ArrayList<>(fitted.subList(0, fixed));
        packed.add(array);
        return packed;
    }

    private Datum invoke(MethodView method, Optional<Datum> self, List<Datum> arguments, Scope scope) {
        List<Datum> fitted = fit(method, arguments);
        String owner = method.owner().name();
        if (self.isEmpty()) {
            return LibraryCalls.knows(owner)
                    ? tracer.library().callStatic(owner, method.name(), fitted)
                    : read(method, fitted, Optional.empty(), scope);
        }
        if (self.get() instanceof Datum.Instance instance) {
            return isImplicit(method)
                    ? instance.get(method.name())
                    : read(method, fitted, Optional.of(instance), scope);
        }
        return tracer.library().call(owner, method.name(), self.get(), fitted);
    }

    Datum create(TreePath path, NewClassTree creation, Scope scope) {
        ExpressionTree named = creation.getIdentifier() instanceof ParameterizedTypeTree generic
                        && generic.getType() instanceof ExpressionTree plain
                ? plain
                : creation.getIdentifier();
        ClassView type = names.classNamed(named, scope).orElseThrow(() -> new UnresolvedException(named.toString()));
        if (!members.isRecord(type) || creation.getClassBody() != null) {
            throw new Refusal(Message.UNSUPPORTED, "an instance of " + named + ", which is no record,");
        }
        List<Datum> arguments = arguments(path, creation.getArguments(), scope);
        MethodView constructor = choose(named.toString(), type, Members.CONSTRUCTOR, arguments, scope);
        Datum.Instance instance = new Datum.Instance(type.name());
        body.read(type.name());
        construct(constructor, instance, fit(constructor, arguments), scope);
        return instance;
    }

    private void construct(MethodView constructor, Datum.Instance instance, List<Datum> arguments, Scope scope) {
        List<Members.Component> components = members.components(constructor.owner(), scope);
        List<Datum> values = arguments;
        if (!isImplicit(constructor)) {
            values = readConstructor(constructor, instance, arguments, components, scope);
        }
        // what the compiler does at the end of a compact constructor
        if (instance.components().size() < components.size()) {
            for (int i = 0; i < components.size(); i++) {
                instance.set(components.get(i).name(), values.get(i));
            }
        }
    }

    /** Runs a constructor; what comes back are the values of its parameters at the end. */
    private List<Datum> readConstructor(
            MethodView constructor,
            Datum.Instance instance,
            List<Datum> arguments,
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

    private Datum read(MethodView method, List<Datum> arguments, Optional<Datum.Instance> self, Scope scope) {
        Optional<TreePath> path = body.path(method);
        return path.isPresent()
                ? body.runMethod(method, path.get(), arguments, self, scope)
                : fromClassFile(method, arguments, self);
    }

    private Datum fromClassFile(MethodView method, List<Datum> arguments, Optional<Datum.Instance> self) {
        String owner = method.owner().name();
        if (classFiles.find(owner).isEmpty()) {
            throw new Refusal(
                    Message.NO_BODY,
                    owner + "." + method.name(),
                    "its source is not part of this compilation, and its class file is not to be found");
        }
        List<Datum> all = new ArrayList<>();
        self.ifPresent(all::add);
        for (Datum argument : arguments) {
            all.add(argument instanceof Datum.Truth(boolean value) ? Datum.Int.of(value ? 1 : 0) : argument);
        }
        Datum result = new ClassFileReader(classFiles, tracer)
                .invoke(owner, method.name(), types.of(method.element().orElseThrow()), all);
        return method.result().equals("Z") ? new Datum.Truth(!result.equals(Datum.Int.of(0))) : result;
    }
}
