package org.jdvm.bytecode.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Pipe;
import org.jdvm.bytecode.SourceOperand;
import org.jdvm.bytecode.Sync;
import org.jspecify.annotations.Nullable;

/**
 * Rules for events: each wait has its set, each set its wait, and accesses that must keep their order and run on different pipes are
 * ordered.
 *
 * <p>The instructions of each pipe are numbered. A pipe knows for each other pipe up to which number that one is done: what it
 * learnt from the events that it waited for. An event carries all that the setting pipe knows. At loop and section boundaries
 * everything is done.
 */
final class EventRules {
    private final SectionBody body;
    private final int[][] known = new int[Pipe.SYNCHRONISED][Pipe.SYNCHRONISED];
    private final @Nullable Pending[] pending =
            new Pending[Pipe.SYNCHRONISED * Pipe.SYNCHRONISED * (Sync.MAX_EVENT + 1)];
    private final List<Issued> issued = new ArrayList<>();

    /**
     * An event that is set and not yet waited for.
     *
     * @param step what set it
     * @param event the event, as the setting instruction names it
     * @param known what the setting pipe knew then, itself included
     */
    private record Pending(SectionBody.Step step, Sync.Event event, int[] known) {}

    /**
     * An instruction since the last boundary.
     *
     * @param step the instruction
     * @param number its number on its pipe
     * @param accesses what it touches in memory
     */
    private record Issued(SectionBody.Step step, int number, List<Access> accesses) {
        int pipe() {
            return step.instruction().opcode().pipe().ordinal();
        }
    }

    private EventRules(SectionBody body) {
        this.body = body;
    }

    static void check(SectionBody body) {
        EventRules rules = new EventRules(body);
        for (int i = 0; i < body.steps.size(); i++) {
            SectionBody.Step step = body.steps.get(i);
            if (step.instruction().opcode().pipe() == Pipe.CONTROL) {
                rules.boundary("word " + step.position());
            } else {
                rules.issue(step, body.accesses(i));
            }
        }
        rules.boundary("the end of the section");
    }

    private void boundary(String where) {
        for (Pending set : pending) {
            if (set != null) {
                throw body.problem(
                        set.step(), "sets " + text(set.event()) + ", but nothing waits for it up to " + where);
            }
        }
        issued.clear();
    }

    private void issue(SectionBody.Step step, List<Access> accesses) {
        Pipe pipe = step.instruction().opcode().pipe();
        int[] mine = known[pipe.ordinal()];
        for (Sync.Event event : step.instruction().sync().waits()) {
            checkEvent(step, pipe, event);
            int slot = slot(event.other(), pipe, event.id());
            Pending set = pending[slot];
            if (set == null) {
                throw body.problem(step, "waits for " + text(event) + ", which is not set before");
            }
            pending[slot] = null;
            for (int i = 0; i < mine.length; i++) {
                mine[i] = Math.max(mine[i], set.known()[i]);
            }
        }
        Issued now = new Issued(step, ++mine[pipe.ordinal()], accesses);
        for (Issued before : issued) {
            if (before.pipe() != pipe.ordinal() && before.number() > mine[before.pipe()]) {
                checkNoConflict(before, now);
            }
        }
        issued.add(now);
        for (Sync.Event event : step.instruction().sync().sets()) {
            checkEvent(step, pipe, event);
            int slot = slot(pipe, event.other(), event.id());
            Pending set = pending[slot];
            if (set != null) {
                throw body.problem(
                        step,
                        "sets " + text(event) + " again, but nothing has waited for that of word "
                                + set.step().position());
            }
            pending[slot] = new Pending(step, event, Arrays.copyOf(mine, mine.length));
        }
    }

    private void checkEvent(SectionBody.Step step, Pipe pipe, Sync.Event event) {
        if (event.other() == pipe) {
            throw body.problem(step, "a pipe runs in order and has no events with itself");
        }
        if (event.id() >= body.program.machine().eventIds()) {
            throw body.problem(
                    step,
                    "there is no event " + text(event) + "; "
                            + body.program.machine().name() + " has "
                            + body.program.machine().eventIds() + " for each pair of pipes");
        }
    }

    private void checkNoConflict(Issued before, Issued now) {
        Instruction first = before.step().instruction();
        Instruction second = now.step().instruction();
        LocalOperand written = first.target();
        LocalOperand target = second.target();
        if (written != null && target != null && body.overlap(written, target)) {
            throw unordered(before, now, "writes", written);
        }
        for (SourceOperand source : second.sources()) {
            if (written != null && source instanceof LocalOperand read && body.overlap(written, read)) {
                throw unordered(before, now, "writes", written);
            }
        }
        for (SourceOperand source : first.sources()) {
            if (target != null && source instanceof LocalOperand read && body.overlap(target, read)) {
                throw unordered(before, now, "reads", read);
            }
        }
        for (Access earlier : before.accesses()) {
            for (Access later : now.accesses()) {
                if (earlier.mayConflict(later)) {
                    throw unordered(
                            before,
                            now,
                            (earlier.store() ? "stores to " : "reads ")
                                    + body.program
                                            .buffers()
                                            .get(earlier.buffer())
                                            .name());
                }
            }
        }
    }

    private BytecodeException unordered(Issued before, Issued now, String verb, LocalOperand operand) {
        return unordered(
                before, now, String.format(Locale.ROOT, "%s %s@0x%04x", verb, operand.extent(), operand.offset()));
    }

    private BytecodeException unordered(Issued before, Issued now, String what) {
        return body.problem(
                now.step(),
                "no event orders it after word " + before.step().position() + ", which " + what + " on pipe "
                        + Pipe.of(before.pipe()));
    }

    private static int slot(Pipe from, Pipe to, int id) {
        return (from.ordinal() * Pipe.SYNCHRONISED + to.ordinal()) * (Sync.MAX_EVENT + 1) + id;
    }

    private static String text(Sync.Event event) {
        return event.other().name().toLowerCase(Locale.ROOT) + ":" + event.id();
    }
}
