package org.jdvm.bytecode;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.machine.NpuSpec;
import org.jspecify.annotations.Nullable;

/**
 * DVM bytecode for one operator at one set of sizes: everything that an executor needs except the arrays and the scalars.
 *
 * <p>The array of words is not copied and must not be changed.
 *
 * @param name the operator's name
 * @param machine the machine that it was specialised for
 * @param words the instructions
 * @param buffers the relocation table: what the buffer numbers in address forms stand for
 * @param scalars what the scalar slots hold: expressions over the operator's scalar parameters, and over sizes unless these are
 *     {@linkplain #withSizes numbers}
 */
public record Program(String name, NpuSpec machine, long[] words, List<BufferSlot> buffers, List<ScalarExpr> scalars) {
    /** Most scalar slots that a program can have. */
    public static final int MAX_SCALARS = 0xffff;

    /** Copies the relocation table. */
    public Program {
        buffers = List.copyOf(buffers);
        scalars = List.copyOf(scalars);
        if (scalars.size() > MAX_SCALARS) {
            throw new IllegalArgumentException(
                    name + " has " + scalars.size() + " scalar slots; " + MAX_SCALARS + " is the limit");
        }
    }

    /**
     * {@return scalar slots whose values are given under their own names, s0 and so on}
     *
     * @param count how many
     */
    public static List<ScalarExpr> slots(int count) {
        return IntStream.range(0, count).mapToObj(Program::slot).toList();
    }

    public static ScalarExpr slot(int number) {
        return new ScalarExpr.Parameter("s" + number);
    }

    /**
     * {@return the same program with numbers for the sizes in its scalars: it only needs the arrays and the scalar parameters}
     *
     * @param sizes the values of sizes by name
     */
    public Program withSizes(ToLongFunction<String> sizes) {
        List<ScalarExpr> known =
                scalars.stream().map(scalar -> scalar.withSizes(sizes)).toList();
        return new Program(name, machine, words, buffers, known);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Program program
                && name.equals(program.name)
                && machine.equals(program.machine)
                && Arrays.equals(words, program.words)
                && buffers.equals(program.buffers)
                && scalars.equals(program.scalars);
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
