package org.jdvm.bytecode;

/** A unit of a core that executes its instructions in order, in parallel with the other units. */
public enum Pipe {
    /** Moves tiles from memory into the local buffer. */
    LOAD,
    /** Moves tiles from the local buffer to memory. */
    STORE,
    /** Computes on tiles in the local buffer. */
    VECTOR,
    /** Multiplies matrices, from memory into a tile in the local buffer. */
    CUBE,
    /** Controls sections and loops; has no events. */
    CONTROL;

    /** Number of pipes that take part in events. */
    public static final int SYNCHRONISED = 4;

    private static final Pipe[] VALUES = values();

    public static Pipe of(int ordinal) {
        return VALUES[ordinal];
    }
}
