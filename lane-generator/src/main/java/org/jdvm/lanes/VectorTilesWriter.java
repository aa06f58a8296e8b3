package org.jdvm.lanes;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.lang.model.element.Modifier;

/**
 * Writes a class with the loops over tiles of one type of lanes: one small method with one loop nest for each function and pattern of
 * operands, so that each is compiled by itself.
 */
final class VectorTilesWriter {
    private static final ClassName MEMORY = ClassName.get("java.lang.foreign", "MemorySegment");
    private static final Set<String> TAKEN = Set.of(
            "memory",
            "target",
            "targetStep",
            "first",
            "firstStep",
            "second",
            "secondStep",
            "rows",
            "bytes",
            "row",
            "at");

    /** The virtual machine inlines dispatch only while it is short: one method chooses from this number of functions. */
    private static final int MOST_CASES = 20;

    /** Which operands have an element for each one of the target; the others have one for each row. */
    private enum Pattern {
        VECTOR("", "unary", true, false, "The operand has an element for each one of the target."),
        VECTORS("", "vectors", true, true, "Both operands have an element for each one of the target."),
        VECTOR_AND_SCALAR("Scalar", "vectorAndScalar", true, false, "The second operand has one element for each row."),
        SCALAR_AND_VECTOR(
                "AfterScalar", "scalarAndVector", false, true, "The first operand has one element for each row.");

        private final String suffix;
        private final String dispatch;
        private final boolean isFirstVector;
        private final boolean isSecondVector;
        private final String comment;

        Pattern(String suffix, String dispatch, boolean isFirstVector, boolean isSecondVector, String comment) {
            this.suffix = suffix;
            this.dispatch = dispatch;
            this.isFirstVector = isFirstVector;
            this.isSecondVector = isSecondVector;
            this.comment = comment;
        }

        boolean isVector(int operand) {
            return operand == 0 ? isFirstVector : isSecondVector;
        }
    }

    private final Description description;
    private final Function<Tree, String> source;
    private final Lane lane;
    private final Set<String> constants = new LinkedHashSet<>();

    VectorTilesWriter(Description description, Function<Tree, String> source, Lane lane) {
        this.description = description;
        this.source = source;
        this.lane = lane;
    }

    /** The constants of the description that the class uses. */
    Set<String> constants() {
        return constants;
    }

    static String name(Lane lane) {
        return lane.title() + "VectorTiles";
    }

    TypeSpec write() {
        TypeSpec.Builder type = Generated.type(
                name(lane),
                "The functions of {@link $T} over rows of vectors of {@code $L} in a local buffer.\n\n"
                    + "<p>Target row r begins at {@code target + r * targetStep}, likewise the operands: a step of 0"
                    + " repeats a row. {@code bytes} is a multiple of the vector.",
                description.name(),
                lane);
        // A constant of the class, which the compiler does not look into: that gives the better code for a choice
        // between 0 and 1.
        type.addField(FieldSpec.builder(Lane.INT.vector(), "ZERO", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("$T.zero($L)", Lane.INT.vector(), Lane.INT.species())
                .build());
        for (Pattern pattern : Pattern.values()) {
            int arity = pattern == Pattern.VECTOR ? 1 : 2;
            List<LaneFunction> functions = description.operations(lane, arity).stream()
                    .filter(LaneFunction::hasVectorForm)
                    .toList();
            if (functions.isEmpty()) {
                continue;
            }
            dispatch(pattern, arity, functions).forEach(type::addMethod);
            functions.forEach(function -> type.addMethod(loop(pattern, function)));
        }
        return type.build();
    }

    /** The first functions are found by the first method; further ones, and tests, are found by separate methods. */
    private List<MethodSpec> dispatch(Pattern pattern, int arity, List<LaneFunction> functions) {
        Map<String, List<LaneFunction>> groups = new LinkedHashMap<>();
        List<LaneFunction> numbers =
                functions.stream().filter(f -> f.result() != Lane.BOOLEAN).toList();
        for (int from = 0; from < numbers.size(); from += MOST_CASES) {
            String name = from == 0 ? pattern.dispatch : pattern.dispatch + "From" + from;
            groups.put(name, numbers.subList(from, Math.min(numbers.size(), from + MOST_CASES)));
        }
        List<LaneFunction> tests =
                functions.stream().filter(f -> f.result() == Lane.BOOLEAN).toList();
        if (!tests.isEmpty()) {
            groups.put(groups.isEmpty() ? pattern.dispatch : pattern.dispatch + "Tests", tests);
        }
        List<String> names = List.copyOf(groups.keySet());
        List<MethodSpec> methods = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            CodeBlock rest = i + 1 == names.size()
                    ? Generated.error(lane, arity)
                    : CodeBlock.of("$N(op, $L)", names.get(i + 1), arguments(arity));
            MethodSpec.Builder method = dispatch(pattern, arity, names.get(i), groups.get(names.get(i)), rest);
            if (i == 0) {
                method.addJavadoc(pattern.comment);
            }
            methods.add(method.build());
        }
        return methods;
    }

    private MethodSpec.Builder dispatch(
            Pattern pattern, int arity, String name, List<LaneFunction> functions, CodeBlock otherwise) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addParameter(description.operations(), "op");
        addParameters(method, arity);
        return method.addCode(Generated.dispatch(functions, pattern.suffix, "$N(" + arguments(arity) + ")", otherwise));
    }

    private static String arguments(int arity) {
        return String.join(", ", addParameters(MethodSpec.methodBuilder("any"), arity));
    }

    private static List<String> addParameters(MethodSpec.Builder method, int arity) {
        List<String> names = new ArrayList<>(List.of("memory", "target", "targetStep"));
        for (String operand : operands(arity)) {
            names.add(operand);
            names.add(operand + "Step");
        }
        method.addParameter(MEMORY, "memory");
        names.stream().skip(1).forEach(name -> method.addParameter(long.class, name));
        method.addParameter(int.class, "rows").addParameter(int.class, "bytes");
        names.addAll(List.of("rows", "bytes"));
        return names;
    }

    private static List<String> operands(int arity) {
        return List.of("first", "second").subList(0, arity);
    }

    private MethodSpec loop(Pattern pattern, LaneFunction function) {
        int arity = function.operands().size();
        MethodSpec.Builder method = MethodSpec.methodBuilder(function.name() + pattern.suffix)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC);
        addParameters(method, arity);
        VectorBody body = new VectorBody(description, source, TAKEN);
        List<String> names = new ArrayList<>();
        function.parameters().forEach(parameter -> names.add(body.fresh(parameter)));
        CodeBlock.Builder steps = CodeBlock.builder();
        CodeBlock.Builder perRow = CodeBlock.builder();
        CodeBlock.Builder perVector = CodeBlock.builder();
        for (int i = 0; i < arity; i++) {
            String operand = operands(arity).get(i);
            steps.add(", $L += $LStep", operand, operand);
            if (pattern.isVector(i)) {
                perVector.addStatement(
                        "$T $N = $L(memory, $L + at)", lane.vector(), names.get(i), lane.load(), operand);
            } else {
                perRow.addStatement("$T $N = $L(memory, $L)", lane.vector(), names.get(i), lane.broadcast(), operand);
            }
        }
        Value result = body.of(function, names);
        constants.addAll(body.constants());
        return method.beginControlFlow("for (int row = 0; row < rows; row++, target += targetStep$L)", steps.build())
                .addCode(perRow.build())
                .beginControlFlow("for (int at = 0; at < bytes; at += BYTES)")
                .addCode(perVector.build())
                .addCode(body.statements())
                .addStatement("$L.intoMemorySegment(memory, target + at, ORDER)", stored(result))
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    /** A result as it is in memory. */
    private static CodeBlock stored(Value result) {
        return result instanceof Value.Mask mask
                ? CodeBlock.of("ZERO.blend(1, $L)", mask.code(Lane.INT))
                : result.vector();
    }
}
