package org.jdvm.lanes;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.Filer;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;

/** What the generated classes have in common. */
final class Generated {
    private Generated() {}

    /** Writes a class into the package of the description from which it is made, with static imports from some classes. */
    static void write(
            Filer filer, ClassName description, Element element, TypeSpec type, Map<ClassName, Set<String>> imports) {
        JavaFile.Builder file = JavaFile.builder(
                        description.packageName(),
                        type.toBuilder().addOriginatingElement(element).build())
                .addFileComment("Generated from $L.", description.simpleName())
                .skipJavaLangImports(true)
                .indent("    ");
        imports.forEach((owner, names) -> {
            if (!names.isEmpty()) {
                file.addStaticImport(owner, names.stream().sorted().toArray(String[]::new));
            }
        });
        try {
            file.build().writeTo(filer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A class with static methods only. */
    static TypeSpec.Builder type(String name, String comment, Object... arguments) {
        return TypeSpec.classBuilder(name)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addJavadoc(comment, arguments)
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .build());
    }

    /** The call of the method that belongs to an operation; {@code call} has a place for its name. */
    static CodeBlock dispatch(List<LaneFunction> functions, String suffix, String call, CodeBlock otherwise) {
        CodeBlock.Builder code = CodeBlock.builder().beginControlFlow("switch (op)");
        for (LaneFunction function : functions) {
            code.addStatement("case $L -> " + call, function.constant(), function.name() + suffix);
        }
        return code.addStatement("default -> $L", otherwise).endControlFlow().build();
    }

    /** What happens where an operation has no function. */
    static CodeBlock error(Lane lane, int arity) {
        String text = " is not a function of " + (arity == 1 ? "one " : "two ") + lane + (arity == 1 ? "" : "s");
        return CodeBlock.of("throw new $T(op + $S)", IllegalArgumentException.class, text);
    }
}
