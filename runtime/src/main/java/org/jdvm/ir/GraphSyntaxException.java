package org.jdvm.ir;

import org.jdvm.JdvmException;

/** Thrown where a text is not a graph: where, what was expected there, and what was found. */
public final class GraphSyntaxException extends JdvmException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    GraphSyntaxException(int line, int column, String expected, String found) {
        this(line, column, "expected " + expected + ", found " + found);
    }

    GraphSyntaxException(int line, int column, String message) {
        super("line " + line + ", column " + column + ": " + message);
        this.line = line;
        this.column = column;
    }

    /** {@return the line, from 1} */
    public int line() {
        return line;
    }

    /** {@return the column, from 1} */
    public int column() {
        return column;
    }
}
