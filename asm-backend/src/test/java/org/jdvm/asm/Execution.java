package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.Npu;
import org.jdvm.exec.state.Binding;
import org.jdvm.machine.NpuSpec;
import org.jdvm.tier.Scratch;
import org.jdvm.tier.SectionCompiler.Result;
import org.jdvm.tier.SectionStructure;

/** A program with memory, to be run by the interpreter and by code made from it. */
final class Execution {
    /** Elements before the first one of each buffer: nothing may rely on buffers that begin at 0. */
    static final int OFFSET = 3;

    private static final Npu INTERPRETER = new Npu(NpuSpec.host(1));

    final Program program;
    final Object[] arrays;
    final double[] scalars;

    Execution(Program program, double[] scalars, long seed) {
        this.program = program;
        this.scalars = scalars;
        this.arrays = new Object[program.buffers().size()];
        for (int i = 0; i < arrays.length; i++) {
            BufferSlot slot = program.buffers().get(i);
            int elements = Math.toIntExact(slot.elements()) + OFFSET;
            arrays[i] = slot.role() == BufferSlot.Role.INPUT
                    ? random(slot.type(), elements, seed + i)
                    : Array.newInstance(componentType(slot.type()), elements);
        }
    }

    /** Inputs that are given; they begin at {@link #OFFSET}. */
    Execution(Program program, double[] scalars, List<Object> inputs) {
        this.program = program;
        this.scalars = scalars;
        this.arrays = new Object[program.buffers().size()];
        for (int i = 0; i < arrays.length; i++) {
            BufferSlot slot = program.buffers().get(i);
            arrays[i] = i < inputs.size()
                    ? inputs.get(i)
                    : Array.newInstance(componentType(slot.type()), Math.toIntExact(slot.elements()) + OFFSET);
        }
    }

    private Execution(Execution other) {
        this.program = other.program;
        this.scalars = other.scalars;
        this.arrays = new Object[other.arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            boolean input = program.buffers().get(i).role() == BufferSlot.Role.INPUT;
            Object array = other.arrays[i];
            arrays[i] = input ? array : Array.newInstance(array.getClass().getComponentType(), Array.getLength(array));
        }
    }

    static Class<?> componentType(DType type) {
        return switch (type) {
            case F32 -> float.class;
            case F16, BF16, I16, U16 -> short.class;
            case I8, U8, BOOL -> byte.class;
            case I32 -> int.class;
            case I64 -> long.class;
            case F64 -> double.class;
        };
    }

    private static Object random(DType type, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Object array = Array.newInstance(componentType(type), count);
        for (int i = 0; i < count; i++) {
            float value = (float) random.nextDouble(-2, 2);
            switch (type) {
                case F32 -> Array.setFloat(array, i, value);
                case F16 -> Array.setShort(array, i, Float.floatToFloat16(value));
                case BF16 -> Array.setShort(array, i, (short) (Float.floatToRawIntBits(value) >>> 16));
                case I8, U8 -> Array.setByte(array, i, (byte) random.nextInt(-100, 100));
                case I16, U16 -> Array.setShort(array, i, (short) random.nextInt(-100, 100));
                case BOOL -> Array.setByte(array, i, (byte) random.nextInt(2));
                case I32 -> Array.setInt(array, i, random.nextInt(0, 7));
                case I64 -> Array.setLong(array, i, random.nextLong(0, 7));
                case F64 -> Array.setDouble(array, i, random.nextDouble(-2, 2));
            }
        }
        return array;
    }

    /** The same inputs, results not computed yet. */
    Execution again() {
        return new Execution(this);
    }

    Execution interpret() {
        INTERPRETER.run(program, bindings(), scalars);
        return this;
    }

    /** Runs code for every section, in two goes; a refused section fails the test. */
    Execution runCode(AsmSectionCompiler compiler) {
        return runCode(compiler, 2);
    }

    /** Runs code for every section, its tasks shared out as several cores would. */
    Execution runCode(AsmSectionCompiler compiler, int goes) {
        assertEquals(0, runCodeIfAny(compiler, goes), () -> program + " has a section without code");
        return this;
    }

    /** Runs code for every section that has it, and interprets the others; returns how many those are. */
    int runCodeIfAny(AsmSectionCompiler compiler, int goes) {
        long[] words = program.words();
        int refused = 0;
        for (int at = 0; at < words.length; ) {
            int end = at;
            while (Words.opcode(words[end]) != Opcode.END.code()) {
                end += Words.length(words[end]);
            }
            end += Words.length(words[end]);
            SectionStructure.Sized sized = SectionStructure.of(words, at);
            if (sized != null && compiler.compile(program, at) instanceof Result.Made made) {
                run(made, sized.numbers(), tasks(words, at), goes);
            } else {
                long[] section = Arrays.copyOfRange(words, at, end);
                INTERPRETER.run(
                        new Program(program.name(), program.machine(), section, program.buffers(), program.scalars()),
                        bindings(),
                        scalars);
                refused++;
            }
            at = end;
        }
        return refused;
    }

    private void run(Result.Made made, long[] numbers, long tasks, int goes) {
        int[] offsets = new int[arrays.length];
        Arrays.fill(offsets, OFFSET);
        Scratch scratch = new Scratch();
        for (int go = 0; go < goes; go++) {
            made.code().run(numbers, arrays, offsets, scalars, scratch, tasks * go / goes, tasks * (go + 1) / goes);
        }
    }

    private Binding[] bindings() {
        return Arrays.stream(arrays).map(a -> new Binding(a, OFFSET, null)).toArray(Binding[]::new);
    }

    private static long tasks(long[] words, int section) {
        long tasks = 1;
        int frame = section + Words.HEADER;
        for (int axis = 0; axis < Words.axes(words[frame]); axis++) {
            long word = words[frame + Words.FRAME_WORDS + axis];
            tasks *= Words.isLoop(word) ? 1 : Words.axisCount(word);
        }
        return tasks;
    }

    /** Returns in which buffer results differ in any bit, or -1. */
    int firstDifference(Execution other) {
        for (int i = 0; i < arrays.length; i++) {
            if (program.buffers().get(i).role() == BufferSlot.Role.OUTPUT
                    && !Objects.deepEquals(arrays[i], other.arrays[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Checks that results have the same bits as others; not-a-numbers are all the same. */
    void assertSame(Execution expected, String what) {
        for (int buffer = 0; buffer < arrays.length; buffer++) {
            BufferSlot slot = program.buffers().get(buffer);
            if (slot.role() != BufferSlot.Role.OUTPUT) {
                continue;
            }
            for (int i = 0; i < Array.getLength(arrays[buffer]); i++) {
                Object want = Array.get(expected.arrays[buffer], i);
                Object got = Array.get(arrays[buffer], i);
                if (!want.equals(got)) {
                    assertEquals(want, got, what + ", " + program + ", " + slot.name() + "[" + (i - OFFSET) + "]");
                }
            }
        }
    }

    static double number(DType type, Object array, int index) {
        return switch (type) {
            case F16 -> Float.float16ToFloat(Array.getShort(array, index));
            case BF16 -> Float.intBitsToFloat(Array.getShort(array, index) << 16);
            default -> ((Number) Array.get(array, index)).doubleValue();
        };
    }
}
