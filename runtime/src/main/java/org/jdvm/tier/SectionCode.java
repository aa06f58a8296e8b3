package org.jdvm.tier;

/**
 * Code that runs tasks of a section in place of the interpreter.
 *
 * <p>It serves every section of one {@link SectionStructure}; sizes and addresses come as numbers. An instance has no state and is called by
 * several cores at a time. Since such a section never reads what it writes, tasks may be run again if the code fails half-way.
 */
public interface SectionCode {
    /**
     * Runs some tasks.
     *
     * @param numbers the section's numbers, in the order of {@link SectionStructure}
     * @param arrays the array bound to each buffer of the program
     * @param offsets where each buffer begins in its array
     * @param scalars the launch's scalars
     * @param scratch working memory of the calling core
     * @param from the first task
     * @param to the task after the last one
     * @throws RuntimeException if an index is out of range; the interpreter then tells which
     */
    void run(long[] numbers, Object[] arrays, int[] offsets, double[] scalars, Scratch scratch, long from, long to);
}
