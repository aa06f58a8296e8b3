package org.jdvm.machine;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The sizes and limits of a machine that runs DVM bytecode, as data: the same template is specialised for any of them.
 *
 * <p>{@link #known} lists the machines that have a name. Another one is one more value.
 *
 * @param name how the machine is called in listings
 * @param cores number of cores that run tiles at the same time
 * @param eventIds number of event ids for each ordered pair of pipes
 * @param memory the memories of a core
 * @param vector the vector unit
 * @param cube how the cube unit blocks matrix products
 * @param costs what work costs
 * @param workLimit work of a whole program above which it is refused, in elements touched, so that verified programs end
 */
public record NpuSpec(
        String name,
        int cores,
        int eventIds,
        MemorySpec memory,
        VectorSpec vector,
        CubeSpec cube,
        CostSpec costs,
        long workLimit) {

    /**
     * The usual limit for the work of a program. Programs that use their tensors, which are Java arrays, some thousand times stay below
     * it, and so does the largest product of square matrices.
     */
    public static final long USUAL_WORK_LIMIT = 1L << 44;

    /** Lanes of the vectors for which {@link #reproducible} programs are made: the widest ones, of which narrower ones waste nothing. */
    private static final int SAME_LANES = 16;

    /** Checks that the sizes fit each other. */
    public NpuSpec {
        if (cores < 1 || eventIds < 1) {
            throw new IllegalArgumentException("a machine has at least one core and one event id");
        }
        if (workLimit < 1) {
            throw new IllegalArgumentException("a machine's limit of work must be positive, not " + workLimit);
        }
        int alignment = vector.alignmentBytes();
        if (memory.localBufferBytes() < 64L * alignment || memory.tileBytes() < alignment) {
            throw new IllegalArgumentException(
                    "a local buffer of " + memory.localBufferBytes() + " bytes holds no tiles");
        }
    }

    /**
     * A machine whose cube unit has blocks of some size, with the usual sizes, costs and limit otherwise.
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
                eventIds,
                MemorySpec.of(localBufferBytes, tileBytes),
                new VectorSpec(alignmentBytes),
                CubeSpec.of(cubeRows, cubeColumns),
                CostSpec.of(spawnCost),
                USUAL_WORK_LIMIT);
    }

    /** {@return bytes of fast memory that one core has for tiles} */
    public int localBufferBytes() {
        return memory.localBufferBytes();
    }

    /** {@return the size a tile of 32-bit elements aims at} */
    public int tileBytes() {
        return memory.tileBytes();
    }

    /** {@return alignment of every tile and of every row inside a tile} */
    public int alignmentBytes() {
        return vector.alignmentBytes();
    }

    /** {@return work below which a section stays on one core, in elements touched} */
    public long spawnCost() {
        return costs.tasks().spawn();
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
        return new NpuSpec(
                "host",
                cores,
                8,
                MemorySpec.of(384 << 10, 8 << 10),
                new VectorSpec(64),
                CubeSpec.ofVectors(lanes),
                CostSpec.of(24_000),
                USUAL_WORK_LIMIT);
    }

    /**
     * {@return this CPU, with programs that are the same on CPUs with vectors of any width}
     *
     * <p>Tiles, plans and segments are chosen for blocks of vectors of 16 lanes. How the rows of a tile are cut stays as this
     * CPU does it best, for that changes no sum.
     *
     * @param cores how many cores to use
     */
    public static NpuSpec reproducible(int cores) {
        NpuSpec own = host(cores);
        return own.withCube(CubeSpec.ofVectors(SAME_LANES).withBlocks(own.cube.blocks()));
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
     * {@return a CPU with vectors of 128 bits: Arm's Neoverse N1 with the 64 cores of an AWS Graviton2}
     *
     * <p>Sources: Arm's technical reference manual (first-level cache of 64 KiB, second-level cache of up to 1 MiB, lines of 64 bytes, 32
     * vector registers of 128 bits) and the published core count. Costs are those of x86.
     */
    public static NpuSpec neoverseN1() {
        return new NpuSpec("neoverse-n1", 64, 384 << 10, 16, 8 << 10, 8, 12, 8, 24_000);
    }

    /**
     * {@return a CPU with vectors of 256 bits and 32 registers for them: Arm's Neoverse V1 with the 64 cores of an AWS Graviton3}
     *
     * <p>Sources: Arm's technical reference manual (first-level cache of 64 KiB, second-level cache of 1 MiB, lines of 64 bytes, two
     * vector units of 256 bits) and the published core count. Costs are those of x86.
     */
    public static NpuSpec neoverseV1() {
        return new NpuSpec("neoverse-v1", 64, 384 << 10, 32, 8 << 10, 8, 12, 16, 24_000)
                .withCube(CubeSpec.of(12, 16).withBlocks(CubeSpec.of(12, 8).blocks()));
    }

    /** {@return the machines that have a name} */
    public static List<NpuSpec> known() {
        return List.of(host(), ascend910b(), neoverseN1(), neoverseV1());
    }

    /**
     * {@return a machine that is known by name}
     *
     * @param name the name
     * @throws IllegalArgumentException if there is no such machine; the message names those that there are
     */
    public static NpuSpec named(String name) {
        return known().stream()
                .filter(machine -> machine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no machine %s; there are %s"
                        .formatted(name, known().stream().map(NpuSpec::name).collect(Collectors.joining(", ")))));
    }

    /**
     * {@return this machine with another number of cores}
     *
     * @param others the number
     */
    public NpuSpec withCores(int others) {
        return new NpuSpec(name, others, eventIds, memory, vector, cube, costs, workLimit);
    }

    /**
     * {@return this machine with another cube unit}
     *
     * @param other the unit
     */
    public NpuSpec withCube(CubeSpec other) {
        return new NpuSpec(name, cores, eventIds, memory, vector, other, costs, workLimit);
    }

    /**
     * {@return this machine with another cost of starting work on several cores}
     *
     * @param spawn work below which a section stays on one core, in elements touched
     */
    public NpuSpec withSpawnCost(long spawn) {
        return new NpuSpec(name, cores, eventIds, memory, vector, cube, costs.withSpawn(spawn), workLimit);
    }

    /**
     * {@return this machine with another limit of work}
     *
     * @param limit work of a whole program above which it is refused, in elements touched
     */
    public NpuSpec withWorkLimit(long limit) {
        return new NpuSpec(name, cores, eventIds, memory, vector, cube, costs, limit);
    }

    /** {@return this machine with the usual values for all that a text may leave out} */
    NpuSpec usual() {
        return new NpuSpec(
                name,
                cores,
                localBufferBytes(),
                alignmentBytes(),
                tileBytes(),
                eventIds,
                cube.rows(),
                cube.columns(),
                spawnCost());
    }

    /**
     * {@return the machine that a text describes}
     *
     * @param text a name, and fields with labels, as {@link #toString} gives; usual values may be left out
     * @throws IllegalArgumentException if it is not a description of a machine, or the sizes do not fit each other
     */
    public static NpuSpec parse(String text) {
        return MachineText.parse(text);
    }

    /**
     * {@return all fields, as {@link #parse} reads them; what only decides which program is made, and not how it runs, is left out where it has
     * the usual value}
     */
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
        return (bytes + vector.alignmentBytes() - 1) & -vector.alignmentBytes();
    }
}
