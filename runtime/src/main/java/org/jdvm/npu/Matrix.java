package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Words;

/** The cube unit of a core: matrix products from memory into a tile. */
final class Matrix {
    void forget() {}

    void written(Object array) {}

    void multiply(Core core, Launch launch, long head, int at) {
        long[] words = launch.words;
        int left = at + 1;
        int right = left + Words.ADDRESS_WORDS + Words.terms(words[left]);
        int depth = Math.toIntExact(words[right + Words.ADDRESS_WORDS + Words.terms(words[right])]);
        int leftBuffer = Words.buffer(words[left]);
        int rightBuffer = Words.buffer(words[right]);
        Binding a = launch.bindings[leftBuffer];
        Binding b = launch.bindings[rightBuffer];
        DType aType = launch.program.buffers().get(leftBuffer).type();
        DType bType = launch.program.buffers().get(rightBuffer).type();
        long aFrom = a.offset() + core.address(words, left);
        long bFrom = b.offset() + core.address(words, right);
        MemorySegment s = core.local;
        int pitch = core.pitch(4);
        boolean accumulate = Words.accumulates(head);
        for (int r = 0; r < core.rows; r++) {
            for (int c = 0; c < core.columns; c++) {
                long d = Words.value(words[at]) + (long) r * pitch + 4L * c;
                float sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += element(a.array(), aType, aFrom + r * words[left + 1] + k * words[left + 2])
                            * element(b.array(), bType, bFrom + k * words[right + 1] + c * words[right + 2]);
                }
                s.set(Lanes.FLOAT, d, accumulate ? s.get(Lanes.FLOAT, d) + sum : sum);
            }
        }
    }

    private static float element(Object array, DType type, long index) {
        int i = Math.toIntExact(index);
        return switch (type) {
            case F32 -> ((float[]) array)[i];
            case F16 -> Float.float16ToFloat(((short[]) array)[i]);
            case BF16 -> Halves.fromBf16(((short[]) array)[i]);
            case I8, BOOL -> ((byte[]) array)[i];
            case I32 -> ((int[]) array)[i];
            case I64 -> ((long[]) array)[i];
        };
    }
}
