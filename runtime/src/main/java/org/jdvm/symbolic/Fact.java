package org.jdvm.symbolic;

/** A relation known to hold, with where it comes from, for example {@code gamma dim 0} or {@code @Where("H % 8 == 0")}. */
public record Fact(Relation relation, Dim left, Dim right, String origin) {

    /** The text, for example {@code K == 2*H (gamma dim 0)}. */
    @Override
    public String toString() {
        return left + " " + relation.sign() + " " + right + " (" + origin + ")";
    }
}
