package org.jdvm.bytecode;

import java.util.Arrays;
import java.util.List;
import org.jdvm.machine.NpuSpec;
import org.jspecify.annotations.Nullable;

/**
 * DVM bytecode for one operator at one set of sizes: everything that an executor needs besides the arrays and the scalars.
 *
 * <p>The array of words is not copied and must not be changed.
 *
 * @param name the operator's name
 * @param machine the machine that it was specialised for
 * @param words the instructions
 * @param buffers the relocation table: what the buffer numbers in address forms stand for
 * @param scalars number of scalar slots
 */
public record Program(String name, NpuSpec machine, long[] words, List<BufferSlot> buffers, int scalars) {
    /** Copies the relocation table. */
    public Program {
        buffers = List.copyOf(buffers);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Program program
                && name.equals(program.name)
                && machine.equals(program.machine)
                && Arrays.equals(words, program.words)
                && buffers.equals(program.buffers)
                && scalars == program.scalars;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words) * 31 + name.hashCode();
    }

    @Override
    public String toString() {
        return name + " for " + machine.name() + ", " + words.length + " words";
    }
}
