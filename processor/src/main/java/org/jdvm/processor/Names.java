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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * Finds what names in a source mean, by the rules of the Java language.
 *
 * <p>The compiler could be asked, but then it attributes the author's own trees, and doing so twice breaks sources that use generated
 * classes.
 */
final class Names {
    private final Elements elements;
    private final JavaTypes types;
    private final Map<TypeElement, Map<String, VariableElement>> fields = new HashMap<>();
    private final Map<TypeElement, Map<String, TypeElement>> memberTypes = new HashMap<>();

    Names(Elements elements, JavaTypes types) {
        this.elements = elements;
        this.types = types;
    }

    /** The erased type that a tree names. */
    String type(Tree tree, Scope scope) {
        return switch (tree) {
            case PrimitiveTypeTree primitive ->
                switch (primitive.getPrimitiveTypeKind()) {
                    case BOOLEAN -> "Z";
                    case BYTE -> "B";
                    case SHORT -> "S";
                    case CHAR -> "C";
                    case INT -> "I";
                    case LONG -> "J";
                    case FLOAT -> "F";
                    case DOUBLE -> "D";
                    default -> "V";
                };
            case ArrayTypeTree array -> "[" + type(array.getType(), scope);
            case ParameterizedTypeTree generic -> type(generic.getType(), scope);
            case AnnotatedTypeTree annotated -> type(annotated.getUnderlyingType(), scope);
            case ExpressionTree expression ->
                classNamed(expression, scope)
                        .map(view -> "L" + view.name().replace('.', '/') + ";")
                        .or(() -> typeParameter(expression, scope))
                        .orElseThrow(() -> new UnresolvedException(expression.toString()));
            default -> throw new UnresolvedException(tree.toString());
        };
    }

    private Optional<String> typeParameter(ExpressionTree tree, Scope scope) {
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
        return imported(name, scope)
                .or(() -> named(packageName(scope), name))
                .or(() -> onDemand(name, scope))
                .or(() -> named("java.lang", name))
                .map(this::view);
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
                .flatMap(select -> Stream.ofNullable(elements.getTypeElement(select.toString())))
                .findFirst();
    }

    private Optional<TypeElement> onDemand(String name, Scope scope) {
        return imports(scope).flatMap(i -> onDemand(i, name).stream()).findFirst();
    }

    private Optional<TypeElement> onDemand(ImportTree tree, String name) {
        String qualified = tree.getQualifiedIdentifier().toString();
        if (tree.isModule()) {
            ModuleElement module = elements.getModuleElement(qualified);
            return module == null
                    ? Optional.empty()
                    : ElementFilter.exportsIn(module.getDirectives()).stream()
                            .flatMap(
                                    e -> named(e.getPackage().getQualifiedName().toString(), name).stream())
                            .findFirst();
        }
        if (!qualified.endsWith(".*")) {
            return Optional.empty();
        }
        String outer = qualified.substring(0, qualified.length() - 2);
        TypeElement type = elements.getTypeElement(outer);
        return type == null ? named(outer, name) : memberType(type, name);
    }

    private static Stream<ImportTree> imports(Scope scope) {
        return scope.unit().getImports().stream().map(ImportTree.class::cast);
    }

    /** A field of the classes around, or one that is imported. */
    Optional<VariableElement> field(String name, Scope scope) {
        for (ClassView enclosing : scope.enclosing()) {
            Optional<VariableElement> field = enclosing.element().flatMap(type -> field(type, name));
            if (field.isPresent()) {
                return field;
            }
        }
        return staticImports(name, scope)
                .flatMap(type -> field(type, name).stream())
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

    /** The classes whose static members of a name are imported. */
    Stream<TypeElement> staticImports(String name, Scope scope) {
        List<ImportTree> imports = imports(scope).filter(ImportTree::isStatic).toList();
        return Stream.of(name, "*")
                .flatMap(wanted -> imports.stream()
                        .map(i -> (MemberSelectTree) i.getQualifiedIdentifier())
                        .filter(select -> select.getIdentifier().contentEquals(wanted)))
                .flatMap(select -> Stream.ofNullable(
                        elements.getTypeElement(select.getExpression().toString())));
    }
}
