package org.jdvm.lanes;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import javax.lang.model.element.Modifier;

/** What the generated classes have in common. */
final class Generated {
    private Generated() {}

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
