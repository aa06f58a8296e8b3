package org.jdvm.bytecode;

import org.jdvm.annotations.DType;

/**
 * A buffer that a program addresses: an entry of its relocation table, bound to an array at each launch.
 *
 * @param name the name of the argument, or a name for intermediate memory
 * @param role who provides the memory
 * @param type element type of the memory
 * @param elements how many elements from the bound base on the program may touch
 */
public record BufferSlot(String name, Role role, DType type, long elements) {
    /** Who provides the memory of a buffer. */
    public enum Role {
        /** An argument that is only read. */
        INPUT,
        /** A result: every one of its elements is written exactly once. */
        OUTPUT,
        /** Intermediate memory that lives for one launch. */
        WORKSPACE
    }
}
