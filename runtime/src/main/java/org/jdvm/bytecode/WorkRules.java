package org.jdvm.bytecode;

import java.util.List;
import org.jdvm.machine.NpuSpec;

/**
 * The rule that programs end: the work of all tasks, loops and instructions together is within the limit of the machine.
 *
 * <p>Work counts elements that are touched. An instruction adds a constant for its own sake, and products count in whole blocks of the
 * cube unit. Sums and products of sizes stop at the largest number.
 */
final class WorkRules {
    /** Work of an instruction before its first element. A core touches as many elements in the time that it takes to find the routine. */
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
        long rows = body.section.rows().size();
        long columns = body.section.columns().size();
        long inner = body.section.inner().size();
        long wholeInner = body.section.inner().extent();
        return switch (instruction) {
            case Instruction.Section _, Instruction.End _, Instruction.Loop _, Instruction.Next _ -> 0;
            case Instruction.Narrow _ -> times(rows, wholeInner);
            case Instruction.NarrowScores narrow -> plus(times(rows, wholeInner), times(rows + inner, narrow.depth()));
            case Instruction.Load load -> elements(load.target());
            case Instruction.LoadIndexed load -> elements(load.target());
            case Instruction.Store store -> elements(store.source());
            case Instruction.Fill fill -> elements(fill.target());
            case Instruction.Iota iota -> elements(iota.target());
            case Instruction.Unary unary -> elements(unary.target());
            case Instruction.Binary binary -> elements(binary.target());
            case Instruction.Select select -> elements(select.target());
            case Instruction.Cast cast -> elements(cast.target());
            case Instruction.Reduce reduce -> elements(reduce.source());
            case Instruction.Matmul matmul ->
                product(rows, matmul.target().extent().hasInner() ? inner : columns, matmul.depth());
            case Instruction.LocalMatmul _ -> product(rows, columns, inner);
            // Each group may be met, and begins blocks.
            case Instruction.GroupedMatmul matmul ->
                plus(times(matmul.count(), INSTRUCTION), product(rows, columns, matmul.depth()));
        };
    }

    private long elements(Source operand) {
        Instruction.Section section = body.section;
        long rows = operand.extent().hasRows() ? section.rows().size() : 1;
        long columns = operand.extent().hasColumns() ? section.columns().size() : 1;
        long inner = operand.extent().hasInner() ? section.inner().size() : 1;
        return times(rows, times(columns, inner));
    }

    private long product(long rows, long columns, long depth) {
        long blocks = times(
                Math.ceilDiv(rows, machine.cubeRows()) * machine.cubeRows(),
                Math.ceilDiv(columns, machine.cubeColumns()) * machine.cubeColumns());
        return Math.ceilDiv(times(blocks, depth), PRODUCTS);
    }

    private static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static long times(long a, long b) {
        return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }
}
