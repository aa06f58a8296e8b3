package org.jdvm.npu;

import static org.jdvm.npu.Lanes.F32;
import static org.jdvm.npu.Lanes.ORDER;
import static org.jdvm.npu.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Moves runs of elements between Java arrays and a local buffer, converting the narrow types on the way.
 *
 * <p>Those go through small arrays of the core: loops from array to array become vector code, loops over single elements of a memory
 * segment do not.
 */
final class Rows {
    /** From this many elements on the copy routine of the virtual machine is the fastest way. */
    private static final int LONG_ROW = 512;

    private Rows() {}

    static void load(float[] array, int from, MemorySegment s, long d, int count) {
        if (count >= LONG_ROW || count < COUNT || !Routine.isReady(Routine.MOVE, Routine.LOAD)) {
            MemorySegment.copy(array, from, s, Layout.FLOAT, d, count);
        } else {
            loadVectors(array, from, s, d, count);
        }
    }

    /** The last vector overlaps the one before. */
    static void loadVectors(float[] array, int from, MemorySegment s, long d, int count) {
        int last = count - COUNT;
        for (int i = 0; i < last; i += COUNT) {
            FloatVector.fromArray(F32, array, from + i).intoMemorySegment(s, d + 4L * i, ORDER);
        }
        FloatVector.fromArray(F32, array, from + last).intoMemorySegment(s, d + 4L * last, ORDER);
    }

    static void store(MemorySegment s, long a, float[] array, int to, int count) {
        if (count >= LONG_ROW || count < COUNT || !Routine.isReady(Routine.MOVE, Routine.STORE)) {
            MemorySegment.copy(s, Layout.FLOAT, a, array, to, count);
        } else {
            storeVectors(s, a, array, to, count);
        }
    }

    static void storeVectors(MemorySegment s, long a, float[] array, int to, int count) {
        int last = count - COUNT;
        for (int i = 0; i < last; i += COUNT) {
            FloatVector.fromMemorySegment(F32, s, a + 4L * i, ORDER).intoArray(array, to + i);
        }
        FloatVector.fromMemorySegment(F32, s, a + 4L * last, ORDER).intoArray(array, to + last);
    }

    static void loadF16(Core core, short[] array, int from, long d, int count) {
        for (int done = 0; done < count; done += Core.STAGE) {
            int part = Math.min(Core.STAGE, count - done);
            int first = from + done;
            Halves.widen(array, first, core.floatStage, 0, part);
            MemorySegment.copy(core.floatStage, 0, core.local, Layout.FLOAT, d + 4L * done, part);
        }
    }

    static void storeF16(Core core, long a, short[] array, int to, int count) {
        for (int done = 0; done < count; done += Core.STAGE) {
            int part = Math.min(Core.STAGE, count - done);
            int first = to + done;
            MemorySegment.copy(core.local, Layout.FLOAT, a + 4L * done, core.floatStage, 0, part);
            Halves.narrow(core.floatStage, array, first, part);
        }
    }

    static void loadBf16(Core core, short[] array, int from, long d, int count) {
        for (int done = 0; done < count; done += Core.STAGE) {
            int part = Math.min(Core.STAGE, count - done);
            int first = from + done;
            shiftUp(array, first, core.intStage, part);
            MemorySegment.copy(core.intStage, 0, core.local, Layout.INT, d + 4L * done, part);
        }
    }

    private static void shiftUp(short[] array, int from, int[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = array[from + i] << 16;
        }
    }

    static void storeBf16(Core core, long a, short[] array, int to, int step, int count) {
        for (int done = 0; done < count; done += Core.STAGE) {
            int part = Math.min(Core.STAGE, count - done);
            int first = to + done * step;
            if (Routine.isReady(Routine.MOVE, Routine.ROUND_TO_BF16)) {
                roundBf16(core.local, a + 4L * done, core.intStage, part);
            } else {
                ScalarTiles.roundToBf16(core.local, a + 4L * done, core.intStage, part);
            }
            if (step == 1) {
                shiftDown(core.intStage, array, first, part);
            } else {
                for (int i = 0; i < part; i++) {
                    array[first + i * step] = (short) (core.intStage[i] >>> 16);
                }
            }
        }
    }

    /** Rounds whole vectors; what comes behind the elements is not used. */
    static void roundBf16(MemorySegment s, long a, int[] to, int count) {
        for (int i = 0; i < count; i += COUNT) {
            FloatMath.roundToBf16(FloatVector.fromMemorySegment(F32, s, a + 4L * i, ORDER))
                    .intoArray(to, i);
        }
    }

    private static void shiftDown(int[] from, short[] array, int to, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i] = (short) (from[i] >>> 16);
        }
    }

    static void load(Core core, byte[] array, int from, long d, int count) {
        for (int done = 0; done < count; done += Core.STAGE) {
            int part = Math.min(Core.STAGE, count - done);
            int first = from + done;
            widen(array, first, core.intStage, part);
            MemorySegment.copy(core.intStage, 0, core.local, Layout.INT, d + 4L * done, part);
        }
    }

    private static void widen(byte[] array, int from, int[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = array[from + i];
        }
    }

    static void store(Core core, long a, byte[] array, int to, int count) {
        for (int done = 0; done < count; done += Core.STAGE) {
            int part = Math.min(Core.STAGE, count - done);
            int first = to + done;
            MemorySegment.copy(core.local, Layout.INT, a + 4L * done, core.intStage, 0, part);
            narrow(core.intStage, array, first, part);
        }
    }

    private static void narrow(int[] from, byte[] array, int to, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i] = (byte) from[i];
        }
    }
}
