package org.jdvm.symbolic;

import java.util.List;
import java.util.function.ToLongFunction;

/** A relation that is demanded between two sizes, as in {@code @Where("H % 8 == 0")}. */
public record Constraint(Relation relation, Dim left, Dim right) {

    /**
     * Reads one or several constraints: {@code "H % 8 == 0"}, {@code "1 <= S <= 512"} (a chain gives one for each sign), {@code "S >
     * T && H == 2*K"}.
     *
     * @throws DimSyntaxException if the text is not a constraint
     */
    public static List<Constraint> parse(String text) {
        return DimParser.parseConstraints(text);
    }

    /**
     * Whether the constraint holds, given the values of the symbols.
     *
     * @throws ArithmeticException if a side is undefined for these values
     */
    public boolean evaluate(ToLongFunction<String> valueOf) {
        return relation.test(left.evaluate(valueOf), right.evaluate(valueOf));
    }

    /** The text, for example {@code mod(H, 8) == 0}. */
    @Override
    public String toString() {
        return left + " " + relation.sign() + " " + right;
    }
}
