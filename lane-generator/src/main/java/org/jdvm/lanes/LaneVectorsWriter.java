package org.jdvm.lanes;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import com.sun.source.tree.Tree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.lang.model.element.Modifier;

/** Writes a class with the vector form of each function, a method each. */
final class LaneVectorsWriter {
    private final Description description;
    private final Function<Tree, String> source;
    private final Set<String> constants = new LinkedHashSet<>();

    LaneVectorsWriter(Description description, Function<Tree, String> source) {
        this.description = description;
        this.source = source;
    }

    /** The constants of the description that the class uses. */
    Set<String> constants() {
        return constants;
    }

    TypeSpec write() {
        TypeSpec.Builder type = Generated.type(
                "LaneVectors",
                "The functions of {@link $T} on vectors: the same operations in the same order, so that the results"
                        + " have the same bits.\n\n"
                        + "<p>Each is complete in itself, so that its instructions can be copied.",
                description.name());
        for (LaneFunction function : description.functions()) {
            if (!function.isPrivate() && function.hasVectorForm()) {
                method(function, type);
            }
        }
        return type.build();
    }

    private void method(LaneFunction function, TypeSpec.Builder type) {
        VectorBody body = new VectorBody(description, source, Set.of());
        Value result = body.of(function, function.parameters());
        constants.addAll(body.constants());
        CodeBlock statements = body.statements();
        MethodSpec.Builder method = MethodSpec.methodBuilder(function.name())
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(result.type())
                .addCode(statements)
                .addStatement("return $L", result instanceof Value.Mask mask ? mask.code() : result.vector());
        addParameters(function, method);
        type.addMethod(method.build());
        if (statements.toString().contains(function.name() + "ByLanes(")) {
            type.addMethod(byLanes(function));
        }
    }

    private static void addParameters(LaneFunction function, MethodSpec.Builder method) {
        List<String> names = function.parameters();
        for (int i = 0; i < names.size(); i++) {
            method.addParameter(function.operands().get(i).vector(), names.get(i));
        }
    }

    /** The scalar form for each lane; the results replace the first operands. */
    private MethodSpec byLanes(LaneFunction function) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(function.name() + "ByLanes")
                .addModifiers(Modifier.STATIC)
                .returns(function.result().array());
        List<String> names = function.parameters();
        for (int i = 0; i < names.size(); i++) {
            method.addParameter(function.operands().get(i).array(), names.get(i));
        }
        String first = names.getFirst();
        CodeBlock lanes =
                names.stream().map(name -> CodeBlock.of("$N[i]", name)).collect(CodeBlock.joining(", "));
        return method.beginControlFlow("for (int i = 0; i < $N.length; i++)", first)
                .addStatement("$N[i] = $T.$N($L)", first, description.name(), function.name(), lanes)
                .endControlFlow()
                .addStatement("return $N", first)
                .build();
    }
}
