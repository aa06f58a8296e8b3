package org.jdvm.lanes;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
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
    private static final int VECTORS = 2;

    /** Vector registers of AVX2. */
    private static final int FEW_REGISTERS = 16;

    /** Vector registers of AVX-512 and Neon. */
    private static final int MANY_REGISTERS = 32;

    /** Rows between two branches where registers are many: leaves some for addresses. */
    private static final int MOST_TOGETHER = 4;

    private final ClassName owner;
    private final boolean isDirect;
    private final List<Integer> heights;

    /**
     * @param owner the class that has the heights
     * @param isDirect whether the left operand is read in place, as rows of contiguous elements; else it is packed: for each depth an element of each
     *     row
     * @param heights rows of the blocks
     */
    ProductBlocksWriter(ClassName owner, boolean isDirect, List<Integer> heights) {
        this.owner = owner;
        this.isDirect = isDirect;
        this.heights = heights;
    }

    /** Which heights there are, in a class that can be loaded where vectors are missing. */
    static TypeSpec heights(ClassName owner, List<Integer> heights) {
        String cases = heights.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return Generated.type("ProductHeights", "The heights of blocks that {@link $T} names.", owner)
                .addField(FieldSpec.builder(int.class, "HIGHEST", Modifier.STATIC, Modifier.FINAL)
                        .initializer("$L", Collections.max(heights))
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

    private String leftParameters() {
        return isDirect ? "a, aAt, aStep, b, bAt, depth" : "a, aAt, b, bAt, bStep, depth";
    }

    TypeSpec write() {
        TypeSpec.Builder type = Generated.type(
                isDirect ? "DirectVectors" : "MicroVectors",
                "Blocks of matrix products with the left operand $L, whose heights {@link $T} names.",
                isDirect ? "in place" : "packed",
                owner);
        if (heights.stream().anyMatch(ProductBlocksWriter::isSplit)) {
            type.addField(FieldSpec.builder(int.class, "NEVER", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                    .addJavadoc(
                            "A depth that there is not. It is passed on, for the compiler would drop comparisons with"
                                    + " a constant.")
                    .initializer("-1")
                    .build());
        }
        type.addMethod(multiply());
        heights.forEach(height -> type.addMethod(block(height)));
        return type.build();
    }

    /** A single row has a separate loop, which is the same in either form. */
    private MethodSpec multiply() {
        CodeBlock.Builder code = CodeBlock.builder().beginControlFlow("switch (height)");
        for (int height : heights) {
            code.addStatement(
                    "case $L -> rows$L($L, s, c, pitch$L)",
                    height,
                    height,
                    leftParameters(),
                    isSplit(height) ? ", NEVER" : "");
        }
        code.addStatement(
                "case 1 -> RowVectors.multiply(a, aAt, b, bAt, $L, depth, s, c)", isDirect ? "2 * COUNT" : "bStep");
        code.addStatement(
                "default -> throw new $T($S + height + $S)", IllegalArgumentException.class, "no block of ", " rows");
        return signature("multiply", Modifier.PUBLIC)
                .addCode(code.endControlFlow().build())
                .build();
    }

    private MethodSpec.Builder signature(String name, Modifier access) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name).addModifiers(access, Modifier.STATIC);
        if (access == Modifier.PUBLIC) {
            method.addParameter(int.class, "height");
        }
        method.addParameter(float[].class, "a").addParameter(int.class, "aAt");
        if (isDirect) {
            method.addParameter(int.class, "aStep");
        }
        method.addParameter(float[].class, "b").addParameter(int.class, "bAt");
        if (!isDirect) {
            method.addParameter(int.class, "bStep");
        }
        return method.addParameter(int.class, "depth")
                .addParameter(MemorySegment.class, "s")
                .addParameter(long.class, "c")
                .addParameter(long.class, "pitch");
    }

    private MethodSpec block(int height) {
        CodeBlock.Builder code = CodeBlock.builder();
        for (int row = 0; row < height; row++) {
            for (int vector = 0; vector < VECTORS; vector++) {
                code.addStatement("$T c$Lx$L = $T.zero(F32)", VECTOR, row, vector, VECTOR);
            }
        }
        if (isDirect) {
            for (int row = 1; row < height; row++) {
                code.addStatement("int a$LAt = $L", row, plus("aAt", row, "aStep"));
            }
        }
        code.beginControlFlow("for (int k = 0; k < depth; k++)");
        for (int vector = 0; vector < VECTORS; vector++) {
            code.addStatement(
                    "$T b$L = $T.fromArray(F32, b, $L)", VECTOR, vector, VECTOR, plus("bAt", vector, "COUNT"));
        }
        for (int row = 0; row < height; row++) {
            if (row > 0 && row % together(height) == 0) {
                code.beginControlFlow("if (k == never - $L)", row)
                        .addStatement("break")
                        .endControlFlow();
            }
            String index =
                    isDirect ? (row == 0 ? "aAt" : "a" + row + "At") + " + k" : row == 0 ? "aAt" : "aAt + " + row;
            code.addStatement("$T a$L = $T.broadcast(F32, a[$L])", VECTOR, row, VECTOR, index);
            for (int vector = 0; vector < VECTORS; vector++) {
                code.addStatement("c$Lx$L = a$L.fma(b$L, c$Lx$L)", row, vector, row, vector, row, vector);
            }
        }
        if (!isDirect) {
            code.addStatement("aAt += $L", height);
        }
        code.addStatement("bAt += $L", isDirect ? "2 * COUNT" : "bStep");
        code.endControlFlow();
        for (int row = 0; row < height; row++) {
            for (int vector = 0; vector < VECTORS; vector++) {
                String line = plus("c", row, "pitch");
                code.addStatement(
                        "c$Lx$L.intoMemorySegment(s, $L, ORDER)", row, vector, vector == 0 ? line : line + " + BYTES");
            }
        }
        MethodSpec.Builder method = signature("rows" + height, Modifier.PRIVATE);
        if (isSplit(height)) {
            method.addParameter(int.class, "never");
        }
        return method.addCode(code.build()).build();
    }

    private static boolean isSplit(int height) {
        return together(height) < height;
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
