package org.jdvm.fusion.draft;

import org.jdvm.fusion.rule.Rule;

/**
 * A reason not to fuse. Each rule declares its reasons as an enum in its own file and lists all it may give
 * ({@link Rule#refusals}), so that reports, tests and documents speak of the same set.
 */
public interface Refusal {
    /** {@return the name of the constant} */
    String name();

    /** {@return what tells it from the other reasons that a decision of one rule may have} */
    default String qualifiedName() {
        return this instanceof General ? "general." + name() : name();
    }

    /** {@return the sentence, with a {@code %s} for each number or list that belongs into it} */
    String text();

    /** Reasons that several rules give. */
    enum Common implements Refusal {
        FULL("the kernel has %s operations already"),
        TWO_PLACES("the kernel reads it at two different places at once"),
        PRODUCT_IN_PART("the kernel repeats the product or uses only a part of it"),
        OTHER_BLOCKS("the blocks of the kernel's other product have other positions"),
        GROUPS_BY_PLACE("groups are found by the place of a row or column in the whole product");

        private final String text;

        Common(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** Reasons that hold whatever the rule is: how the kernel reads the node, and what other kernels need. */
    enum General implements Refusal {
        ORDER("the kernel reads it in another order of elements, which no axes express"),
        LOOK_UP("the kernel looks up in it by numbers known later"),
        LEFT_OPERAND("the cube unit reads its left operand from memory"),
        RIGHT_OPERAND("the cube unit reads its right operand from memory"),
        GROUPED_OPERAND("the cube unit reads its operands from memory"),
        WINDOW_OPERAND("the kernel reads windows of it from memory"),
        ROW_OPERAND("the routine of the operation reads whole rows from memory"),
        NEEDED_WHOLE("others need all of it, but the kernel computes a part of it or repeats it"),
        NEEDED_BEFORE("another kernel needs it and runs before this one");

        private final String text;

        General(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** Why a plan is simpler than the rules alone would make it. */
    enum Limit implements Refusal {
        SPENT("planning used up its budget; sizes are compared by form only");

        private final String text;

        Limit(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }
}
