package org.jdvm.exec.memory;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jdvm.exec.lane.Halves;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.LaneVectors;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.lane.ScalarTiles;
import org.jdvm.exec.state.CoreState;

/**
 * Moves runs of elements between Java arrays and a local buffer, converting the narrow types on the way.
 *
 * <p>Those go through small arrays of the core: loops from array to array become vector code, loops over single elements of a memory
 * segment do not.
 */
public final class Rows {
    /** From this many elements on the copy routine of the virtual machine is the fastest way. */
    private static final int LONG_ROW = 512;

    private Rows() {}

    /** Loads rows, with {@code pitch} bytes from one to the next in the local buffer. */
    static void load(
            float[] array, long from, long rowStride, MemorySegment s, long d, int pitch, int rows, int columns) {
        if (columns >= LONG_ROW
                || columns < COUNT
                || !KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.LOAD)) {
            for (int r = 0; r < rows && columns > 0; r++) {
                int first = Math.toIntExact(from + r * rowStride);
                MemorySegment.copy(array, first, s, Layout.FLOAT, d + (long) r * pitch, columns);
            }
        } else {
            loadVectors(array, Math.toIntExact(from), (int) rowStride, s, d, pitch, rows, columns);
        }
    }

    /** The last vector of a row overlaps the one before. */
    public static void loadVectors(
            float[] array, int from, int rowStride, MemorySegment s, long d, int pitch, int rows, int columns) {
        int last = columns - COUNT;
        for (int r = 0; r < rows; r++) {
            int first = from + r * rowStride;
            long target = d + (long) r * pitch;
            for (int i = 0; i < last; i += COUNT) {
                FloatVector.fromArray(F32, array, first + i).intoMemorySegment(s, target + 4L * i, ORDER);
            }
            FloatVector.fromArray(F32, array, first + last).intoMemorySegment(s, target + 4L * last, ORDER);
        }
    }

    /** Stores rows, with {@code pitch} bytes from one to the next in the local buffer. */
    public static void store(
            MemorySegment s, long a, int pitch, float[] array, long to, long rowStride, int rows, int columns) {
        if (columns >= LONG_ROW
                || columns < COUNT
                || !KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.STORE)) {
            for (int r = 0; r < rows && columns > 0; r++) {
                int first = Math.toIntExact(to + r * rowStride);
                MemorySegment.copy(s, Layout.FLOAT, a + (long) r * pitch, array, first, columns);
            }
        } else {
            storeVectors(s, a, pitch, array, Math.toIntExact(to), (int) rowStride, rows, columns);
        }
    }

    public static void storeVectors(
            MemorySegment s, long a, int pitch, float[] array, int to, int rowStride, int rows, int columns) {
        int last = columns - COUNT;
        for (int r = 0; r < rows; r++) {
            int first = to + r * rowStride;
            long source = a + (long) r * pitch;
            for (int i = 0; i < last; i += COUNT) {
                FloatVector.fromMemorySegment(F32, s, source + 4L * i, ORDER).intoArray(array, first + i);
            }
            FloatVector.fromMemorySegment(F32, s, source + 4L * last, ORDER).intoArray(array, first + last);
        }
    }

    static void loadF16(CoreState core, short[] array, int from, long d, int count) {
        for (int done = 0; done < count; done += CoreState.STAGE) {
            int part = Math.min(CoreState.STAGE, count - done);
            int first = from + done;
            Halves.widen(array, first, core.floatStage, 0, part);
            MemorySegment.copy(core.floatStage, 0, core.local, Layout.FLOAT, d + 4L * done, part);
        }
    }

    static void storeF16(CoreState core, long a, short[] array, int to, int count) {
        for (int done = 0; done < count; done += CoreState.STAGE) {
            int part = Math.min(CoreState.STAGE, count - done);
            int first = to + done;
            MemorySegment.copy(core.local, Layout.FLOAT, a + 4L * done, core.floatStage, 0, part);
            Halves.narrow(core.floatStage, array, first, part);
        }
    }

    static void loadBf16(CoreState core, short[] array, int from, long d, int count) {
        for (int done = 0; done < count; done += CoreState.STAGE) {
            int part = Math.min(CoreState.STAGE, count - done);
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

    static void storeBf16(CoreState core, long a, short[] array, int to, int count) {
        for (int done = 0; done < count; done += CoreState.STAGE) {
            int part = Math.min(CoreState.STAGE, count - done);
            roundBf16(core, a + 4L * done, 0, part);
            shiftDown(core.intStage, array, to + done, part);
        }
    }

    /** Brings rounded elements into the core's array of integers; they are in the upper halves. */
    static void roundBf16(CoreState core, long a, int at, int count) {
        if (KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.ROUND_TO_BF16)) {
            roundBf16(core.local, a, core.intStage, at, count);
        } else {
            ScalarTiles.roundToBf16(core.local, a, core.intStage, at, count);
        }
    }

    /** Rounds whole vectors; what follows the elements is not used. */
    public static void roundBf16(MemorySegment s, long a, int[] to, int at, int count) {
        for (int i = 0; i < count; i += COUNT) {
            LaneVectors.roundToBf16(FloatVector.fromMemorySegment(F32, s, a + 4L * i, ORDER))
                    .intoArray(to, at + i);
        }
    }

    private static void shiftDown(int[] from, short[] array, int to, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i] = (short) (from[i] >>> 16);
        }
    }

    /** Of the elements, widened to integers, the bits of the mask count. */
    static void load(CoreState core, byte[] array, int mask, int from, long d, int count) {
        for (int done = 0; done < count; done += CoreState.STAGE) {
            int part = Math.min(CoreState.STAGE, count - done);
            int first = from + done;
            widen(array, mask, first, core.intStage, part);
            MemorySegment.copy(core.intStage, 0, core.local, Layout.INT, d + 4L * done, part);
        }
    }

    private static void widen(byte[] array, int mask, int from, int[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = array[from + i] & mask;
        }
    }

    static void store(CoreState core, long a, byte[] array, int to, int count) {
        for (int done = 0; done < count; done += CoreState.STAGE) {
            int part = Math.min(CoreState.STAGE, count - done);
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

    static void load(CoreState core, short[] array, int mask, int from, long d, int count) {
        for (int done = 0; done < count; done += CoreState.STAGE) {
            int part = Math.min(CoreState.STAGE, count - done);
            int first = from + done;
            widen(array, mask, first, core.intStage, part);
            MemorySegment.copy(core.intStage, 0, core.local, Layout.INT, d + 4L * done, part);
        }
    }

    private static void widen(short[] array, int mask, int from, int[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = array[from + i] & mask;
        }
    }

    static void store(CoreState core, long a, short[] array, int to, int count) {
        for (int done = 0; done < count; done += CoreState.STAGE) {
            int part = Math.min(CoreState.STAGE, count - done);
            int first = to + done;
            MemorySegment.copy(core.local, Layout.INT, a + 4L * done, core.intStage, 0, part);
            narrow(core.intStage, array, first, part);
        }
    }

    private static void narrow(int[] from, short[] array, int to, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i] = (short) from[i];
        }
    }
}
