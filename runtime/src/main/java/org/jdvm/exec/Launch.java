package org.jdvm.exec;

import org.jdvm.LaunchInterruptedException;
import org.jdvm.bytecode.Program;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.LaunchOperands;
import org.jdvm.tier.LoweredProgram;
import org.jdvm.tier.Scratch;
import org.jdvm.tier.SectionCode;
import org.jdvm.tier.TieredProgram;
import org.jdvm.tier.Tiers;
import org.jspecify.annotations.Nullable;

/** One run of a program: what all cores that take part in it share. */
final class Launch {
    final LaunchOperands operands;
    final long[] words;

    private final @Nullable TieredProgram tiered;
    private final @Nullable Tiers tiers;
    private final @Nullable LoweredProgram lowered;

    // The bindings as code takes them; empty if there is none.
    private final Object[] arrays;
    private final int[] offsets;

    /** The thread that waits for the results, if it can end the launch by being interrupted. */
    private final @Nullable Thread caller;

    /** Set once, by the first core that fails; guarded by this. */
    private @Nullable Throwable failure;

    /** True while the caller holds the workers for this launch. */
    boolean holdsWorkers;

    /** Is told how long sections take; null in most launches. */
    @Nullable
    SectionTimer timer;

    Launch(Program program, Binding[] bindings, double[] scalars, @Nullable Thread caller) {
        this(program, null, null, bindings, scalars, caller);
    }

    Launch(TieredProgram tiered, Tiers tiers, Binding[] bindings, double[] scalars, Thread caller) {
        this(tiered.program(), tiered, tiers, bindings, scalars, caller);
    }

    private Launch(
            Program program,
            @Nullable TieredProgram tiered,
            @Nullable Tiers tiers,
            Binding[] bindings,
            double[] scalars,
            @Nullable Thread caller) {
        this.operands = new LaunchOperands(program, bindings, scalars);
        this.words = program.words();
        this.tiered = tiered;
        this.tiers = tiers;
        this.caller = caller;
        this.lowered = tiered == null ? null : tiered.lowered();
        this.arrays = new Object[lowered == null ? 0 : bindings.length];
        this.offsets = new int[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = bindings[i].present();
            offsets[i] = bindings[i].offset();
        }
    }

    /** {@return the code for a section, or null if it is interpreted} */
    @Nullable
    SectionCode code(int section) {
        return lowered == null ? null : lowered.code(lowered.index(section));
    }

    /** {@return the tasks of a section as work that cores share} */
    Work tasksOf(int section) {
        return new Work() {
            @Override
            public void enter(Core core) {
                core.enter(Launch.this, section);
            }

            @Override
            public void run(Core core, long from, long to) {
                core.run(Launch.this, from, to);
            }

            @Override
            public void fail(Throwable cause) {
                Launch.this.fail(cause);
            }
        };
    }

    /** Runs all sections on one core. */
    void runAlone(Core core) {
        for (int at = 0; at < words.length; at = Interpreter.afterSection(words, at)) {
            long count = Interpreter.tasks(words, at);
            if (count > 0) {
                core.enter(this, at);
                core.run(this, 0, count);
            }
        }
    }

    /** Runs tasks by the section's code. */
    void run(SectionCode code, int section, Scratch scratch, long from, long to) {
        if (lowered != null) {
            code.run(lowered.numbers(lowered.index(section)), arrays, offsets, operands.scalars(), scratch, from, to);
        }
    }

    /** Reports code that failed on tasks that could be interpreted. */
    void failed(SectionCode code, Throwable failure) {
        if (tiered != null && tiers != null) {
            tiers.failed(tiered, code, failure);
        }
    }

    /** Ends the launch on any of its cores if its caller has been interrupted. */
    void checkInterrupted() {
        if (caller != null && caller.isInterrupted()) {
            throw new LaunchInterruptedException(operands.program().name());
        }
    }

    synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /** Throws what a core failed with, if one did. */
    synchronized void rethrow() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable t -> throw new IllegalStateException(t);
        }
    }
}
