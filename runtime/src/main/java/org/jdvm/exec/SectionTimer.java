package org.jdvm.exec;

/** Is told how long the sections of a launch take. */
@FunctionalInterface
public interface SectionTimer {
    /**
     * A section was run.
     *
     * @param section its position in the words of the program
     * @param byCode true if code made from it ran, false if it was interpreted
     * @param nanos how long it took
     */
    void ran(int section, boolean byCode, long nanos);
}
