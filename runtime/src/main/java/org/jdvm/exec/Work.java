package org.jdvm.exec;

/** Work that cores share: independent tasks, with numbers from 0 on. */
interface Work {
    /** Makes a core ready for its first task. */
    void enter(Core core);

    /** Does the tasks with numbers from {@code from} on, below {@code to}. */
    void run(Core core, long from, long to);

    /** Takes note of what a core failed with. */
    void fail(Throwable cause);
}
