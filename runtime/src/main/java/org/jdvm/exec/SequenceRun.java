package org.jdvm.exec;

import org.jdvm.exec.state.Binding;
import org.jdvm.tier.TieredProgram;

/**
 * What is run for one sequence of a batch.
 *
 * @param program the program for its sizes
 * @param bindings the memory of each buffer, by number; places of the workspace are filled in when it is run
 * @param scalars the value of each scalar slot
 */
public record SequenceRun(TieredProgram program, Binding[] bindings, double[] scalars) {}
