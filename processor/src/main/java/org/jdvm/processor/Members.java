package org.jdvm.processor;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.Overload;

/** Finds the methods and constructors of classes, and the one that a call means. */
final class Members {
    static final String CONSTRUCTOR = "<init>";

    private final Elements elements;
    private final JavaTypes types;
    private final NameResolution names;
    private final Map<TypeElement, Map<String, List<MethodView>>> methods = new HashMap<>();

    Members(Elements elements, JavaTypes types, NameResolution names) {
        this.elements = elements;
        this.types = types;
        this.names = names;
    }

    boolean isRecord(ClassView type) {
        return type.element().map(e -> e.getKind() == ElementKind.RECORD).orElse(true);
    }

    /** The position of a constant among those of its enum. */
    int ordinal(ClassView type, String constant) {
        return constants(type).indexOf(constant);
    }

    /** The constants of an enum in order. */
    List<String> constants(ClassView type) {
        return type.element().orElseThrow().getEnclosedElements().stream()
                .filter(e -> e.getKind() == ElementKind.ENUM_CONSTANT)
                .map(e -> e.getSimpleName().toString())
                .toList();
    }

    /** A component of a record. */
    record Component(String name, String type) {}

    List<Component> components(ClassView type, Scope scope) {
        if (type.element().isPresent()) {
            return type.element().get().getRecordComponents().stream()
                    .map(c -> new Component(c.getSimpleName().toString(), types.of(c.asType())))
                    .toList();
        }
        return trees(type)
                .filter(member -> member instanceof VariableTree v
                        && !v.getModifiers().getFlags().contains(Modifier.STATIC))
                .map(member -> new Component(
                        ((VariableTree) member).getName().toString(),
                        names.type(((VariableTree) member).getType(), scope)))
                .toList();
    }

    private static Stream<? extends Tree> trees(ClassView local) {
        return ((ClassTree) local.local().orElseThrow().getLeaf()).getMembers().stream();
    }

    /** The methods of a name, also inherited ones; of a local record also those that the compiler will add. */
    List<MethodView> methods(ClassView type, String name, Scope scope) {
        if (type.element().isPresent()) {
            TypeElement element = type.element().get();
            return methods.computeIfAbsent(element, _ -> new HashMap<>())
                    .computeIfAbsent(name, _ -> methods(element, name));
        }
        TreePath path = type.local().orElseThrow();
        List<MethodView> found = new ArrayList<>();
        trees(type)
                .filter(member -> member instanceof MethodTree m && m.getName().contentEquals(name))
                .map(member -> view(type, new TreePath(path, member), scope))
                .forEach(found::add);
        implicit(type, name, scope)
                .filter(i -> found.stream().noneMatch(m -> m.parameters().equals(i.parameters())))
                .ifPresent(found::add);
        return found;
    }

    private List<MethodView> methods(TypeElement type, String name) {
        Stream<ExecutableElement> all = name.equals(CONSTRUCTOR)
                ? ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
                : ElementFilter.methodsIn(elements.getAllMembers(type)).stream()
                        .filter(m -> m.getSimpleName().contentEquals(name));
        return all.map(this::view).toList();
    }

    MethodView view(ExecutableElement method) {
        return new MethodView(
                names.view((TypeElement) method.getEnclosingElement()),
                method.getSimpleName().toString(),
                method.getModifiers().contains(Modifier.STATIC),
                method.isVarArgs(),
                method.getParameters().stream().map(p -> types.of(p.asType())).toList(),
                types.of(method.getReturnType()),
                Optional.of(method),
                Optional.empty());
    }

    private MethodView view(ClassView owner, TreePath path, Scope scope) {
        MethodTree method = (MethodTree) path.getLeaf();
        boolean constructor = method.getName().contentEquals(CONSTRUCTOR);
        List<String> parameters = constructor && isCompact(owner, method, scope)
                ? components(owner, scope).stream().map(Component::type).toList()
                : method.getParameters().stream()
                        .map(p -> names.type(p.getType(), scope))
                        .toList();
        return new MethodView(
                owner,
                method.getName().toString(),
                method.getModifiers().getFlags().contains(Modifier.STATIC),
                false,
                parameters,
                constructor ? "V" : names.type(method.getReturnType(), scope),
                Optional.empty(),
                Optional.of(path));
    }

    /** A compact constructor has no parameters in its tree, and calls no other constructor. */
    private boolean isCompact(ClassView owner, MethodTree method, Scope scope) {
        return method.getParameters().isEmpty()
                && !components(owner, scope).isEmpty()
                && (method.getBody().getStatements().isEmpty()
                        || !method.getBody()
                                .getStatements()
                                .getFirst()
                                .toString()
                                .startsWith("this("));
    }

    private Optional<MethodView> implicit(ClassView local, String name, Scope scope) {
        List<Component> components = components(local, scope);
        if (name.equals(CONSTRUCTOR)) {
            List<String> parameters = components.stream().map(Component::type).toList();
            return Optional.of(
                    new MethodView(local, name, false, false, parameters, "V", Optional.empty(), Optional.empty()));
        }
        return components.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .map(c -> new MethodView(
                        local, name, false, false, List.of(), c.type(), Optional.empty(), Optional.empty()));
    }

    /**
     * The method that a call means.
     *
     * @param method the method
     * @param spread whether the last arguments are put into an array
     */
    record Invocation(MethodView method, boolean spread) {
        /** The types that the arguments of the call are converted to. */
        List<String> wanted(int arguments) {
            return spread ? Members.spread(method, arguments) : method.parameters();
        }
    }

    /**
     * The method that a call means, by the types of its arguments: one that takes them as they are, else one that takes them boxed or
     * unboxed, else one that takes the last ones in an array.
     */
    Invocation choose(String name, List<MethodView> candidates, List<String> arguments) {
        for (BiPredicate<List<String>, List<String>> phase :
                List.<BiPredicate<List<String>, List<String>>>of(types::convert, types::fit)) {
            List<MethodView> applicable = candidates.stream()
                    .filter(m -> phase.test(arguments, m.parameters()))
                    .toList();
            if (!applicable.isEmpty()) {
                return new Invocation(mostSpecific(applicable, MethodView::parameters), false);
            }
        }
        List<MethodView> applicable = candidates.stream()
                .filter(m -> m.varArgs() && types.fit(arguments, spread(m, arguments.size())))
                .toList();
        if (applicable.isEmpty()) {
            throw candidates.isEmpty()
                    ? new UnresolvedException(name)
                    : new UnresolvedException(Overload.none(
                            name,
                            arguments,
                            candidates.stream().map(MethodView::overload).toList()));
        }
        int count = Math.max(
                arguments.size(),
                applicable.stream().mapToInt(m -> m.parameters().size()).max().orElseThrow());
        return new Invocation(mostSpecific(applicable, m -> spread(m, count)), true);
    }

    private MethodView mostSpecific(List<MethodView> applicable, Function<MethodView, List<String>> parameters) {
        List<MethodView> best = applicable.stream()
                .filter(m -> applicable.stream()
                        .allMatch(other -> types.convert(parameters.apply(m), parameters.apply(other))))
                .toList();
        if (best.isEmpty()) {
            String listed = applicable.stream().map(MethodView::shown).collect(Collectors.joining(" and "));
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "a choice between " + listed);
        }
        // of methods with the same parameters, that of the subclass hides or overrides the others
        return best.stream()
                .filter(m -> best.stream().allMatch(other -> types.converts(type(m.owner()), type(other.owner()))))
                .findFirst()
                .orElse(best.getFirst());
    }

    private static String type(ClassView view) {
        return "L" + view.name().replace('.', '/') + ";";
    }

    /** The types of the given number of arguments, the last ones put into an array. */
    private static List<String> spread(MethodView method, int count) {
        int fixed = method.parameters().size() - 1;
        List<String> spread = new ArrayList<>(method.parameters().subList(0, Math.min(fixed, count)));
        while (spread.size() < count) {
            spread.add(method.parameters().getLast().substring(1));
        }
        // too few arguments fit nothing
        return count < fixed ? List.of() : spread;
    }

    /** The method of a class that is run where a call means one of its super-types. */
    MethodView override(MethodView meant, ClassView type, Scope scope) {
        if (meant.element().isEmpty() || type.element().isEmpty()) {
            return methods(type, meant.name(), scope).stream()
                    .filter(m -> m.parameters().equals(meant.parameters()))
                    .findFirst()
                    .orElse(meant);
        }
        return methods(type, meant.name(), scope).stream()
                .filter(m -> m.element().isPresent()
                        && elements.overrides(
                                m.element().get(),
                                meant.element().get(),
                                type.element().get()))
                .findFirst()
                .orElse(meant);
    }
}
