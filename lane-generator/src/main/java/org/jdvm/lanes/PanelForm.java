package org.jdvm.lanes;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;

/**
 * In which form a packed panel of a right operand holds its elements, and how a product makes two vectors of floats from those of one depth.
 *
 * <p>Forms narrower than floats are widened in registers, so that memory is read once and as little as possible.
 */
enum PanelForm {
    F32("", "float", TypeName.FLOAT, "2 * COUNT", false) {
        @Override
        void load(CodeBlock.Builder code, String name, String panel, String at, String scale) {
            for (int vector = 0; vector < 2; vector++) {
                code.addStatement(
                        "$T $L$L = $T.fromArray(F32, $L, $L)", FLOATS, name, vector, FLOATS, panel, plus(at, vector));
            }
        }
    },
    BF16("Bf16", "bf16", TypeName.SHORT, "2 * COUNT", false) {
        @Override
        void load(CodeBlock.Builder code, String name, String panel, String at, String scale) {
            for (int vector = 0; vector < 2; vector++) {
                code.addStatement(
                        "$T $L$L = (($T) $T.fromArray(SHORTS, $L, $L).convertShape($T.S2I, I32, 0))"
                                + ".lanewise($T.LSHL, 16).reinterpretAsFloats()",
                        FLOATS,
                        name,
                        vector,
                        INTS,
                        SHORTS,
                        panel,
                        plus(at, vector),
                        OPERATORS,
                        OPERATORS);
            }
        }
    },
    F16("F16", "f16", TypeName.SHORT, "2 * COUNT", false) {
        @Override
        void load(CodeBlock.Builder code, String name, String panel, String at, String scale) {
            for (int vector = 0; vector < 2; vector++) {
                String bits = name + vector + "Bits";
                code.addStatement(
                        "$T $L = ($T) $T.fromArray(SHORTS, $L, $L).convertShape($T.S2I, I32, 0)",
                        INTS,
                        bits,
                        INTS,
                        SHORTS,
                        panel,
                        plus(at, vector),
                        OPERATORS);
                // The exponent is too low by 112 after the shift; the multiplication makes subnormals normal as well.
                code.addStatement(
                        "$T $L$L = $L.and($T.MIN_VALUE).or($L.and($T.MAX_VALUE).lanewise($T.LSHL, 13))"
                                + ".reinterpretAsFloats().mul(0x1p112f)",
                        FLOATS,
                        name,
                        vector,
                        bits,
                        Integer.class,
                        bits,
                        Short.class,
                        OPERATORS);
            }
        }
    },
    I8("Int8", "8-bit integers", TypeName.BYTE, "2 * COUNT", true) {
        @Override
        void load(CodeBlock.Builder code, String name, String panel, String at, String scale) {
            for (int vector = 0; vector < 2; vector++) {
                code.addStatement(
                        "$T $L$L = (($T) $T.fromArray(QUARTERS, $L, $L).convertShape($T.B2F, F32, 0)).mul($L)",
                        FLOATS,
                        name,
                        vector,
                        FLOATS,
                        BYTES,
                        panel,
                        plus(at, vector),
                        OPERATORS,
                        scale(scale, vector));
            }
        }
    },
    I4("Int4", "4-bit integers", TypeName.BYTE, "COUNT", true) {
        @Override
        void load(CodeBlock.Builder code, String name, String panel, String at, String scale) {
            code.addStatement(
                    "$T $LBits = ($T) $T.fromArray(QUARTERS, $L, $L).convertShape($T.B2I, I32, 0)",
                    INTS,
                    name,
                    INTS,
                    BYTES,
                    panel,
                    at,
                    OPERATORS);
            code.addStatement(
                    "$T $L0 = (($T) $LBits.lanewise($T.LSHL, 28).lanewise($T.ASHR, 28).convert($T.I2F, 0)).mul($L)",
                    FLOATS,
                    name,
                    FLOATS,
                    name,
                    OPERATORS,
                    OPERATORS,
                    OPERATORS,
                    scale(scale, 0));
            code.addStatement(
                    "$T $L1 = (($T) $LBits.lanewise($T.ASHR, 4).convert($T.I2F, 0)).mul($L)",
                    FLOATS,
                    name,
                    FLOATS,
                    name,
                    OPERATORS,
                    OPERATORS,
                    scale(scale, 1));
        }
    };

    private static final ClassName FLOATS = vector("FloatVector");
    private static final ClassName INTS = vector("IntVector");
    private static final ClassName SHORTS = vector("ShortVector");
    private static final ClassName BYTES = vector("ByteVector");
    private static final ClassName OPERATORS = vector("VectorOperators");

    private final String prefix;
    private final String description;
    private final TypeName element;

    /** Elements of the array from one depth to the next. */
    private final String step;

    private final boolean isScaled;

    PanelForm(String prefix, String description, TypeName element, String step, boolean isScaled) {
        this.prefix = prefix;
        this.description = description;
        this.element = element;
        this.step = step;
        this.isScaled = isScaled;
    }

    /** Name of the class with the products of this form. */
    String className() {
        return prefix + "Vectors";
    }

    String description() {
        return description;
    }

    String step() {
        return step;
    }

    /** Whether elements are integers times a factor, one for each column and group of depths. */
    boolean isScaled() {
        return isScaled;
    }

    /** Adds the parameter of a panel, and that of its factors. */
    void addParameters(MethodSpec.Builder method, String panel, String scales) {
        method.addParameter(ArrayTypeName.of(element), panel);
        if (isScaled) {
            method.addParameter(ArrayTypeName.of(TypeName.FLOAT), scales);
        }
    }

    /**
     * Adds the statements that make two vectors of floats.
     *
     * @param name variables are this and 0 or 1
     * @param panel the array
     * @param at index in the array
     * @param scale the array of factors; they begin at {@code scaleAt}
     */
    abstract void load(CodeBlock.Builder code, String name, String panel, String at, String scale);

    private static CodeBlock scale(String scales, int vector) {
        return CodeBlock.of("$T.fromArray(F32, $L, $L)", FLOATS, scales, plus("scaleAt", vector));
    }

    private static String plus(String at, int vector) {
        return vector == 0 ? at : at + " + COUNT";
    }

    private static ClassName vector(String name) {
        return ClassName.get("jdk.incubator.vector", name);
    }
}
