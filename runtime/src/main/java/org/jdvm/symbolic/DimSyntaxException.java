package org.jdvm.symbolic;

import org.jdvm.JdvmException;

/** Thrown where a text is not a size or a constraint; says where. */
public final class DimSyntaxException extends JdvmException {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final int position;

    DimSyntaxException(String problem, String text, int position) {
        super(problem + " at position " + position + " of \"" + text + "\"");
        this.text = text;
        this.position = position;
    }

    /** The text that was read. */
    public String text() {
        return text;
    }

    /** The index in the text of the character at which reading stopped. */
    public int position() {
        return position;
    }
}
