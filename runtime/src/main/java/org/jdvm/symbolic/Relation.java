package org.jdvm.symbolic;

/** How two sizes compare. */
public enum Relation {
    /** Equal. */
    EQ("=="),
    /** Not equal. */
    NE("!="),
    /** Less or equal. */
    LE("<="),
    /** Less. */
    LT("<"),
    /** Greater or equal. */
    GE(">="),
    /** Greater. */
    GT(">");

    private final String sign;

    Relation(String sign) {
        this.sign = sign;
    }

    /** The sign in source text, such as {@code <=}. */
    public String sign() {
        return sign;
    }

    /** Whether the relation holds between two numbers. */
    public boolean test(long left, long right) {
        return switch (this) {
            case EQ -> left == right;
            case NE -> left != right;
            case LE -> left <= right;
            case LT -> left < right;
            case GE -> left >= right;
            case GT -> left > right;
        };
    }

    /** The relation that holds exactly where this one does not. */
    public Relation negated() {
        return switch (this) {
            case EQ -> NE;
            case NE -> EQ;
            case LE -> GT;
            case LT -> GE;
            case GE -> LT;
            case GT -> LE;
        };
    }

    /** The relation that holds for {@code (right, left)} exactly where this one holds for {@code (left, right)}. */
    public Relation swapped() {
        return switch (this) {
            case EQ, NE -> this;
            case LE -> GE;
            case LT -> GT;
            case GE -> LE;
            case GT -> LT;
        };
    }
}
