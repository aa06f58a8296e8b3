package org.jdvm.symbolic;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What a polynomial multiplies: a symbol, or an operation that is not a sum or a product. */
sealed interface Atom extends Comparable<Atom> {

    /** A named size. */
    record Symbol(String name) implements Atom {}

    /** The quotient rounded towards negative infinity. */
    record FloorDiv(Polynomial dividend, Polynomial divisor) implements Atom {}

    /** The remainder that belongs to {@link FloorDiv}. */
    record Mod(Polynomial dividend, Polynomial divisor) implements Atom {}

    /** The least of at least two sorted members. */
    record Min(List<Polynomial> members) implements Atom {}

    /** The greatest of at least two sorted members. */
    record Max(List<Polynomial> members) implements Atom {}

    /** The size to which at least two sorted members broadcast. */
    record Broadcast(List<Polynomial> members) implements Atom {}

    /** A position along an axis of a size, counted from the end if it is negative. */
    record Position(Polynomial position, Polynomial size) implements Atom {}

    /** The operands, none for a symbol. */
    default List<Polynomial> operands() {
        return switch (this) {
            case Symbol _ -> List.of();
            case FloorDiv(var dividend, var divisor) -> List.of(dividend, divisor);
            case Mod(var dividend, var divisor) -> List.of(dividend, divisor);
            case Min(var members) -> members;
            case Max(var members) -> members;
            case Broadcast(var members) -> members;
            case Position(var position, var size) -> List.of(position, size);
        };
    }

    /** The function name in the canonical text; a symbol's own name. */
    default String word() {
        return switch (this) {
            case Symbol(var name) -> name;
            case FloorDiv _ -> "floordiv";
            case Mod _ -> "mod";
            case Min _ -> "min";
            case Max _ -> "max";
            case Broadcast _ -> "broadcast";
            case Position _ -> "position";
        };
    }

    private int rank() {
        return switch (this) {
            case Symbol _ -> 0;
            case FloorDiv _ -> 1;
            case Mod _ -> 2;
            case Min _ -> 3;
            case Max _ -> 4;
            case Broadcast _ -> 5;
            case Position _ -> 6;
        };
    }

    /** Symbols first, by name; then the operations, by kind and operands. */
    @Override
    default int compareTo(Atom other) {
        if (this instanceof Symbol(var mine) && other instanceof Symbol(var theirs)) {
            return mine.compareTo(theirs);
        }
        int byRank = Integer.compare(rank(), other.rank());
        return byRank != 0 ? byRank : Polynomial.compareLists(operands(), other.operands());
    }

    /** Passes on the names of the symbols in this atom. */
    default void eachSymbol(Consumer<String> action) {
        if (this instanceof Symbol(var name)) {
            action.accept(name);
        } else {
            operands().forEach(operand -> operand.eachSymbol(action));
        }
    }

    /** Builds this operation again with every operand mapped; a symbol stays. */
    default Polynomial mapOperands(Function<Polynomial, Polynomial> map) {
        return switch (this) {
            case Symbol symbol -> Polynomial.atom(symbol);
            case FloorDiv(var dividend, var divisor) -> Division.floorDiv(map.apply(dividend), map.apply(divisor));
            case Mod(var dividend, var divisor) -> Division.mod(map.apply(dividend), map.apply(divisor));
            case Min(var members) -> Selection.min(members.stream().map(map).toList());
            case Max(var members) -> Selection.max(members.stream().map(map).toList());
            case Broadcast(var members) ->
                Selection.broadcast(members.stream().map(map).toList());
            case Position(var position, var size) -> Selection.position(map.apply(position), map.apply(size));
        };
    }

    /** The value, given the values of the symbols. */
    default long evaluate(ToLongFunction<String> valueOf) {
        return switch (this) {
            case Symbol(var name) -> valueOf.applyAsLong(name);
            case FloorDiv(var dividend, var divisor) ->
                Exact.floorDiv(dividend.evaluate(valueOf), divisor.evaluate(valueOf));
            case Mod(var dividend, var divisor) ->
                Exact.floorMod(dividend.evaluate(valueOf), divisor.evaluate(valueOf));
            case Min(var members) -> {
                long least = members.getFirst().evaluate(valueOf);
                for (Polynomial member : members) {
                    least = Math.min(least, member.evaluate(valueOf));
                }
                yield least;
            }
            case Max(var members) -> {
                long most = members.getFirst().evaluate(valueOf);
                for (Polynomial member : members) {
                    most = Math.max(most, member.evaluate(valueOf));
                }
                yield most;
            }
            case Broadcast(var members) -> {
                long size = 1;
                for (Polynomial member : members) {
                    size = Exact.broadcast(size, member.evaluate(valueOf));
                }
                yield size;
            }
            case Position(var position, var size) -> Exact.position(position.evaluate(valueOf), size.evaluate(valueOf));
        };
    }
}
