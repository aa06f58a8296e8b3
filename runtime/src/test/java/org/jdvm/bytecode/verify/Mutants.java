package org.jdvm.bytecode.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.Words;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.machine.CubeSpec;
import org.jdvm.machine.MemorySpec;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.VectorSpec;

/** Changes valid programs: any field of any word, the order of instructions, the relocation table, and the machine description. */
final class Mutants {
    /** Buffers of mutants stay small enough to be there. */
    private static final long MOST_ELEMENTS = 5000;

    private final RandomGenerator random;

    Mutants(RandomGenerator random) {
        this.random = random;
    }

    /** {@return a mutant of one of the seeds, for a machine that allows some work} */
    Program next(long workLimit) {
        Program program = any(MutantSeeds.ALL);
        NpuSpec machine = program.machine().withWorkLimit(workLimit);
        long[] words = program.words().clone();
        List<BufferSlot> buffers = new ArrayList<>(program.buffers());
        List<ScalarExpr> scalars = program.scalars();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            switch (random.nextInt(14)) {
                case 0 -> words = changeOrder(words);
                case 1 -> changeBuffer(buffers);
                case 2 -> machine = changed(machine);
                case 3 -> scalars = Program.slots(random.nextInt(4));
                case 4 -> {
                    // An axis and the extent that it steps through, together.
                    changeWord(words, 2);
                    changeWord(words, Words.HEADER + random.nextInt(10));
                }
                case 5, 6 -> changeWord(words, 1 + random.nextInt(2));
                default -> changeWord(words, random.nextInt(words.length));
            }
        }
        return new Program(program.name(), machine, words, buffers, scalars);
    }

    private void changeWord(long[] words, int where) {
        int at = Math.min(where, words.length - 1);
        words[at] = switch (random.nextInt(8)) {
            case 0 -> random.nextInt(20);
            case 1 -> number();
            case 2 -> words[random.nextInt(words.length)];
            // Fields of addresses, axis terms and heads.
            case 3 -> words[at] & ~0xff_ffff_ffffL | number() & 0xff_ffff_ffffL;
            case 4 -> words[at] & ~0xffff_ffff_ffffL | number() & 0xffff_ffff_ffffL;
            case 5 -> words[at] + random.nextInt(-3, 4);
            default -> words[at] ^ 1L << random.nextInt(64);
        };
    }

    /** Numbers at which sums and products of sizes and strides go wrong. */
    private long number() {
        long number = 1L << random.nextInt(63);
        return switch (random.nextInt(6)) {
            case 0 -> number;
            case 1 -> number - 1;
            case 2 -> -number;
            case 3 -> number + random.nextInt(5);
            case 4 -> 0;
            default -> random.nextInt(-5, 300);
        };
    }

    /** Swaps two instructions, or copies or deletes one. */
    private long[] changeOrder(long[] words) {
        List<long[]> instructions = new ArrayList<>();
        for (int at = 0; at < words.length; at += Math.max(1, Words.length(words[at]))) {
            int end = Math.min(words.length, at + Math.max(1, Words.length(words[at])));
            instructions.add(Arrays.copyOfRange(words, at, end));
        }
        int one = random.nextInt(instructions.size());
        int other = random.nextInt(instructions.size());
        switch (random.nextInt(3)) {
            case 0 -> instructions.set(one, instructions.set(other, instructions.get(one)));
            case 1 -> instructions.add(other, instructions.get(one));
            default -> {
                // A changed head may have made one instruction of all words.
                if (instructions.size() > 1) {
                    instructions.remove(one);
                }
            }
        }
        return instructions.stream().flatMapToLong(Arrays::stream).toArray();
    }

    private void changeBuffer(List<BufferSlot> buffers) {
        int at = random.nextInt(buffers.size());
        BufferSlot old = buffers.get(at);
        buffers.set(
                at,
                switch (random.nextInt(4)) {
                    case 0 ->
                        new BufferSlot(old.name(), any(List.of(BufferSlot.Role.values())), old.type(), old.elements());
                    case 1 -> new BufferSlot(old.name(), old.role(), any(List.of(DType.values())), old.elements());
                    case 2 -> new BufferSlot(old.name(), old.role(), old.type(), random.nextLong(-1, MOST_ELEMENTS));
                    default -> buffers.get(random.nextInt(buffers.size()));
                });
    }

    private NpuSpec changed(NpuSpec old) {
        try {
            CubeSpec cube = old.cube();
            NpuSpec changed = new NpuSpec(
                    old.name(),
                    1 + random.nextInt(4),
                    1 + random.nextInt(8),
                    new MemorySpec(
                            random.nextBoolean() ? old.localBufferBytes() : random.nextInt(1 << 18),
                            old.tileBytes(),
                            old.memory().lineBytes()),
                    new VectorSpec(random.nextBoolean() ? old.alignmentBytes() : 8 << random.nextInt(8)),
                    new CubeSpec(
                            any(cube.rows()),
                            any(cube.columns()),
                            any(cube.depth()),
                            any(cube.tileElements()),
                            any(cube.leftElements()),
                            any(cube.rightElements()),
                            cube.blocks()),
                    old.costs(),
                    old.workLimit());
            return changed.withSpawnCost(random.nextBoolean() ? old.spawnCost() : number());
        } catch (IllegalArgumentException _) {
            return old;
        }
    }

    private int any(int usual) {
        return random.nextBoolean() ? usual : (int) number();
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
