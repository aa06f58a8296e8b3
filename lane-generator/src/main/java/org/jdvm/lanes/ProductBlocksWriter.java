package org.jdvm.lanes;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Writes a class with the innermost loops of matrix products: for each height a method that computes a block of some rows and two vectors
 * of columns, whose sums stay in registers.
 *
 * <p>The compiler orders what is between two branches as a whole: it fetches the elements of all rows of the left operand first, and where they do
 * not fit the registers with the sums, sums go to memory and back for each product, at half the speed. So a branch that is never taken, upon a number that the
 * compiler does not know, follows some rows.
 *
 * <p>Vector operations are called without helper methods in between: past some amount of inlined code the compiler would call these, and
 * vectors would go through memory. For the same reason no block is added to what is there: with twice the stores, the first compiler gave
 * up on some of these methods and the second never got to them.
 */
final class ProductBlocksWriter {
    private static final ClassName VECTOR = ClassName.get("jdk.incubator.vector", "FloatVector");
    private static final ClassName LANES = ClassName.get("org.jdvm.exec.lane", "Lanes");
    private static final ClassName LAYOUT = ClassName.get("org.jdvm.exec.lane", "Layout");
    private static final ClassName NARROW_LANES = ClassName.get("org.jdvm.exec.lane", "NarrowLanes");
    private static final int VECTORS = 2;

    /** Panels that a product of a single row reads at a time. */
    private static final int ROW_PANELS = 4;

    /** Vector registers of AVX2. */
    private static final int FEW_REGISTERS = 16;

    /** Vector registers of AVX-512 and Neon. */
    private static final int MANY_REGISTERS = 32;

    /** Rows between two branches where registers are many: leaves some for addresses. */
    private static final int MOST_TOGETHER = 4;

    /** Depths by which the loop of a low block goes on. */
    private static final int UNROLLED = 4;

    /** How the operands are stored. */
    private enum Operands {
        /** The left one packed: for each depth an element of each row; the right one any array of floats, with a distance between depths. */
        PACKED_ROWS,
        /** Both packed as panels of columns: rows of the product are columns of the left one. */
        PANELS,
        /** The left one in place, as rows of contiguous elements; the right one packed. */
        ROWS,
        /** The same with rows at a constant distance: one register has the addresses of all of them. */
        COPIED_ROWS,
        /** As with rows at any distance, with a right operand that is narrower than floats. */
        NARROW
    }

    private final ClassName owner;
    private final Operands operands;
    private final PanelForm form;
    private final List<Integer> heights;
    private final int pitch;

    private ProductBlocksWriter(ClassName owner, Operands operands, PanelForm form, List<Integer> heights, int pitch) {
        this.owner = owner;
        this.operands = operands;
        this.form = form;
        this.heights = heights;
        this.pitch = pitch;
    }

    /**
     * All classes for some heights.
     *
     * @param pitch elements from row to row of copied rows
     */
    static List<ProductBlocksWriter> all(ClassName owner, List<Integer> heights, int pitch) {
        List<ProductBlocksWriter> writers = new ArrayList<>();
        writers.add(new ProductBlocksWriter(owner, Operands.PACKED_ROWS, PanelForm.F32, heights, pitch));
        writers.add(new ProductBlocksWriter(owner, Operands.PANELS, PanelForm.F32, heights, pitch));
        writers.add(new ProductBlocksWriter(owner, Operands.COPIED_ROWS, PanelForm.F32, heights, pitch));
        for (PanelForm form : PanelForm.values()) {
            Operands operands = form == PanelForm.F32 ? Operands.ROWS : Operands.NARROW;
            writers.add(new ProductBlocksWriter(owner, operands, form, heights, pitch));
        }
        return writers;
    }

    /** What the class of blocks imports: for each class its static members. */
    Map<ClassName, Set<String>> imports() {
        Set<String> layout = Set.of("BYTES", "COUNT");
        return switch (form) {
            case F32 -> Map.of(LANES, Set.of("F32", "ORDER"), LAYOUT, layout);
            case BF16, F16 ->
                Map.of(LANES, Set.of("F32", "I32", "ORDER"), LAYOUT, layout, NARROW_LANES, Set.of("SHORTS"));
            case I8 -> Map.of(LANES, Set.of("F32", "ORDER"), LAYOUT, layout, NARROW_LANES, Set.of("QUARTERS"));
            case I4 -> Map.of(LANES, Set.of("F32", "I32", "ORDER"), LAYOUT, layout, NARROW_LANES, Set.of("QUARTERS"));
        };
    }

    /** Which heights there are, in a class that can be loaded where vectors are missing. */
    static TypeSpec heights(ClassName owner, List<Integer> heights, int pitch) {
        String cases = heights.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return Generated.type("ProductHeights", "The heights of blocks that {@link $T} names.", owner)
                .addField(FieldSpec.builder(int.class, "HIGHEST", Modifier.STATIC, Modifier.FINAL)
                        .initializer("$L", Collections.max(heights))
                        .build())
                .addField(FieldSpec.builder(int.class, "PITCH", Modifier.STATIC, Modifier.FINAL)
                        .addJavadoc("Elements from row to row of a left operand that is copied.")
                        .initializer("$L", pitch)
                        .build())
                .addMethod(MethodSpec.methodBuilder("has")
                        .addModifiers(Modifier.STATIC)
                        .returns(boolean.class)
                        .addParameter(int.class, "height")
                        .beginControlFlow("return switch (height)")
                        .addStatement("case 1, $L -> true", cases)
                        .addStatement("default -> false")
                        .addCode("$<};\n")
                        .build())
                .build();
    }

    TypeSpec write() {
        TypeSpec.Builder type = Generated.type(className(), comment(), owner);
        if (heights.stream().anyMatch(this::isSplit)) {
            type.addField(FieldSpec.builder(int.class, "NEVER", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                    .addJavadoc(
                            "A depth that there is not. It is passed on, for the compiler would drop comparisons with"
                                    + " a constant.")
                    .initializer("-1")
                    .build());
        }
        type.addMethod(multiply());
        if (operands == Operands.NARROW) {
            type.addMethod(row());
        }
        if (operands == Operands.NARROW || operands == Operands.PANELS) {
            type.addMethod(block(1));
        }
        heights.forEach(height -> type.addMethod(block(height)));
        return type.build();
    }

    private String className() {
        return switch (operands) {
            case PACKED_ROWS -> "MicroVectors";
            case PANELS -> "ExchangedVectors";
            case ROWS -> "DirectVectors";
            case COPIED_ROWS -> "CopiedVectors";
            case NARROW -> form.className();
        };
    }

    private String comment() {
        return switch (operands) {
            case PACKED_ROWS ->
                "Blocks of matrix products with the left operand packed, whose heights {@link $T} names.";
            case PANELS ->
                "Blocks of matrix products of two panels of columns, rows of which are columns of the left one, whose"
                        + " heights {@link $T} names.";
            case ROWS -> "Blocks of matrix products with the left operand in place, whose heights {@link $T} names.";
            case COPIED_ROWS ->
                "Blocks of matrix products with rows of the left operand at a constant distance, whose heights"
                        + " {@link $T} names.";
            case NARROW ->
                "Blocks of matrix products with rows of the left operand in place and panels of " + form.description()
                        + ", whose heights {@link $T} names.";
        };
    }

    private String arguments() {
        return switch (operands) {
            case PACKED_ROWS -> "a, aAt, b, bAt, bStep, depth";
            case ROWS -> "a, aAt, aStep, b, bAt, depth";
            case PANELS, COPIED_ROWS -> "a, aAt, b, bAt, depth";
            case NARROW ->
                form.isScaled() ? "a, aAt, aStep, b, scales, bAt, first, shift, depth" : "a, aAt, aStep, b, bAt, depth";
        };
    }

    /** A single row of floats has a separate loop. */
    private MethodSpec multiply() {
        CodeBlock.Builder code = CodeBlock.builder().beginControlFlow("switch (height)");
        for (int height : heights) {
            addCase(code, height);
        }
        switch (operands) {
            case PACKED_ROWS -> code.addStatement("case 1 -> RowVectors.multiply(a, aAt, b, bAt, bStep, depth, s, c)");
            case PANELS -> addCase(code, 1);
            case ROWS, COPIED_ROWS ->
                code.addStatement("case 1 -> RowVectors.multiply(a, aAt, b, bAt, 2 * COUNT, depth, s, c)");
            case NARROW -> addCase(code, 1);
        }
        code.addStatement(
                "default -> throw new $T($S + height + $S)", IllegalArgumentException.class, "no block of ", " rows");
        return signature("multiply", Modifier.PUBLIC)
                .addCode(code.endControlFlow().build())
                .build();
    }

    private void addCase(CodeBlock.Builder code, int height) {
        code.addStatement(
                "case $L -> rows$L($L, s, c, pitch$L)", height, height, arguments(), isSplit(height) ? ", NEVER" : "");
    }

    private MethodSpec.Builder signature(String name, Modifier access) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name).addModifiers(access, Modifier.STATIC);
        if (access == Modifier.PUBLIC) {
            method.addParameter(int.class, "height");
        }
        method.addParameter(float[].class, "a").addParameter(int.class, "aAt");
        if (operands == Operands.ROWS || operands == Operands.NARROW) {
            method.addParameter(int.class, "aStep");
        }
        form.addParameters(method, "b", "scales");
        method.addParameter(int.class, "bAt");
        if (operands == Operands.PACKED_ROWS) {
            method.addParameter(int.class, "bStep");
        }
        addGroups(method);
        return addTarget(method).addParameter(long.class, "pitch");
    }

    private void addGroups(MethodSpec.Builder method) {
        if (form.isScaled()) {
            method.addParameter(int.class, "first").addParameter(int.class, "shift");
        }
    }

    private static MethodSpec.Builder addTarget(MethodSpec.Builder method) {
        return method.addParameter(int.class, "depth")
                .addParameter(MemorySegment.class, "s")
                .addParameter(long.class, "c");
    }

    private MethodSpec block(int height) {
        boolean hasAddresses = operands == Operands.ROWS || operands == Operands.NARROW;
        CodeBlock.Builder code = CodeBlock.builder();
        for (int row = 0; row < height; row++) {
            for (int vector = 0; vector < VECTORS; vector++) {
                addSum(code, row, vector);
            }
        }
        if (hasAddresses) {
            for (int row = 1; row < height; row++) {
                code.addStatement("int a$LAt = $L", row, plus("aAt", row, "aStep"));
            }
        }
        int unrolled = unrolled(height);
        if (unrolled > 1) {
            code.addStatement("int k = 0").beginControlFlow("for (; k <= depth - $L; k += $L)", unrolled, unrolled);
            addDepths(code, height, unrolled);
            code.endControlFlow().beginControlFlow("for (; k < depth; k++)");
        } else {
            code.beginControlFlow("for (int k = 0; k < depth; k++)");
        }
        addDepths(code, height, 1);
        code.endControlFlow();
        for (int row = 0; row < height; row++) {
            for (int vector = 0; vector < VECTORS; vector++) {
                String line = plus("c", row, "pitch");
                addStore(code, row, vector, vector == 0 ? line : line + " + BYTES");
            }
        }
        MethodSpec.Builder method = signature("rows" + height, Modifier.PRIVATE);
        if (isSplit(height)) {
            method.addParameter(int.class, "never");
        }
        return method.addCode(code.build()).build();
    }

    /** The products of some depths, one after the other, and the step to the depth after them. */
    private void addDepths(CodeBlock.Builder code, int height, int depths) {
        for (int depth = 0; depth < depths; depth++) {
            String suffix = depths == 1 ? "" : "k" + depth;
            addScaleIndex(code);
            form.load(code, "b" + suffix, "b", depth == 0 ? "bAt" : "bAt + " + depth + " * " + form.step(), "scales");
            for (int row = 0; row < height; row++) {
                int place = depth * height + row;
                if (place > 0 && row % together(height) == 0) {
                    code.beginControlFlow("if (k == never - $L)", place)
                            .addStatement("break")
                            .endControlFlow();
                }
                String a = "a" + row + suffix;
                code.addStatement("$T $L = $T.broadcast(F32, a[$L])", VECTOR, a, VECTOR, leftIndex(row, depth));
                for (int vector = 0; vector < VECTORS; vector++) {
                    code.addStatement("c$Lx$L = $L.fma(b$L$L, c$Lx$L)", row, vector, a, suffix, vector, row, vector);
                }
            }
        }
        switch (operands) {
            case PACKED_ROWS -> code.addStatement("aAt += $L", height).addStatement("bAt += bStep");
            case PANELS -> code.addStatement("aAt += $L", form.step()).addStatement("bAt += $L", form.step());
            case COPIED_ROWS ->
                code.addStatement(depths == 1 ? "aAt++" : "aAt += " + depths)
                        .addStatement("bAt += $L", depths == 1 ? form.step() : depths + " * " + form.step());
            case ROWS, NARROW -> code.addStatement("bAt += $L", form.step());
        }
    }

    /**
     * By how many depths the loop goes on. Addresses and the loop itself take as long as four multiplications of vectors where two threads of
     * the hardware share a core; for low blocks that is a third of the time. High blocks have no room for it in a method.
     */
    private int unrolled(int height) {
        return operands == Operands.COPIED_ROWS && VECTORS * height < FEW_REGISTERS ? UNROLLED : 1;
    }

    /** Index of a row's element in the left operand, some depths further. */
    private String leftIndex(int row, int depth) {
        return switch (operands) {
            case PACKED_ROWS, PANELS -> row == 0 ? "aAt" : "aAt + " + row;
            case COPIED_ROWS -> row == 0 && depth == 0 ? "aAt" : "aAt + " + (row * pitch + depth);
            case ROWS, NARROW -> (row == 0 ? "aAt" : "a" + row + "At") + " + k";
        };
    }

    /** A single row and some panels at a time: enough loads and sums that do not wait for each other. */
    private MethodSpec row() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("row")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addParameter(float[].class, "a")
                .addParameter(int.class, "aAt");
        for (int panel = 0; panel < ROW_PANELS; panel++) {
            form.addParameters(method, "b" + panel, "scales" + panel);
        }
        method.addParameter(int.class, "bAt");
        addGroups(method);
        addTarget(method);
        CodeBlock.Builder code = CodeBlock.builder();
        for (int panel = 0; panel < ROW_PANELS; panel++) {
            for (int vector = 0; vector < VECTORS; vector++) {
                addSum(code, panel, vector);
            }
        }
        code.beginControlFlow("for (int k = 0; k < depth; k++)");
        addScaleIndex(code);
        code.addStatement("$T x = $T.broadcast(F32, a[aAt + k])", VECTOR, VECTOR);
        for (int panel = 0; panel < ROW_PANELS; panel++) {
            String name = "w" + panel + "x";
            form.load(code, name, "b" + panel, "bAt", "scales" + panel);
            for (int vector = 0; vector < VECTORS; vector++) {
                code.addStatement("c$Lx$L = x.fma($L$L, c$Lx$L)", panel, vector, name, vector, panel, vector);
            }
        }
        code.addStatement("bAt += $L", form.step()).endControlFlow();
        for (int panel = 0; panel < ROW_PANELS; panel++) {
            for (int vector = 0; vector < VECTORS; vector++) {
                addStore(code, panel, vector, plus("c", VECTORS * panel + vector, "BYTES"));
            }
        }
        return method.addCode(code.build()).build();
    }

    private void addScaleIndex(CodeBlock.Builder code) {
        if (form.isScaled()) {
            code.addStatement("int scaleAt = (first + k >> shift) * 2 * COUNT");
        }
    }

    private static void addSum(CodeBlock.Builder code, int row, int vector) {
        code.addStatement("$T c$Lx$L = $T.zero(F32)", VECTOR, row, vector, VECTOR);
    }

    private static void addStore(CodeBlock.Builder code, int row, int vector, String at) {
        code.addStatement("c$Lx$L.intoMemorySegment(s, $L, ORDER)", row, vector, at);
    }

    private boolean isSplit(int height) {
        return together(height) < height || unrolled(height) > 1;
    }

    /** Rows between two branches: those whose elements fit the registers with the sums and the vectors of the right operand. */
    private static int together(int height) {
        int registers = VECTORS * height < FEW_REGISTERS ? FEW_REGISTERS : MANY_REGISTERS;
        int left = registers - VECTORS * height - VECTORS;
        return left >= height ? height : Math.min(left, MOST_TOGETHER);
    }

    private static String plus(String base, int count, String step) {
        return switch (count) {
            case 0 -> base;
            case 1 -> base + " + " + step;
            default -> base + " + " + count + " * " + step;
        };
    }
}
