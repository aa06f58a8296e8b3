package org.jdvm.bytecode.verify;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.Instruction;

/**
 * What an instruction reads from or stores to one buffer.
 *
 * @param step the instruction
 * @param store true if it stores
 * @param buffer number of the buffer
 * @param footprint the elements over all indices
 * @param first the lowest of them
 * @param last the highest of them
 */
record Access(SectionBody.Step step, boolean store, int buffer, Footprint footprint, long first, long last) {

    /** {@return the accesses of an instruction, whose operands must fit its form} */
    static List<Access> of(SectionBody body, SectionBody.Step step) {
        Instruction instruction = step.instruction();
        Spans spans = new Spans(body.section, instruction);
        List<Access> accesses = new ArrayList<>();
        try {
            for (int i = 0; i < instruction.values().size(); i++) {
                Field field = instruction.opcode().fields().get(i);
                if (field.isMemory()
                        && instruction.values().get(i) instanceof Address address
                        && spans.size(field) > 0) {
                    Footprint.Builder footprint = new Footprint.Builder(body, step, address);
                    spans.add(footprint, field, address);
                    accesses.add(access(body, step, field.isStore(), address, footprint));
                }
            }
        } catch (ArithmeticException _) {
            throw body.problem(step, "the numbers of its addresses are too large");
        }
        return accesses;
    }

    private static Access access(
            SectionBody body, SectionBody.Step step, boolean store, Address address, Footprint.Builder builder) {
        Footprint footprint = builder.build();
        long first = footprint.first();
        long last = footprint.last();
        BufferSlot buffer = body.program.buffers().get(address.buffer());
        if (first < 0 || last >= buffer.elements()) {
            throw body.problem(
                    step,
                    "reaches from element " + first + " to " + last + " of " + buffer.name() + ", which has "
                            + buffer.elements());
        }
        return new Access(step, store, address.buffer(), footprint, first, last);
    }

    /** {@return true if both touch the same buffer, one of them stores, and the intervals of their elements overlap} */
    boolean mayConflict(Access other) {
        return buffer == other.buffer && (store || other.store) && first <= other.last && other.first <= last;
    }
}
