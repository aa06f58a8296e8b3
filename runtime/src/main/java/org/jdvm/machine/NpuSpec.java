package org.jdvm.machine;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The sizes and limits of a machine that runs DVM bytecode, as data: the same template is specialised for any of them.
 *
 * @param name how the machine is called in listings
 * @param cores number of cores that run tiles at the same time
 * @param localBufferBytes bytes of fast memory that one core has for tiles
 * @param alignmentBytes alignment of every tile and of every row inside a tile
 * @param tileBytes the size a tile of 32-bit elements aims at
 * @param eventIds number of event ids for each ordered pair of pipes
 * @param cube how the cube unit blocks matrix products
 * @param spawnCost work below which a section stays on one core, in elements touched
 * @param workLimit work of a whole program above which it is refused, in elements touched, so that verified programs end
 */
public record NpuSpec(
        String name,
        int cores,
        int localBufferBytes,
        int alignmentBytes,
        int tileBytes,
        int eventIds,
        CubeSpec cube,
        long spawnCost,
        long workLimit) {

    /**
     * The usual limit for the work of a program. Programs that use their tensors, which are Java arrays, some thousand times stay below
     * it, and so does the largest product of square matrices.
     */
    public static final long USUAL_WORK_LIMIT = 1L << 44;

    /** Checks that the sizes fit each other. */
    public NpuSpec {
        if (cores < 1 || eventIds < 1) {
            throw new IllegalArgumentException("a machine has at least one core and one event id");
        }
        if (Integer.bitCount(alignmentBytes) != 1 || alignmentBytes < 8) {
            throw new IllegalArgumentException(
                    "alignment must be a power of two of at least 8 bytes, not " + alignmentBytes);
        }
        if (workLimit < 1) {
            throw new IllegalArgumentException("a machine's limit of work must be positive, not " + workLimit);
        }
        if (localBufferBytes < 64L * alignmentBytes || tileBytes < alignmentBytes) {
            throw new IllegalArgumentException("a local buffer of " + localBufferBytes + " bytes holds no tiles");
        }
    }

    /**
     * A machine whose cube unit has blocks of some size, with the usual sizes and the usual limit otherwise.
     *
     * @param name how the machine is called in listings
     * @param cores number of cores that run tiles at the same time
     * @param localBufferBytes bytes of fast memory that one core has for tiles
     * @param alignmentBytes alignment of every tile and of every row inside a tile
     * @param tileBytes the size a tile of 32-bit elements aims at
     * @param eventIds number of event ids for each ordered pair of pipes
     * @param cubeRows rows of the block that the cube unit computes at once
     * @param cubeColumns columns of that block
     * @param spawnCost work below which a section stays on one core, in elements touched
     */
    public NpuSpec(
            String name,
            int cores,
            int localBufferBytes,
            int alignmentBytes,
            int tileBytes,
            int eventIds,
            int cubeRows,
            int cubeColumns,
            long spawnCost) {
        this(
                name,
                cores,
                localBufferBytes,
                alignmentBytes,
                tileBytes,
                eventIds,
                CubeSpec.of(cubeRows, cubeColumns),
                spawnCost,
                USUAL_WORK_LIMIT);
    }

    /** {@return rows of the block that the cube unit computes at once} */
    public int cubeRows() {
        return cube.rows();
    }

    /** {@return columns of the block that the cube unit computes at once} */
    public int cubeColumns() {
        return cube.columns();
    }

    /**
     * {@return this CPU, as the interpreter uses it}
     *
     * <p>Tiles of 8 KiB and a working set in the first two cache levels were the best of those measured on x86 with AVX-512; the
     * local buffer is sized for the second-level cache so that rows of many thousand elements stay resident.
     */
    public static NpuSpec host() {
        return host(Runtime.getRuntime().availableProcessors());
    }

    /**
     * {@return this CPU with a given number of cores}
     *
     * @param cores how many cores to use
     */
    public static NpuSpec host(int cores) {
        return host(cores, HostVectors.bytes() / Float.BYTES);
    }

    /**
     * {@return a CPU of which only the most important is known, for looking ahead on another one}
     *
     * @param cores how many cores it has
     * @param lanes how many 32-bit floats a vector holds
     */
    public static NpuSpec host(int cores, int lanes) {
        return new NpuSpec("host", cores, 384 << 10, 64, 8 << 10, 8, 12, Math.max(16, 2 * lanes), 24_000);
    }

    /**
     * {@return Huawei's Ascend 910B as far as its sizes are public}
     *
     * <p>Sources: the AscendC programming guide (unified buffer of 192 KiB for each vector core, 32-byte alignment, 8 event ids
     * for each pipe pair, 16 x 16 cube fractals) and the published core count of 20 cube and 40 vector cores.
     */
    public static NpuSpec ascend910b() {
        return new NpuSpec("ascend-910b", 40, 192 << 10, 32, 16 << 10, 8, 16, 16, 0);
    }

    /**
     * {@return a machine that is known by name}
     *
     * @param name the name
     * @throws IllegalArgumentException if there is no such machine; the message names those that there are
     */
    public static NpuSpec named(String name) {
        List<NpuSpec> known = List.of(host(), ascend910b());
        return known.stream()
                .filter(machine -> machine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no machine %s; there are %s"
                        .formatted(name, known.stream().map(NpuSpec::name).collect(Collectors.joining(", ")))));
    }

    /**
     * {@return the machine that a text describes}
     *
     * @param text a name, and fields with labels, as {@link #toString} gives; usual values may be left out
     * @throws IllegalArgumentException if it is no description of a machine, or the sizes do not fit each other
     */
    public static NpuSpec parse(String text) {
        return MachineText.parse(text);
    }

    /** {@return all fields, as {@link #parse} reads them} */
    @Override
    public String toString() {
        return MachineText.print(this);
    }

    /**
     * {@return a size rounded up to the alignment of this machine}
     *
     * @param bytes a number of bytes
     */
    public long align(long bytes) {
        return (bytes + alignmentBytes - 1) & -alignmentBytes;
    }
}
