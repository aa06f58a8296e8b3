package org.jdvm.symbolic;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** An expression as a user writes it, evaluated the plain way: what canonical forms are compared with. */
sealed interface Expression {
    record Name(String name) implements Expression {}

    record Number(long value) implements Expression {}

    record Operation(Kind kind, Expression left, Expression right) implements Expression {}

    enum Kind {
        PLUS,
        MINUS,
        TIMES,
        FLOOR_DIV,
        MOD,
        MIN,
        MAX,
        BROADCAST
    }

    /** The value; throws ArithmeticException where it is undefined. */
    default long evaluate(Map<String, Long> values) {
        return switch (this) {
            case Name(var name) -> values.get(name);
            case Number(var value) -> value;
            case Operation(var kind, var leftSide, var rightSide) -> {
                long left = leftSide.evaluate(values);
                long right = rightSide.evaluate(values);
                yield switch (kind) {
                    case PLUS -> Math.addExact(left, right);
                    case MINUS -> Math.subtractExact(left, right);
                    case TIMES -> Math.multiplyExact(left, right);
                    case FLOOR_DIV -> Math.floorDiv(left, right);
                    case MOD -> Math.floorMod(left, right);
                    case MIN -> Math.min(left, right);
                    case MAX -> Math.max(left, right);
                    case BROADCAST -> {
                        if (left != right && left != 1 && right != 1) {
                            throw new ArithmeticException("no broadcast");
                        }
                        yield left == 1 ? right : left;
                    }
                };
            }
        };
    }

    /** The same as a size; throws ArithmeticException if it is undefined for all values. */
    default Dim dim() {
        return switch (this) {
            case Name(var name) -> Dim.symbol(name);
            case Number(var value) -> Dim.of(value);
            case Operation(var kind, var left, var right) ->
                switch (kind) {
                    case PLUS -> left.dim().plus(right.dim());
                    case MINUS -> left.dim().minus(right.dim());
                    case TIMES -> left.dim().times(right.dim());
                    case FLOOR_DIV -> left.dim().floorDiv(right.dim());
                    case MOD -> left.dim().mod(right.dim());
                    case MIN -> left.dim().min(right.dim());
                    case MAX -> left.dim().max(right.dim());
                    case BROADCAST -> left.dim().broadcast(right.dim());
                };
        };
    }

    /** The same as text. */
    default String text() {
        return switch (this) {
            case Name(var name) -> name;
            case Number(var value) -> String.valueOf(value);
            case Operation(var kind, var left, var right) ->
                switch (kind) {
                    case PLUS -> "(" + left.text() + " + " + right.text() + ")";
                    case MINUS -> "(" + left.text() + " - " + right.text() + ")";
                    case TIMES -> "(" + left.text() + "*" + right.text() + ")";
                    case FLOOR_DIV -> "(" + left.text() + " / " + right.text() + ")";
                    case MOD -> "(" + left.text() + " % " + right.text() + ")";
                    case MIN -> "min(" + left.text() + ", " + right.text() + ")";
                    case MAX -> "max(" + left.text() + "," + right.text() + ")";
                    case BROADCAST -> "broadcast(" + left.text() + ", " + right.text() + ")";
                };
        };
    }

    /** Random expressions over the symbols. */
    static Arbitrary<Expression> over(String... symbols) {
        Arbitrary<Expression> leaves = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(symbols).map(Name::new)),
                Tuple.of(
                        2,
                        Arbitraries.of(-3L, -2L, -1L, 0L, 1L, 2L, 3L, 4L, 6L, 8L)
                                .map(Number::new)));
        Arbitrary<Kind> kinds = Arbitraries.of(
                Kind.PLUS,
                Kind.PLUS,
                Kind.MINUS,
                Kind.TIMES,
                Kind.TIMES,
                Kind.FLOOR_DIV,
                Kind.FLOOR_DIV,
                Kind.MOD,
                Kind.MOD,
                Kind.MIN,
                Kind.MAX,
                Kind.BROADCAST);
        return Arbitraries.recursive(
                () -> leaves,
                inner -> Arbitraries.frequencyOf(
                        Tuple.of(1, leaves),
                        Tuple.of(4, Combinators.combine(kinds, inner, inner).as(Operation::new))),
                0,
                3);
    }
}
