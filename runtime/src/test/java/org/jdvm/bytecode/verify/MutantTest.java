package org.jdvm.bytecode.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Disassembler;
import org.jdvm.exec.Npu;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.KernelException;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever is changed in a program, the verifier either says what is wrong, or the program runs: it keeps the rules element by element,
 * ends, and gives the same results on one core and on several. Only indices and sizes of groups, which are data, may fail a launch.
 */
class MutantTest {
    /** Work that takes well below a second, also element by element. */
    private static final long LIMIT = 1 << 22;

    @Test
    void someMutants() {
        assertTrue(run(4000) > 200);
    }

    @Test
    @Tag("long")
    void manyMutants() {
        assertTrue(run(200_000) > 10_000);
    }

    /** Sizes that no mutant with little work reaches: nothing but the verifier is run. */
    @Test
    void theUsualLimitHidesNoOverflow() {
        Mutants mutants = new Mutants(new Random());
        for (int i = 0; i < 4000; i++) {
            isAccepted(mutants.next(NpuSpec.USUAL_WORK_LIMIT), "mutant " + i);
        }
    }

    @Test
    void seedsAreAccepted() {
        for (Program seed : MutantSeeds.ALL) {
            Verifier.verify(seed);
            ConcreteCheck.run(seed);
            execute(seed, "seed");
        }
    }

    /** {@return how many mutants were accepted} */
    private static int run(int count) {
        long seed = new Random().nextLong();
        Mutants mutants = new Mutants(new Random(seed));
        int accepted = 0;
        for (int i = 0; i < count; i++) {
            Program mutant = mutants.next(LIMIT);
            String which = "mutant " + i + " of seed " + seed;
            if (isAccepted(mutant, which)) {
                accepted++;
                try {
                    ConcreteCheck.run(mutant);
                    execute(mutant, which);
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(which + "\n" + Disassembler.print(mutant), e);
                }
            }
        }
        return accepted;
    }

    private static boolean isAccepted(Program program, String which) {
        try {
            Verifier.verify(program);
            return true;
        } catch (BytecodeException problem) {
            assertTrue(problem.getMessage().length() > 0);
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError(which, e);
        }
    }

    private static void execute(Program program, String which) {
        Object[] one = outcome(program, 1);
        Object[] two = outcome(program, 2);
        assertTrue(Arrays.deepEquals(one, two), which);
    }

    /** {@return the contents of all buffers after a run, or what it failed with} */
    private static Object[] outcome(Program program, int cores) {
        NpuSpec machine = program.machine().withCores(cores).withSpawnCost(0);
        Binding[] bindings = new Binding[program.buffers().size()];
        for (int i = 0; i < bindings.length; i++) {
            bindings[i] = new Binding(contents(program.buffers().get(i)), 0, null);
        }
        double[] scalars = new double[program.scalars().size()];
        Arrays.fill(scalars, 2);
        try (Npu npu = new Npu(machine)) {
            npu.run(program, bindings, scalars);
        } catch (KernelException e) {
            return new Object[] {"data"};
        }
        Object[] arrays = new Object[bindings.length];
        for (int i = 0; i < bindings.length; i++) {
            boolean isResult = program.buffers().get(i).role() != BufferSlot.Role.WORKSPACE;
            arrays[i] = isResult ? bindings[i].array() : "";
        }
        return arrays;
    }

    /** Small numbers, which are also valid indices, and sizes of groups that add up to those of the seed. */
    private static Object contents(BufferSlot buffer) {
        int count = Math.toIntExact(buffer.elements());
        return switch (buffer.type()) {
            case F32 -> {
                float[] array = new float[count];
                for (int i = 0; i < count; i++) {
                    array[i] = i % 7;
                }
                yield array;
            }
            case F16, BF16, I16, U16 -> {
                short[] array = new short[count];
                for (int i = 0; i < count; i++) {
                    array[i] = (short) (0x3c00 + i % 7);
                }
                yield array;
            }
            case I8, U8, BOOL -> {
                byte[] array = new byte[count];
                for (int i = 0; i < count; i++) {
                    array[i] = (byte) (i % 2);
                }
                yield array;
            }
            case I32 -> {
                int[] array = new int[count];
                for (int i = 0; i < count; i++) {
                    array[i] = i < 3 ? 4 : i % 7;
                }
                yield array;
            }
            case F64 -> {
                double[] array = new double[count];
                for (int i = 0; i < count; i++) {
                    array[i] = i % 7 - 3;
                }
                yield array;
            }
            case I64 -> {
                long[] array = new long[count];
                for (int i = 0; i < count; i++) {
                    array[i] = i % 7;
                }
                yield array;
            }
        };
    }
}
