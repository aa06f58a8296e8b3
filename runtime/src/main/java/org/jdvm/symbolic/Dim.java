package org.jdvm.symbolic;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * A size: an exact integer expression over symbols, kept in a canonical form.
 *
 * <p>Immutable. Two sizes are {@code equals} exactly when their canonical forms are the same, which decides laws such as
 * {@code (S + 1) * H == S * H + H} and {@code 2 * H / 2 == H}; what needs knowledge about the symbols is decided by {@link Facts}.
 *
 * <p>Division and remainder round towards negative infinity, as {@link Math#floorDiv(long, long)} and {@link Math#floorMod(long,
 * long)} do. An expression can be undefined for some values of its symbols (a zero divisor, a {@link #broadcast} of sizes that do not
 * broadcast, a result or an intermediate result beyond 64 bits); evaluating it there throws {@link ArithmeticException}. The
 * canonical form has the value of the expression as written wherever that is defined, and may be defined where it is not
 * ({@code mod(S, T) - mod(S, T)} is 0).
 */
public sealed interface Dim permits Polynomial {
    /** The size 0. */
    Dim ZERO = of(0);

    /** The size 1. */
    Dim ONE = of(1);

    /** The product of the leading dims that a declaration leaves open, named as it is written there. */
    Dim LEADING = symbol(DimParser.LEADING);

    /** The constant size {@code value}. */
    static Dim of(long value) {
        return Polynomial.constant(value);
    }

    /**
     * The size named {@code name}.
     *
     * @throws IllegalArgumentException if the name is not a Java-like identifier; after the first character {@code .} and {@code #} may
     *     occur too, for names made by tools, and {@code ...} is that of {@link #LEADING}. {@code _} alone is not a name: it means 'any
     *     size' in a declaration.
     */
    static Dim symbol(String name) {
        return Polynomial.symbol(name);
    }

    /**
     * Reads what {@link #toString} writes and what people write: {@code 2*H}, {@code (S + 1) * H}, {@code S / 2}, {@code S % 8},
     * {@code min(S, 512)}. {@code /} and {@code //} mean {@link #floorDiv}, {@code %} means {@link #mod}.
     *
     * @throws DimSyntaxException if the text is not a size
     */
    static Dim parse(String text) {
        return DimParser.parseDim(text);
    }

    /** {@code this + other}. */
    Dim plus(Dim other);

    /** {@code this - other}. */
    Dim minus(Dim other);

    /** {@code this * other}. */
    Dim times(Dim other);

    /** {@code this / other}, rounded towards negative infinity. */
    Dim floorDiv(Dim other);

    /** {@code this - other * (this floorDiv other)}: has the sign of {@code other}. */
    Dim mod(Dim other);

    /** The smaller of the two. */
    Dim min(Dim other);

    /** The larger of the two. */
    Dim max(Dim other);

    /**
     * The size that results when two sizes broadcast: if they are equal that size, if one is 1 the other. Undefined otherwise.
     *
     * @throws ArithmeticException if both are constants that do not broadcast
     */
    Dim broadcast(Dim other);

    /**
     * The position that this number means along an axis of {@code size} elements: a negative number counts from the end, so that it is
     * {@code this + size}; any other number is the position. Not limited to positions that the axis has.
     */
    Dim position(Dim size);

    /** {@code this + other}. */
    default Dim plus(long other) {
        return plus(of(other));
    }

    /** {@code this - other}. */
    default Dim minus(long other) {
        return minus(of(other));
    }

    /** {@code this * other}. */
    default Dim times(long other) {
        return times(of(other));
    }

    /** {@code this / other}, rounded towards negative infinity. */
    default Dim floorDiv(long other) {
        return floorDiv(of(other));
    }

    /** {@code this - other * (this floorDiv other)}. */
    default Dim mod(long other) {
        return mod(of(other));
    }

    /** Whether this is a constant in its canonical form. */
    boolean isConstant();

    /**
     * The value of a constant.
     *
     * @throws IllegalStateException if this is not a constant
     */
    long constantValue();

    /** The name of the symbol, if this is one symbol and nothing else. */
    Optional<String> symbolName();

    /** The names of all symbols in this expression, sorted. */
    Set<String> symbols();

    /**
     * The value, given the values of the symbols.
     *
     * @throws ArithmeticException if the expression is undefined for these values
     */
    long evaluate(ToLongFunction<String> valueOf);

    /** This expression with symbols replaced, all at once; symbols that are not in the map stay. */
    Dim substitute(Map<String, Dim> by);

    /** This expression as a program that reads each symbol from a slot of a {@code long[]}. */
    DimProgram compile(ToIntFunction<String> slotOf);

    /**
     * The canonical text, for example {@code H*S + 2*H + 1}, {@code floordiv(S, 2)}, {@code mod(H, 8)}, {@code min(S, 4)}, {@code
     * broadcast(S, T)}, {@code position(i, S)}. Factors and arguments are sorted; terms are in order of falling degree.
     */
    @Override
    String toString();
}
