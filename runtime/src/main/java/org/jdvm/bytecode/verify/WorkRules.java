package org.jdvm.bytecode.verify;

import java.util.List;
import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Immediate;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.Pipe;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.SourceOperand;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.machine.NpuSpec;

/**
 * The rule that programs end: the work of all tasks, loops and instructions together is within the limit of the machine.
 *
 * <p>Work counts elements that are touched. An instruction adds a constant for its own sake, and products count in whole blocks of the
 * cube unit. Sums and products of sizes stop at the largest number.
 */
final class WorkRules {
    /** Work of an instruction before its first element. A core touches that many elements in the time that it takes to find the routine. */
    static final long INSTRUCTION = 1024;

    /** Products that are multiplied and added in the time that it takes to touch one element. */
    static final long PRODUCTS = 8;

    private final SectionBody body;
    private final NpuSpec machine;

    private WorkRules(SectionBody body) {
        this.body = body;
        this.machine = body.program.machine();
    }

    static void check(Program program, List<SectionBody> sections) {
        long work = 0;
        for (SectionBody section : sections) {
            work = plus(work, new WorkRules(section).work());
            if (work > program.machine().workLimit()) {
                throw section.problem(
                        section.head,
                        "up to its end the program has work of "
                                + (work == Long.MAX_VALUE ? "2^63 or more" : work) + " elements, but "
                                + program.machine().name() + " has a limit of "
                                + program.machine().workLimit());
            }
        }
    }

    private long work() {
        // The head of the section and its end.
        long task = 2 * INSTRUCTION;
        for (SectionBody.Step step : body.steps) {
            long trips = 1;
            for (int axis : step.loops()) {
                trips = times(trips, body.count(axis));
            }
            task = plus(task, times(trips, plus(INSTRUCTION, elements(step.instruction()))));
        }
        return times(body.tasks(), task);
    }

    private long elements(Instruction instruction) {
        Spans spans = new Spans(body.section, instruction);
        boolean product = instruction.opcode().pipe() == Pipe.CUBE;
        long places = 0;
        long memory = 0;
        for (int i = 0; i < instruction.values().size(); i++) {
            Field field = instruction.opcode().fields().get(i);
            switch (instruction.values().get(i)) {
                case SourceOperand operand -> places = Math.max(places, elements(operand));
                case Address _
                when field.isWindowedByRow() -> memory = plus(memory, Math.ceilDiv(spans.size(field), PRODUCTS));
                case Address _
                when product && field.contents() == Field.Contents.RIGHT ->
                    memory = plus(memory, product(spans.size(field.columns()), spans.size(field.rows())));
                // Each group may occur, and begins blocks.
                case Address _
                when field.contents() == Field.Contents.SIZES ->
                    memory = plus(memory, times(spans.size(field), INSTRUCTION));
                case Address _ -> memory = plus(memory, product ? 0 : spans.size(field));
                case Immediate _, WindowMap _, Frame _ -> {}
            }
        }
        return product ? memory : Math.max(places, memory);
    }

    private long elements(SourceOperand operand) {
        Frame section = body.section;
        long rows = operand.extent().hasRows() ? section.rows().size() : 1;
        long columns = operand.extent().hasColumns() ? section.columns().size() : 1;
        long inner = operand.extent().hasInner() ? section.inner().size() : 1;
        return times(rows, times(columns, inner));
    }

    private long product(long columns, long depth) {
        long rows = body.section.rows().size();
        long blocks = times(
                Math.ceilDiv(rows, machine.cubeRows()) * machine.cubeRows(),
                Math.ceilDiv(columns, machine.cubeColumns()) * machine.cubeColumns());
        return Math.ceilDiv(times(blocks, depth), PRODUCTS);
    }

    private static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    static long times(long a, long b) {
        return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }
}
