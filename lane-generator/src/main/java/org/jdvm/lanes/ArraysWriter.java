package org.jdvm.lanes;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Writes a class with the loops over arrays of one type of lanes, which call the scalar forms. */
final class ArraysWriter {
    private final Description description;
    private final Lane lane;

    ArraysWriter(Description description, Lane lane) {
        this.description = description;
        this.lane = lane;
    }

    static String name(Lane lane) {
        return lane.title() + "Arrays";
    }

    TypeSpec write() {
        TypeSpec.Builder type = Generated.type(
                name(lane),
                "The functions of {@link $T} over arrays of {@code $L}. The results replace the first operands; those"
                        + " of tests are 0 or 1 as integers of the same width.",
                description.name(),
                lane);
        if (lane.hasVectors()) {
            type.addMethod(hasVectorForm());
        }
        for (int arity = 1; arity <= 2; arity++) {
            List<LaneFunction> functions = description.operations(lane, arity);
            if (functions.isEmpty()) {
                continue;
            }
            MethodSpec.Builder dispatch = MethodSpec.methodBuilder(arity == 1 ? "unary" : "binary")
                    .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                    .addParameter(description.operations(), "op");
            addParameters(dispatch, arity);
            String call = arity == 1 ? "$N(x, count)" : "$N(x, y, count)";
            type.addMethod(dispatch.addCode(Generated.dispatch(functions, "", call, Generated.error(lane, arity)))
                    .build());
            for (LaneFunction function : functions) {
                type.addMethod(loop(function));
            }
        }
        return type.build();
    }

    private MethodSpec hasVectorForm() {
        List<LaneFunction> scalar = Stream.of(1, 2)
                .flatMap(arity -> description.operations(lane, arity).stream())
                .filter(function -> !function.hasVectorForm())
                .toList();
        MethodSpec.Builder method = MethodSpec.methodBuilder("hasVectorForm")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(boolean.class)
                .addParameter(description.operations(), "op");
        if (scalar.isEmpty()) {
            return method.addStatement("return true").build();
        }
        CodeBlock.Builder body = CodeBlock.builder().add("return switch (op) {\n$>");
        body.addStatement(
                "case $L -> false",
                String.join(", ", scalar.stream().map(LaneFunction::constant).toList()));
        return method.addCode(body.addStatement("default -> true").add("$<};\n").build())
                .build();
    }

    private void addParameters(MethodSpec.Builder method, int arity) {
        method.addParameter(lane.array(), "x");
        if (arity == 2) {
            method.addParameter(lane.array(), "y");
        }
        method.addParameter(int.class, "count");
    }

    private MethodSpec loop(LaneFunction function) {
        int arity = function.operands().size();
        MethodSpec.Builder method =
                MethodSpec.methodBuilder(function.name()).addModifiers(Modifier.PRIVATE, Modifier.STATIC);
        addParameters(method, arity);
        CodeBlock value =
                CodeBlock.of(arity == 1 ? "$T.$N(x[i])" : "$T.$N(x[i], y[i])", description.name(), function.name());
        if (function.result() == Lane.BOOLEAN) {
            value = CodeBlock.of("$L ? 1 : 0", value);
            if (lane == Lane.FLOAT) {
                value = CodeBlock.of("$T.intBitsToFloat($L)", Float.class, value);
            }
        }
        return method.beginControlFlow("for (int i = 0; i < count; i++)")
                .addStatement("x[i] = $L", value)
                .endControlFlow()
                .build();
    }
}
