package org.jdvm.lanes;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;

/** What an expression of a description becomes in a vector form. */
sealed interface Value {
    /** The type of one lane. */
    Lane lane();

    /** A Java expression that needs no parentheses as the receiver or argument of a call. */
    CodeBlock code();

    /** A vector of the lanes. */
    CodeBlock vector();

    /** The operand of a method that takes a number for all lanes as well as a vector. */
    default CodeBlock operand() {
        return vector();
    }

    /** The type of a variable that holds it. */
    default TypeName type() {
        return lane().vector();
    }

    /** A value as a lane of another type, where Java converts it by itself. */
    default Value converted(Lane to) {
        return this;
    }

    /**
     * The same number in all lanes.
     *
     * @param lane its type
     * @param code a constant expression
     */
    record Constant(Lane lane, CodeBlock code) implements Value {
        @Override
        public CodeBlock vector() {
            return CodeBlock.of("$T.broadcast($L, $L)", lane.vector(), lane.species(), operand());
        }

        /** Without parentheses around all of it. */
        @Override
        public CodeBlock operand() {
            String text = code.toString();
            return text.startsWith("(") && text.indexOf(')') == text.length() - 1
                    ? CodeBlock.of("$L", text.substring(1, text.length() - 1))
                    : code;
        }

        @Override
        public Value converted(Lane to) {
            return lane == Lane.INT && to == Lane.FLOAT
                    ? new Constant(Lane.FLOAT, CodeBlock.of("(float) $L", code))
                    : this;
        }
    }

    /**
     * A number in each lane.
     *
     * @param lane their type
     * @param code a vector
     */
    record Numbers(Lane lane, CodeBlock code) implements Value {
        @Override
        public CodeBlock vector() {
            return code;
        }

        @Override
        public Value converted(Lane to) {
            return lane == Lane.INT && to == Lane.FLOAT
                    ? new Numbers(
                            Lane.FLOAT,
                            CodeBlock.of("(($T) $L.convert($T.I2F, 0))", Lane.FLOAT.vector(), code, Lane.OPERATORS))
                    : this;
        }
    }

    /**
     * The outcome of a test in each lane.
     *
     * @param over the type of the lanes that the mask is made for
     * @param code a mask
     */
    record Mask(Lane over, CodeBlock code) implements Value {
        @Override
        public Lane lane() {
            return Lane.BOOLEAN;
        }

        @Override
        public CodeBlock vector() {
            throw new IllegalStateException("a mask is not a vector of numbers");
        }

        @Override
        public TypeName type() {
            return ParameterizedTypeName.get(Lane.MASK, over.type().box());
        }

        /** A mask for lanes of a type. */
        CodeBlock code(Lane lanes) {
            return over == lanes ? code : CodeBlock.of("$L.cast($L)", code, lanes.species());
        }
    }
}
