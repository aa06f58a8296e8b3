package org.jdvm.processor;

import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.ArrayTypeTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/**
 * Finds what names in a source mean, by the rules of the Java language.
 *
 * <p>The compiler could be asked, but then it attributes the author's own trees, and doing so twice breaks sources that use generated
 * classes.
 */
final class NameResolution {
    private final Elements elements;
    private final JavaTypes types;
    private final Map<TypeElement, Map<String, VariableElement>> fields = new HashMap<>();
    private final Map<TypeElement, Map<String, TypeElement>> memberTypes = new HashMap<>();

    NameResolution(Elements elements, JavaTypes types) {
        this.elements = elements;
        this.types = types;
    }

    /** The erased type that a tree names. */
    String type(Tree tree, Scope scope) {
        return switch (tree) {
            case PrimitiveTypeTree primitive -> JavaTypes.primitive(primitive.getPrimitiveTypeKind());
            case ArrayTypeTree array -> "[" + type(array.getType(), scope);
            case ParameterizedTypeTree generic -> type(generic.getType(), scope);
            case AnnotatedTypeTree annotated -> type(annotated.getUnderlyingType(), scope);
            case ExpressionTree expression ->
                typeParameter(expression, scope)
                        .or(() -> classNamed(expression, scope)
                                .map(view -> "L" + view.name().replace('.', '/') + ";"))
                        .orElseThrow(() -> new UnresolvedException(expression.toString()));
            default -> throw new UnresolvedException(tree.toString());
        };
    }

    private Optional<String> typeParameter(ExpressionTree tree, Scope scope) {
        String ofMethod = tree instanceof IdentifierTree name
                ? scope.typeParameter(name.getName().toString())
                : null;
        if (ofMethod != null) {
            return Optional.of(ofMethod);
        }
        return tree instanceof IdentifierTree name
                ? scope.enclosing().stream()
                        .flatMap(view -> view.element().stream())
                        .flatMap(type -> type.getTypeParameters().stream())
                        .filter(p -> p.getSimpleName().equals(name.getName()))
                        .findFirst()
                        .map(TypeParameterElement::asType)
                        .map(types::of)
                : Optional.empty();
    }

    /** The class that an expression names, if it names one. */
    Optional<ClassView> classNamed(ExpressionTree tree, Scope scope) {
        return switch (tree) {
            case IdentifierTree name -> simple(name.getName().toString(), scope);
            case MemberSelectTree select -> {
                String name = select.getIdentifier().toString();
                Optional<ClassView> outer = classNamed(select.getExpression(), scope);
                yield outer.isPresent()
                        ? outer.get()
                                .element()
                                .flatMap(type -> memberType(type, name))
                                .map(this::view)
                        : Optional.ofNullable(elements.getTypeElement(select.toString()))
                                .map(this::view);
            }
            default -> Optional.empty();
        };
    }

    /** Whether a qualified name is that of a package, as far as anything is known by it. */
    boolean isPackage(ExpressionTree tree, Scope scope) {
        return switch (tree) {
            case IdentifierTree _ -> classNamed(tree, scope).isEmpty();
            case MemberSelectTree select ->
                isPackage(select.getExpression(), scope)
                        && classNamed(tree, scope).isEmpty();
            default -> false;
        };
    }

    ClassView view(TypeElement type) {
        return new ClassView(JavaTypes.binaryName(types.of(type)), Optional.of(type), Optional.empty());
    }

    private Optional<ClassView> simple(String name, Scope scope) {
        ClassView local = scope.localClass(name);
        if (local != null) {
            return Optional.of(local);
        }
        for (ClassView enclosing : scope.enclosing()) {
            if (enclosing.element().isPresent()) {
                TypeElement type = enclosing.element().get();
                Optional<TypeElement> found =
                        type.getSimpleName().contentEquals(name) ? Optional.of(type) : memberType(type, name);
                if (found.isPresent()) {
                    return found.map(this::view);
                }
            }
        }
        String own = packageName(scope);
        return imported(name, scope)
                .or(() -> named(own, name))
                .or(() -> onDemand(name, false, scope))
                .or(() -> named("java.lang", name))
                .or(() -> onDemand(name, true, scope))
                .map(this::view);
    }

    /** Imports on demand pass over what the file may not use. */
    private boolean isVisible(TypeElement type, String packageName) {
        return type.getModifiers().contains(Modifier.PUBLIC)
                || elements.getPackageOf(type).getQualifiedName().contentEquals(packageName);
    }

    private static String packageName(Scope scope) {
        return scope.unit().getPackageName() == null
                ? ""
                : scope.unit().getPackageName().toString();
    }

    private Optional<TypeElement> named(String packageName, String name) {
        return Optional.ofNullable(elements.getTypeElement(packageName.isEmpty() ? name : packageName + "." + name));
    }

    private Optional<TypeElement> memberType(TypeElement type, String name) {
        return Optional.ofNullable(
                memberTypes.computeIfAbsent(type, this::memberTypes).get(name));
    }

    private Map<String, TypeElement> memberTypes(TypeElement type) {
        Map<String, TypeElement> named = new HashMap<>();
        ElementFilter.typesIn(elements.getAllMembers(type))
                .forEach(member -> named.put(member.getSimpleName().toString(), member));
        return named;
    }

    private Optional<TypeElement> imported(String name, Scope scope) {
        return imports(scope)
                .filter(i -> !i.isModule() && i.getQualifiedIdentifier() instanceof MemberSelectTree)
                .map(i -> (MemberSelectTree) i.getQualifiedIdentifier())
                .filter(select -> select.getIdentifier().contentEquals(name))
                .flatMap(select -> qualified(select.toString()).stream())
                .findFirst();
    }

    /** A class by its qualified name, in which a class may also be named by one that inherits it. */
    private Optional<TypeElement> qualified(String name) {
        TypeElement type = elements.getTypeElement(name);
        int dot = name.lastIndexOf('.');
        return type != null || dot < 0
                ? Optional.ofNullable(type)
                : qualified(name.substring(0, dot)).flatMap(outer -> memberType(outer, name.substring(dot + 1)));
    }

    private Optional<TypeElement> onDemand(String name, boolean ofModules, Scope scope) {
        String own = packageName(scope);
        return imports(scope)
                .filter(i -> i.isModule() == ofModules)
                .flatMap(i -> {
                    String imported = i.getQualifiedIdentifier().toString();
                    return ofModules
                            ? ofModule(elements.getModuleElement(imported), name, new HashSet<>())
                            : onDemand(imported, name).stream();
                })
                .filter(type -> isVisible(type, own))
                .findFirst();
    }

    /** The class that a module, or one that it passes on, exports under a name. */
    private Stream<TypeElement> ofModule(@Nullable ModuleElement module, String name, Set<ModuleElement> seen) {
        if (module == null || !seen.add(module)) {
            return Stream.empty();
        }
        return Stream.concat(
                ElementFilter.exportsIn(module.getDirectives()).stream()
                        .filter(e -> e.getTargetModules() == null)
                        .flatMap(e -> named(e.getPackage().getQualifiedName().toString(), name).stream()),
                ElementFilter.requiresIn(module.getDirectives()).stream()
                        .filter(ModuleElement.RequiresDirective::isTransitive)
                        .flatMap(r -> ofModule(r.getDependency(), name, seen)));
    }

    private Optional<TypeElement> onDemand(String imported, String name) {
        if (!imported.endsWith(".*")) {
            return Optional.empty();
        }
        String outer = imported.substring(0, imported.length() - 2);
        Optional<TypeElement> type = qualified(outer);
        return type.isPresent() ? memberType(type.get(), name) : named(outer, name);
    }

    private static Stream<ImportTree> imports(Scope scope) {
        return scope.unit().getImports().stream().map(ImportTree.class::cast);
    }

    /** A field of the classes around, or one that is imported. */
    Optional<VariableElement> field(String name, Scope scope) {
        return typeWithField(name, scope).flatMap(type -> field(type, name));
    }

    /** The class in which a field is found by its name alone; it may be inherited there. */
    Optional<TypeElement> typeWithField(String name, Scope scope) {
        return Stream.concat(
                        scope.enclosing().stream().flatMap(view -> view.element().stream()),
                        Stream.of(name, "*").flatMap(imported -> staticImports(imported, scope)))
                .filter(type -> field(type, name).isPresent())
                .findFirst();
    }

    Optional<VariableElement> field(TypeElement type, String name) {
        return Optional.ofNullable(fields.computeIfAbsent(type, this::fields).get(name));
    }

    private Map<String, VariableElement> fields(TypeElement type) {
        Map<String, VariableElement> named = new HashMap<>();
        for (Element member : elements.getAllMembers(type)) {
            if (member.getKind() == ElementKind.FIELD || member.getKind() == ElementKind.ENUM_CONSTANT) {
                named.put(member.getSimpleName().toString(), (VariableElement) member);
            }
        }
        return named;
    }

    /** The classes from which static members are imported by a name, or all of them by {@code *}. */
    Stream<TypeElement> staticImports(String name, Scope scope) {
        return imports(scope)
                .filter(ImportTree::isStatic)
                .map(i -> (MemberSelectTree) i.getQualifiedIdentifier())
                .filter(select -> select.getIdentifier().contentEquals(name))
                .flatMap(select -> qualified(select.getExpression().toString()).stream());
    }
}
