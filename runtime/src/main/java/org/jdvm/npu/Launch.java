package org.jdvm.npu;

import java.util.Objects;
import org.jdvm.LaunchInterruptedException;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;
import org.jdvm.tier.LoweredProgram;
import org.jdvm.tier.Scratch;
import org.jdvm.tier.SectionCode;
import org.jdvm.tier.TieredProgram;
import org.jdvm.tier.Tiers;
import org.jspecify.annotations.Nullable;

/** One run of a program: what all cores that take part in it share. */
final class Launch {
    final Program program;
    final long[] words;
    final Binding[] bindings;
    final double[] scalars;

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
        if (bindings.length != program.buffers().size()) {
            throw new IllegalArgumentException(program.name() + " has "
                    + program.buffers().size() + " buffers, but " + bindings.length + " are bound");
        }
        if (scalars.length < program.scalars().size()) {
            throw new IllegalArgumentException(
                    program.name() + " reads " + program.scalars().size() + " scalars, but gets " + scalars.length);
        }
        for (int i = 0; i < bindings.length; i++) {
            check(program, program.buffers().get(i), bindings[i]);
        }
        this.program = program;
        this.words = program.words();
        this.bindings = bindings;
        this.scalars = scalars;
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
            code.run(lowered.numbers(lowered.index(section)), arrays, offsets, scalars, scratch, from, to);
        }
    }

    /** Reports code that failed on tasks that could be interpreted. */
    void failed(SectionCode code, Throwable failure) {
        if (tiered != null && tiers != null) {
            tiers.failed(tiered, code, failure);
        }
    }

    private static void check(Program program, BufferSlot slot, Binding binding) {
        Object array = binding.present();
        int length = switch (slot.type()) {
            case F32 -> array instanceof float[] a ? a.length : array == null ? packed(binding) : -1;
            case F16, BF16 -> array instanceof short[] a ? a.length : -1;
            case I8, BOOL -> array instanceof byte[] a ? a.length : -1;
            case I32 -> array instanceof int[] a ? a.length : -1;
            case I64 -> array instanceof long[] a ? a.length : -1;
        };
        if (length < 0) {
            throw new IllegalArgumentException(program.name() + ": buffer '" + slot.name() + "' holds " + slot.type()
                    + ", but is bound to a " + binding.array().getClass().getSimpleName());
        }
        if (binding.offset() < 0 || slot.elements() > length - binding.offset()) {
            throw new IllegalArgumentException(program.name() + ": buffer '" + slot.name() + "' has " + slot.elements()
                    + " elements, but is bound to an array of " + length + " at " + binding.offset());
        }
    }

    private static int packed(Binding binding) {
        return Objects.requireNonNull(binding.panels()).length();
    }

    /** Refuses a section that takes more local buffer than a core has. */
    void checkLocalBuffer(long sectionBytes, long coreBytes) {
        if (sectionBytes > coreBytes) {
            throw new BytecodeException(
                    program.name() + " takes " + sectionBytes + " bytes of local buffer, but a core has " + coreBytes);
        }
    }

    /** Ends the launch on any of its cores if its caller has been interrupted. */
    void checkInterrupted() {
        if (caller != null && caller.isInterrupted()) {
            throw new LaunchInterruptedException(program.name());
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
