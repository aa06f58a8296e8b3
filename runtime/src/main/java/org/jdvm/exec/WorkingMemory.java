package org.jdvm.exec;

import org.jdvm.bytecode.Program;
import org.jdvm.exec.state.Binding;

/** Lends memory for the intermediates of programs. Called by several cores at the same time. */
public interface WorkingMemory {
    /**
     * Binds the workspace of a program for as long as it runs.
     *
     * @param program the program
     * @param bindings the memory of its buffers; gets that of its workspace
     * @param run what needs it
     */
    void lend(Program program, Binding[] bindings, Runnable run);
}
