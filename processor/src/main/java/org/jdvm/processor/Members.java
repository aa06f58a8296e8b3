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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.jdvm.front.Message;
import org.jdvm.front.Refusal;

/** Finds the methods and constructors of classes, and the one that a call means. */
final class Members {
    static final String CONSTRUCTOR = "<init>";

    private final Elements elements;
    private final JavaTypes types;
    private final Names names;
    private final Map<TypeElement, Map<String, List<MethodView>>> methods = new HashMap<>();

    Members(Elements elements, JavaTypes types, Names names) {
        this.elements = elements;
        this.types = types;
        this.names = names;
    }

    boolean isRecord(ClassView type) {
        return type.element().map(e -> e.getKind() == ElementKind.RECORD).orElse(true);
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

    /** The method that a call means, by the types of its arguments. */
    MethodView choose(String name, List<MethodView> candidates, List<String> arguments) {
        List<MethodView> applicable = candidates.stream()
                .filter(m -> types.convert(arguments, m.parameters()))
                .toList();
        if (applicable.isEmpty()) {
            applicable = candidates.stream()
                    .filter(m -> m.varArgs() && types.convert(arguments, spread(m, arguments.size())))
                    .toList();
        }
        if (applicable.isEmpty()) {
            // a constant may be passed as a smaller type than the one it is known by here
            applicable = candidates.stream()
                    .filter(m -> m.parameters().size() == arguments.size())
                    .toList();
            if (applicable.size() != 1) {
                throw new UnresolvedException(name);
            }
        }
        List<MethodView> all = applicable;
        List<MethodView> best = all.stream()
                .filter(m ->
                        all.stream().allMatch(other -> types.convert(fixed(m, arguments), fixed(other, arguments))))
                .toList();
        if (best.isEmpty()) {
            String listed = all.stream().map(MethodView::key).collect(Collectors.joining(" and "));
            throw new Refusal(Message.UNSUPPORTED, "a choice between " + listed);
        }
        return best.getFirst();
    }

    private List<String> fixed(MethodView method, List<String> arguments) {
        return types.convert(arguments, method.parameters()) ? method.parameters() : spread(method, arguments.size());
    }

    /** The types of so many arguments, the last ones put into an array. */
    static List<String> spread(MethodView method, int count) {
        int fixed = method.parameters().size() - 1;
        List<String> spread = new ArrayList<>(method.parameters().subList(0, Math.min(fixed, count)));
        while (spread.size() < count) {
            spread.add(method.parameters().getLast().substring(1));
        }
        // too few arguments fit nothing
        return count < fixed ? List.of() : spread;
    }
}
