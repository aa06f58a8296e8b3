package org.jdvm.bytecode.verify;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;

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
        List<SectionBody> sections = new ArrayList<>();
        BytecodeException.checking(
                "words decode, sections and loops nest, frames fit their axes",
                () -> sections.addAll(SectionBody.split(program)));
        for (SectionBody section : sections) {
            BytecodeException.checking("operands fit the form of the instruction", () -> FormRules.check(section));
            BytecodeException.checking("values are defined before they are used", () -> LocalRules.check(section));
            BytecodeException.checking("addresses stay inside the buffers", section::findAccesses);
            BytecodeException.checking("events order what must keep its order", () -> EventRules.check(section));
        }
        BytecodeException.checking("the work is limited", () -> WorkRules.check(program, sections));
        BytecodeException.checking(
                "outputs are stored once, tasks do not disturb each other", () -> checkMemory(program, sections));
    }

    private static void checkMemory(Program program, List<SectionBody> sections) {
        try {
            MemoryRules.check(program, sections);
        } catch (ArithmeticException _) {
            throw new BytecodeException("the numbers of addresses are too large to be verified");
        }
    }
}
