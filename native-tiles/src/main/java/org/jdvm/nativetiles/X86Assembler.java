package org.jdvm.nativetiles;

import org.jdvm.nativetiles.VectorRegister.Ymm;
import org.jdvm.nativetiles.VectorRegister.Zmm;
import org.jspecify.annotations.Nullable;

/**
 * Writes the instructions that the kernels need. Encodings: Intel 64 and IA-32 Architectures
 * Software Developer's Manual, volume 2, chapters 2.3 (VEX) and 2.7 (EVEX).
 */
final class X86Assembler extends GeneralAssembler {
    /** The maps of opcodes that VEX and EVEX name. */
    private static final int MAP_0F = 1;

    private static final int MAP_0F38 = 2;
    private static final int MAP_0F3A = 3;

    /** The prefixes that VEX and EVEX imply. */
    private static final int NO_PREFIX = 0;

    private static final int PREFIX_66 = 1;
    private static final int PREFIX_F3 = 2;
    private static final int PREFIX_F2 = 3;

    /** The bit of VEX that chooses 64-bit elements, where there is a choice. */
    private static final int VEX_W = 0x80;

    // Vectors.

    void load(VectorRegister to, CodeAddress from) {
        vector(MAP_0F, PREFIX_F3, 0x6f, to, null, from, bytesOf(to));
        line("%s %s, %s", move(to), to, from);
    }

    void store(CodeAddress to, VectorRegister from) {
        vector(MAP_0F, PREFIX_F3, 0x7f, from, null, to, bytesOf(from));
        line("%s %s, %s", move(from), to, from);
    }

    private static String move(VectorRegister register) {
        return register instanceof Zmm ? "vmovdqu32" : "vmovdqu";
    }

    /** Repeats four bytes of memory. */
    void broadcast(VectorRegister to, CodeAddress from) {
        vector(MAP_0F38, PREFIX_66, 0x58, to, null, from, Integer.BYTES);
        line("vpbroadcastd %s, dword ptr %s", to, from);
    }

    /** Repeats eight bytes of memory. */
    void broadcastQuad(VectorRegister to, CodeAddress from) {
        only256(to);
        vector(MAP_0F38, PREFIX_66, 0x59, to, null, from, Long.BYTES);
        line("vpbroadcastq %s, qword ptr %s", to, from);
    }

    /** Loads signed bytes as 16-bit integers. */
    void loadWidened(VectorRegister to, CodeAddress from) {
        only256(to);
        vector(MAP_0F38, PREFIX_66, 0x20, to, null, from, bytesOf(to) / 2);
        line("vpmovsxbw %s, xmmword ptr %s", to, from);
    }

    /** Those of 512 bits with EVEX prefixes would need other bits; no kernel has them. */
    private static void only256(VectorRegister register) {
        if (!(register instanceof Ymm)) {
            throw new IllegalArgumentException("this instruction is written for 256 bits only, not for " + register);
        }
    }

    void zero(VectorRegister register) {
        only256(register);
        vector(MAP_0F, PREFIX_66, 0xef, register, register, register);
        line("vpxor %s, %s, %s", register, register, register);
    }

    /** Multiplies 16-bit integers, and adds products of neighbours: 32-bit integers. */
    void multiplyPairs(VectorRegister to, VectorRegister first, VectorRegister second) {
        only256(to);
        vector(MAP_0F, PREFIX_66, 0xf5, to, first, second);
        line("vpmaddwd %s, %s, %s", to, first, second);
    }

    /** Adds 32-bit integers. */
    void addIntegers(VectorRegister to, VectorRegister first, VectorRegister second) {
        only256(to);
        vector(MAP_0F, PREFIX_66, 0xfe, to, first, second);
        line("vpaddd %s, %s, %s", to, first, second);
    }

    /** Adds 32-bit integers to their neighbours: in each half two sums of the first vector, then two of the second. */
    void addNeighbours(VectorRegister to, VectorRegister first, VectorRegister second) {
        only256(to);
        vector(MAP_0F38, PREFIX_66, 0x02, to, first, second);
        line("vphaddd %s, %s, %s", to, first, second);
    }

    /** Takes four 64-bit elements, each by two bits of the order. */
    void permuteQuads(VectorRegister to, VectorRegister from, int order) {
        only256(to);
        vexPrefix(MAP_0F3A, PREFIX_66 | VEX_W, to.number(), 0, 0, from.number() >> 3);
        put(0x00, 0xc0 | (to.number() & 7) << 3 | from.number() & 7, order);
        line("vpermq %s, %s, %d", to, from, order);
    }

    /** Adds two products of bfloat16 numbers to each lane, a 32-bit float. */
    void dotProductOfBfloats(VectorRegister sum, VectorRegister first, VectorRegister second) {
        only512(sum);
        vector(MAP_0F38, PREFIX_F3, 0x52, sum, first, second);
        line("vdpbf16ps %s, %s, %s", sum, first, second);
    }

    void dotProductOfBfloats(VectorRegister sum, VectorRegister first, CodeAddress second) {
        only512(sum);
        vector(MAP_0F38, PREFIX_F3, 0x52, sum, first, second, bytesOf(sum));
        line("vdpbf16ps %s, %s, %s", sum, first, second);
    }

    private static void only512(VectorRegister register) {
        if (!(register instanceof Zmm)) {
            throw new IllegalArgumentException("this instruction has 512 bits only, not those of " + register);
        }
    }

    /** Adds four products of unsigned and signed bytes to each lane. */
    void dotProduct(VectorRegister sum, VectorRegister unsigned, VectorRegister signed) {
        vector(MAP_0F38, PREFIX_66, 0x50, sum, unsigned, signed);
        line("%svpdpbusd %s, %s, %s", vex(sum), sum, unsigned, signed);
    }

    void dotProduct(VectorRegister sum, VectorRegister unsigned, CodeAddress signed) {
        vector(MAP_0F38, PREFIX_66, 0x50, sum, unsigned, signed, bytesOf(sum));
        line("%svpdpbusd %s, %s, %s", vex(sum), sum, unsigned, signed);
    }

    /** Of the two encodings of a dot product of 256 bits assemblers prefer the other one. */
    private static String vex(VectorRegister register) {
        return register instanceof Ymm ? "{vex} " : "";
    }

    void zeroUpper() {
        put(0xc5, 0xf8 | NO_PREFIX, 0x77);
        line("vzeroupper");
    }

    private static int bytesOf(VectorRegister register) {
        return register instanceof Zmm ? 64 : 32;
    }

    /** An instruction on registers. */
    private void vector(
            int map, int prefix, int opcode, VectorRegister register, VectorRegister second, VectorRegister third) {
        int number = third.number();
        switch (register) {
            case Ymm _ -> vexPrefix(map, prefix, register.number(), second.number(), 0, number >> 3);
            case Zmm _ -> evexPrefix(map, prefix, register.number(), second.number(), number >> 4, number >> 3 & 1);
        }
        put(opcode, 0xc0 | (register.number() & 7) << 3 | number & 7);
    }

    /**
     * An instruction with an operand in memory.
     *
     * @param unit bytes of that operand: EVEX counts short displacements in these
     */
    private void vector(
            int map,
            int prefix,
            int opcode,
            VectorRegister register,
            @Nullable VectorRegister second,
            CodeAddress address,
            int unit) {
        int other = second == null ? 0 : second.number();
        int indexHigh = indexHigh(address);
        int baseHigh = address.base().high();
        switch (register) {
            case Ymm _ -> vexPrefix(map, prefix, register.number(), other, indexHigh, baseHigh);
            case Zmm _ -> evexPrefix(map, prefix, register.number(), other, indexHigh, baseHigh);
        }
        put(opcode);
        operand(register.number() & 7, address, register instanceof Zmm ? unit : 1);
    }

    /** The prefix for 256 bits. The bits of register numbers are inverted; maps other than 0F and registers above 7 need the long form. */
    private void vexPrefix(int map, int prefix, int register, int second, int x, int b) {
        int last = ~second << 3 & 0x78 | 1 << 2 | prefix;
        int r = ~register << 4 & 0x80;
        if (map == MAP_0F && x == 0 && b == 0 && (prefix & VEX_W) == 0) {
            put(0xc5, r | last);
        } else {
            put(0xc4, r | (1 - x) << 6 | (1 - b) << 5 | map, last);
        }
    }

    /** The prefix for 512 bits without a mask. */
    private void evexPrefix(int map, int prefix, int register, int second, int x, int b) {
        int r = ~register << 4 & 0x80 | ~register & 0x10;
        put(
                0x62,
                r | (1 - x) << 6 | (1 - b) << 5 | map,
                ~second << 3 & 0x78 | 1 << 2 | prefix,
                2 << 5 | ~second >> 1 & 8);
    }

    // Tiles.

    /** Takes the shapes of all tiles from 64 bytes of memory; the tiles become 0. */
    void configureTiles(CodeAddress from) {
        vexPrefix128(NO_PREFIX, from);
        put(0x49);
        operand(0, from, 1);
        line("ldtilecfg %s", from);
    }

    /** Gives all tiles up: what is saved of the registers becomes small again. */
    void releaseTiles() {
        put(0xc4, 0xe2, 0x78, 0x49, 0xc0);
        line("tilerelease");
    }

    /** Loads rows; the index of the address is the distance between them, and without one all are the same. */
    void load(TileRegister to, CodeAddress from) {
        tile(PREFIX_F2, to, from);
        line("tileloadd %s, %s", to, from);
    }

    /** Stores rows; the index of the address is the distance between them. */
    void store(CodeAddress to, TileRegister from) {
        tile(PREFIX_F3, from, to);
        line("tilestored %s, %s", to, from);
    }

    /** Adds products of rows of unsigned bytes and groups of four depths of signed bytes. */
    void dotProduct(TileRegister sum, TileRegister unsigned, TileRegister signed) {
        put(0xc4, 0xe2, ~signed.number() << 3 & 0x78 | PREFIX_66);
        put(0x5e, 0xc0 | sum.number() << 3 | unsigned.number());
        line("tdpbusd %s, %s, %s", sum, unsigned, signed);
    }

    /** Adds products of rows of bfloat16 numbers and pairs of depths of such numbers: 32-bit floats. */
    void dotProductOfBfloats(TileRegister sum, TileRegister left, TileRegister right) {
        put(0xc4, 0xe2, ~right.number() << 3 & 0x78 | PREFIX_F3);
        put(0x5c, 0xc0 | sum.number() << 3 | left.number());
        line("tdpbf16ps %s, %s, %s", sum, left, right);
    }

    private void tile(int prefix, TileRegister register, CodeAddress address) {
        if (address.index() != null && address.scale() != 1) {
            throw new IllegalArgumentException("the distance of rows is an index times 1, not " + address);
        }
        vexPrefix128(prefix, address);
        put(0x4b);
        operandWithIndex(register.number(), address);
    }

    private void vexPrefix128(int prefix, CodeAddress address) {
        int x = indexHigh(address);
        int b = address.base().high();
        put(0xc4, 0x80 | (1 - x) << 6 | (1 - b) << 5 | MAP_0F38, 0x78 | prefix);
    }
}
