package org.jdvm.bytecode;

import java.util.List;

/**
 * Proves that a program can run, and ends: every word decodes, operands fit, values are defined before use, events order all
 * conflicts, the work is within the limit of the machine, addresses stay inside the buffers, outputs are stored exactly once and tasks
 * do not disturb each other.
 */
public final class Verifier {
    private Verifier() {}

    /**
     * Verifies a program.
     *
     * @param program the program
     * @throws BytecodeException with the first problem: the word, the instruction and what is wrong
     */
    public static void verify(Program program) {
        for (BufferSlot buffer : program.buffers()) {
            if (buffer.elements() < 0) {
                throw new BytecodeException("buffer " + buffer.name() + " has " + buffer.elements() + " elements");
            }
        }
        if (program.scalars() < 0) {
            throw new BytecodeException("the program has " + program.scalars() + " scalars");
        }
        List<SectionBody> sections = SectionBody.split(program);
        for (SectionBody section : sections) {
            FormRules.check(section);
            LocalRules.check(section);
            section.findAccesses();
            EventRules.check(section);
        }
        WorkRules.check(program, sections);
        try {
            MemoryRules.check(program, sections);
        } catch (ArithmeticException _) {
            throw new BytecodeException("the numbers of addresses are too large to be verified");
        }
    }
}
