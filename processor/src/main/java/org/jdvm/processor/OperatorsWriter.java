package org.jdvm.processor;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import org.jdvm.fusion.PlanText;

/**
 * Writes the class {@code XOperators} for a class {@code X}; for a nested class {@code A.B} it is {@code A_BOperators}.
 *
 * <p>Each operator gives a constant with its template, and {@link OperatorMethods}.
 */
final class OperatorsWriter {
    private static final ClassName TEMPLATE = ClassName.get("org.jdvm", "OperatorTemplate");
    private static final String LISTING = "templates";
    /** The author's own declarations carry these warnings; repeating the types here must not repeat them. */
    private static final AnnotationSpec SILENT = silent(
            "all",
            "auxiliaryclass",
            "dangling-doc-comments",
            "dep-ann",
            "deprecation",
            "exports",
            "overloads",
            "preview",
            "rawtypes",
            "removal",
            "text-blocks",
            "unchecked",
            "varargs");

    private final ProcessingEnvironment environment;
    private final TypeElement owner;
    private final List<CompiledOperator> templates;

    private static AnnotationSpec silent(String... warnings) {
        AnnotationSpec.Builder annotation = AnnotationSpec.builder(SuppressWarnings.class);
        for (String warning : warnings) {
            annotation.addMember("value", "$S", warning);
        }
        return annotation.build();
    }

    OperatorsWriter(ProcessingEnvironment environment, TypeElement owner, List<CompiledOperator> templates) {
        this.environment = environment;
        this.owner = owner;
        this.templates = List.copyOf(templates);
    }

    void write() throws IOException {
        String packageName = environment
                .getElementUtils()
                .getPackageOf(owner)
                .getQualifiedName()
                .toString();
        ClassName ownerName = ClassName.get(owner);
        TypeSpec.Builder type = TypeSpec.classBuilder(name(owner))
                .addOriginatingElement(owner)
                .addModifiers(Modifier.FINAL)
                .addAnnotation(SILENT)
                .addJavadoc("The operators of {@link $T}, for tensors of any size.\n", ownerName);
        if (isPublic()) {
            type.addModifiers(Modifier.PUBLIC);
        }
        Set<String> used = namesInMethods();
        List<MethodSpec> methods = new ArrayList<>();
        List<String> constants = new ArrayList<>();
        for (CompiledOperator template : templates) {
            String constant = constantName(template.operator().signature().name(), used);
            if (!template.operator().dynamic()) {
                constants.add(constant);
            }
            type.addField(constant(constant, template));
            methods.addAll(new OperatorMethods(environment, owner, template, constant).all());
        }
        type.addMethod(
                MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
        methods.forEach(type::addMethod);
        if (methods.stream()
                .noneMatch(m -> m.name().equals(LISTING) && m.parameters().isEmpty())) {
            type.addMethod(listing(constants));
        }
        JavaFile.builder(packageName, type.build()).indent("    ").build().writeTo(environment.getFiler());
    }

    /** The simple name of the class that is generated for one with operators. */
    static String name(TypeElement owner) {
        return String.join("_", ClassName.get(owner).simpleNames()) + "Operators";
    }

    /** What tools ask for: all templates of the class. */
    private MethodSpec listing(List<String> constants) {
        return MethodSpec.methodBuilder(LISTING)
                .addModifiers(
                        isPublic()
                                ? new Modifier[] {Modifier.PUBLIC, Modifier.STATIC}
                                : new Modifier[] {Modifier.STATIC})
                .addJavadoc("{@return the templates of the operators, for listings and explanations}\n")
                .returns(ParameterizedTypeName.get(ClassName.get(List.class), TEMPLATE))
                .addStatement("return $T.of($L)", List.class, String.join(", ", constants))
                .build();
    }

    private boolean isPublic() {
        for (Element type = owner; type instanceof TypeElement; type = type.getEnclosingElement()) {
            if (!type.getModifiers().contains(Modifier.PUBLIC)) {
                return false;
            }
        }
        return templates.stream()
                .anyMatch(t -> t.operator().method().getModifiers().contains(Modifier.PUBLIC));
    }

    private FieldSpec constant(String name, CompiledOperator template) {
        return FieldSpec.builder(TEMPLATE, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(template(template))
                .build();
    }

    /** Graph and plan where they are known; a dynamic operator has a graph of its parameters only; else the body is read at run time. */
    private CodeBlock template(CompiledOperator template) {
        if (template.graph().isEmpty()) {
            return CodeBlock.of(
                    "$T.trace($T.class, $S, $S)",
                    TEMPLATE,
                    ClassName.get(owner),
                    template.operator().signature().name(),
                    template.operator().signature().toString());
        }
        CodeBlock graph = text(template.graph().get().toString());
        return template.plan()
                .map(plan -> CodeBlock.of(
                        "$T.parse($T.class, $S, $L, $L)",
                        TEMPLATE,
                        ClassName.get(owner),
                        template.operator().signature().toString(),
                        graph,
                        text(PlanText.print(plan))))
                .orElseGet(() -> CodeBlock.of("$T.parse($L)", TEMPLATE, graph));
    }

    /** A text of any length; one constant of a class file is limited. */
    private static CodeBlock text(String text) {
        List<String> blocks = TextBlocks.of(text);
        return blocks.size() == 1
                ? CodeBlock.of("$L", blocks.getFirst())
                : CodeBlock.of("$T.join(\"\", $L)", String.class, String.join(", ", blocks));
    }

    /** What a constant would hide, or be hidden by, in the generated methods. */
    private Set<String> namesInMethods() {
        Set<String> names = new HashSet<>(ClassName.get(owner).simpleNames());
        for (CompiledOperator template : templates) {
            template.operator()
                    .method()
                    .getParameters()
                    .forEach(p -> names.add(p.getSimpleName().toString()));
        }
        return names;
    }

    private static String constantName(String method, Set<String> used) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if (Character.isUpperCase(c) && i > 0 && !Character.isUpperCase(method.charAt(i - 1))) {
                name.append('_');
            }
            name.append(Character.toUpperCase(c));
        }
        String unique = name.toString();
        for (int number = 2; !used.add(unique); number++) {
            unique = name + "_" + number;
        }
        return unique;
    }
}
