package org.jdvm.tier;

import org.jdvm.bytecode.Program;

/** A back end that makes code for sections; found through {@link java.util.ServiceLoader}. */
public interface SectionCompiler {
    /** {@return which kind of code it makes on this machine, and why, in one line} */
    String description();

    /**
     * Makes code for a section and for all others of the same structure. What it throws is logged, and the section stays
     * interpreted.
     *
     * @param program a verified program with the section
     * @param section the position of its first word
     * @return the code, or why there is none
     */
    Result compile(Program program, int section);

    /** What became of a section. */
    sealed interface Result {
        /**
         * Code that is ready to run.
         *
         * @param code the code
         * @param name the name of its class
         * @param bytes the size of the class file
         */
        record Made(SectionCode code, String name, int bytes) implements Result {}

        /**
         * A section that this back end leaves to the interpreter.
         *
         * @param reason why
         */
        record Refused(String reason) implements Result {}
    }
}
