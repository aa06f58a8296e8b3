package org.jdvm.lanes;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import org.jspecify.annotations.Nullable;

/** What Java's operators and the methods of its library that have a vector form become on values of lanes. */
final class LaneOperators {
    private LaneOperators() {}

    static Value.Mask mask(Value value, Tree place) {
        if (value instanceof Value.Mask mask) {
            return mask;
        }
        throw new RefusedException(place, "'%s' is not a comparison of lanes", place);
    }

    /** The type in which Java computes with two values. */
    private static Lane common(Value x, Value y) {
        return x.lane() == Lane.FLOAT || y.lane() == Lane.FLOAT ? Lane.FLOAT : Lane.INT;
    }

    static Value.Numbers chosen(Value.Mask mask, Value x, Value y) {
        Lane lane = common(x, y);
        CodeBlock otherwise = y.converted(lane).vector();
        // Long chains go on in a new line.
        String format = otherwise.toString().contains("(") ? "$L\n.blend($L, $L)" : "$L.blend($L, $L)";
        return new Value.Numbers(
                lane, CodeBlock.of(format, otherwise, x.converted(lane).operand(), mask.code(lane)));
    }

    static Value unary(UnaryTree tree, Value x) {
        return switch (tree.getKind()) {
            case UNARY_MINUS ->
                x instanceof Value.Constant(Lane lane, CodeBlock code)
                        ? new Value.Constant(lane, CodeBlock.of("(-$L)", code))
                        : new Value.Numbers(x.lane(), CodeBlock.of("$L.neg()", x.code()));
            case BITWISE_COMPLEMENT -> new Value.Numbers(x.lane(), CodeBlock.of("$L.not()", x.vector()));
            case LOGICAL_COMPLEMENT -> {
                Value.Mask mask = mask(x, tree);
                yield new Value.Mask(mask.over(), CodeBlock.of("$L.not()", mask.code()));
            }
            default -> throw new RefusedException(tree, "'%s' has no vector form", tree);
        };
    }

    static Value binary(BinaryTree tree, Value left, Value right) {
        if (left instanceof Value.Mask || right instanceof Value.Mask) {
            return logical(tree, mask(left, tree), mask(right, tree));
        }
        Lane lane = common(left, right);
        Value x = left.converted(lane);
        Value y = right.converted(lane);
        if (x instanceof Value.Constant && y instanceof Value.Constant) {
            return new Value.Constant(lane, CodeBlock.of("($L $L $L)", x.code(), operator(tree), y.code()));
        }
        if (comparison(tree) instanceof String comparison) {
            return new Value.Mask(
                    lane, CodeBlock.of("$L.compare($T.$L, $L)", x.vector(), Lane.OPERATORS, comparison, y.operand()));
        }
        return new Value.Numbers(lane, arithmetic(tree, lane, x.vector(), y.operand()));
    }

    private static Value logical(BinaryTree tree, Value.Mask x, Value.Mask y) {
        String method = switch (tree.getKind()) {
            case CONDITIONAL_AND -> "and";
            case CONDITIONAL_OR -> "or";
            default -> throw new RefusedException(tree, "'%s' compares truth values", tree);
        };
        return new Value.Mask(x.over(), CodeBlock.of("$L.$L($L)", x.code(), method, y.code(x.over())));
    }

    private static CodeBlock arithmetic(BinaryTree tree, Lane lane, CodeBlock x, CodeBlock y) {
        @Nullable
        String method = switch (tree.getKind()) {
            case PLUS -> "add";
            case MINUS -> "sub";
            case MULTIPLY -> "mul";
            case DIVIDE -> lane == Lane.FLOAT ? "div" : null;
            case AND -> "and";
            case OR -> "or";
            default -> null;
        };
        if (method != null) {
            return CodeBlock.of("$L.$L($L)", x, method, y);
        }
        String lanewise = switch (tree.getKind()) {
            case XOR -> "XOR";
            case LEFT_SHIFT -> "LSHL";
            case RIGHT_SHIFT -> "ASHR";
            case UNSIGNED_RIGHT_SHIFT -> "LSHR";
            default -> throw new RefusedException(tree, "'%s' has no vector form for %s", operator(tree), lane);
        };
        return CodeBlock.of("$L.lanewise($T.$L, $L)", x, Lane.OPERATORS, lanewise, y);
    }

    private static @Nullable String comparison(BinaryTree tree) {
        return switch (tree.getKind()) {
            case EQUAL_TO -> "EQ";
            case NOT_EQUAL_TO -> "NE";
            case LESS_THAN -> "LT";
            case LESS_THAN_EQUAL -> "LE";
            case GREATER_THAN -> "GT";
            case GREATER_THAN_EQUAL -> "GE";
            default -> null;
        };
    }

    private static String operator(BinaryTree tree) {
        return switch (tree.getKind()) {
            case PLUS -> "+";
            case MINUS -> "-";
            case MULTIPLY -> "*";
            case DIVIDE -> "/";
            case REMAINDER -> "%";
            case AND -> "&";
            case OR -> "|";
            case XOR -> "^";
            case LEFT_SHIFT -> "<<";
            case RIGHT_SHIFT -> ">>";
            case UNSIGNED_RIGHT_SHIFT -> ">>>";
            default -> throw new RefusedException(tree, "'%s' is not a comparison of lanes", tree);
        };
    }

    static Value cast(TypeCastTree tree, Lane to, Value x) {
        if (x.lane() == to) {
            return x;
        }
        if (x.lane() == Lane.INT && to == Lane.FLOAT) {
            return x.converted(to);
        }
        if (x.lane() == Lane.FLOAT && to == Lane.INT && x instanceof Value.Numbers) {
            return new Value.Numbers(
                    Lane.INT,
                    CodeBlock.of("(($T) $L.convert($T.F2I, 0))", Lane.INT.vector(), x.code(), Lane.OPERATORS));
        }
        throw new RefusedException(tree, "'%s' is not the type of a vector's lane", to);
    }

    static Value sqrt(Value x) {
        return new Value.Numbers(
                Lane.FLOAT, CodeBlock.of("$L.sqrt()", x.converted(Lane.FLOAT).vector()));
    }

    static Value abs(Value x) {
        return new Value.Numbers(x.lane(), CodeBlock.of("$L.abs()", x.vector()));
    }

    /** The method is {@code max} or {@code min}. */
    static Value extremum(String method, Value x, Value y) {
        Lane lane = common(x, y);
        return new Value.Numbers(
                lane,
                CodeBlock.of(
                        "$L.$L($L)",
                        x.converted(lane).vector(),
                        method,
                        y.converted(lane).operand()));
    }

    static Value floatToBits(Value x) {
        return new Value.Numbers(Lane.INT, CodeBlock.of("$L.reinterpretAsInts()", x.vector()));
    }

    static Value bitsToFloat(Value x) {
        return new Value.Numbers(Lane.FLOAT, CodeBlock.of("$L.reinterpretAsFloats()", x.vector()));
    }

    static Value fma(Value a, Value b, Value c) {
        boolean swapped = a instanceof Value.Constant;
        Value x = (swapped ? b : a).converted(Lane.FLOAT);
        Value y = (swapped ? a : b).converted(Lane.FLOAT);
        Value z = c.converted(Lane.FLOAT);
        boolean constants = y instanceof Value.Constant && z instanceof Value.Constant;
        return new Value.Numbers(
                Lane.FLOAT,
                CodeBlock.of(
                        "$L.fma($L, $L)",
                        x.vector(),
                        constants ? y.operand() : y.vector(),
                        constants ? z.operand() : z.vector()));
    }
}
