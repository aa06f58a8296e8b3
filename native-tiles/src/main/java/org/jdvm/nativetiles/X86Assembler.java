package org.jdvm.nativetiles;

import java.util.List;
import org.jdvm.nativetiles.VectorRegister.Ymm;
import org.jdvm.nativetiles.VectorRegister.Zmm;
import org.jspecify.annotations.Nullable;

/**
 * Writes the instructions that the kernels need. Encodings: Intel 64 and IA-32 Architectures
 * Software Developer's Manual, volume 2, chapters 2.3 (VEX) and 2.7 (EVEX).
 */
final class X86Assembler {
    /** The maps of opcodes that VEX and EVEX name. */
    private static final int MAP_0F = 1;

    private static final int MAP_0F38 = 2;
    private static final int MAP_0F3A = 3;

    /** The prefixes that VEX and EVEX imply. */
    private static final int NO_PREFIX = 0;

    private static final int PREFIX_66 = 1;
    private static final int PREFIX_F3 = 2;

    private static final int REX_W = 0x48;

    /** The bit of VEX that chooses 64-bit elements, where there is a choice. */
    private static final int VEX_W = 0x80;

    private final CodeBuffer code = new CodeBuffer();

    /** A place to jump back to. */
    record Target(int at, int number) {}

    /** A jump whose target comes later. */
    record OpenJump(int end, int number) {}

    private int labels;

    byte[] bytes() {
        return code.bytes();
    }

    /** {@return the instructions, one a line} */
    List<String> text() {
        return code.text();
    }

    /** {@return the instructions, one a line, each after its offset and its bytes} */
    String listing() {
        return code.listing();
    }

    private void line(String format, Object... operands) {
        code.line(format.formatted(operands));
    }

    private void put(int... values) {
        code.put(values);
    }

    private void put32(int value) {
        code.put32(value);
    }

    // Whole numbers.

    void move(GeneralRegister to, GeneralRegister from) {
        registers(REX_W, 0x89, from, to);
        line("mov %s, %s", to, from);
    }

    void add(GeneralRegister to, GeneralRegister from) {
        registers(REX_W, 0x01, from, to);
        line("add %s, %s", to, from);
    }

    /** Sets it to a number of 32 bits that is not negative. */
    void move(GeneralRegister to, int number) {
        if (number < 0) {
            throw new IllegalArgumentException("the upper half would not be that of " + number);
        }
        if (to.high() == 1) {
            put(0x41);
        }
        put(0xb8 | to.low());
        put32(number);
        line("mov %s, %d", low(to), number);
    }

    void add(GeneralRegister to, int number) {
        arithmetic(0, 0x05, to, number);
        line("add %s, %d", to, number);
    }

    void subtract(GeneralRegister to, GeneralRegister from) {
        registers(REX_W, 0x29, from, to);
        line("sub %s, %s", to, from);
    }

    void subtract(GeneralRegister to, int number) {
        arithmetic(5, 0x2d, to, number);
        line("sub %s, %d", to, number);
    }

    private void arithmetic(int operation, int shortCode, GeneralRegister to, int number) {
        put(REX_W | to.high());
        if ((byte) number == number) {
            put(0x83, 0xc0 | operation << 3 | to.low(), number);
        } else if (to == GeneralRegister.RAX) {
            put(shortCode);
            put32(number);
        } else {
            put(0x81, 0xc0 | operation << 3 | to.low());
            put32(number);
        }
    }

    void shiftLeft(GeneralRegister to, int bits) {
        shift(0xe0, "shl", to, bits);
    }

    /** Fills with zeros. */
    void shiftRight(GeneralRegister to, int bits) {
        shift(0xe8, "shr", to, bits);
    }

    private void shift(int operation, String name, GeneralRegister to, int bits) {
        if (bits < 2 || bits > 63) {
            throw new IllegalArgumentException("shifts are by 2 to 63 bits, not " + bits);
        }
        put(REX_W | to.high(), 0xc1, operation | to.low(), bits);
        line("%s %s, %d", name, to, bits);
    }

    /** Loads the address itself. */
    void address(GeneralRegister to, CodeAddress from) {
        rex(REX_W, to, from);
        put(0x8d);
        operand(to.low(), from, 1);
        line("lea %s, %s", to, from);
    }

    /** Moves the low 32 bits, and clears the others. */
    void moveLow(GeneralRegister to, GeneralRegister from) {
        int rex = 0x40 | from.high() << 2 | to.high();
        if (rex != 0x40) {
            put(rex);
        }
        put(0x89, 0xc0 | from.low() << 3 | to.low());
        line("mov %s, %s", low(to), low(from));
    }

    void storeLow(CodeAddress to, GeneralRegister from) {
        rex(0x40, from, to);
        put(0x89);
        operand(from.low(), to, 1);
        line("mov dword ptr %s, %s", to, low(from));
    }

    /** The name of the low 32 bits. */
    private static String low(GeneralRegister register) {
        return register.high() == 1 ? register + "d" : "e" + register.toString().substring(1);
    }

    void push(GeneralRegister register) {
        if (register.high() == 1) {
            put(0x41);
        }
        put(0x50 | register.low());
        line("push %s", register);
    }

    void pop(GeneralRegister register) {
        if (register.high() == 1) {
            put(0x41);
        }
        put(0x58 | register.low());
        line("pop %s", register);
    }

    void cpuid() {
        put(0x0f, 0xa2);
        line("cpuid");
    }

    void xgetbv() {
        put(0x0f, 0x01, 0xd0);
        line("xgetbv");
    }

    void ret() {
        put(0xc3);
        line("ret");
    }

    private void registers(int rex, int opcode, GeneralRegister register, GeneralRegister operand) {
        put(rex | register.high() << 2 | operand.high(), opcode, 0xc0 | register.low() << 3 | operand.low());
    }

    private void rex(int rex, GeneralRegister register, CodeAddress address) {
        int whole = rex
                | register.high() << 2
                | indexHigh(address) << 1
                | address.base().high();
        if (whole != 0x40) {
            put(whole);
        }
    }

    private static int indexHigh(CodeAddress address) {
        return address.index() == null ? 0 : address.index().high();
    }

    // Jumps.

    Target target() {
        int number = labels++;
        line("L%d:", number);
        return new Target(code.size(), number);
    }

    /** Jumps back if the last result was zero or more. */
    void jumpIfNotNegative(Target to) {
        jumpBack(0x8d, "jge", to);
    }

    void jumpIfNotZero(Target to) {
        jumpBack(0x85, "jnz", to);
    }

    private void jumpBack(int opcode, String name, Target to) {
        put(0x0f, opcode);
        put32(to.at - (code.size() + Integer.BYTES));
        line("{disp32} %s L%d", name, to.number);
    }

    OpenJump jumpIfNegative() {
        return jumpForward(0x8c, "jl");
    }

    OpenJump jumpIfZero() {
        return jumpForward(0x84, "jz");
    }

    private OpenJump jumpForward(int opcode, String name) {
        put(0x0f, opcode);
        put32(0);
        int number = labels++;
        line("{disp32} %s L%d", name, number);
        return new OpenJump(code.size(), number);
    }

    /** The jump leads here. */
    void land(OpenJump jump) {
        code.set32(jump.end - Integer.BYTES, code.size() - jump.end);
        line("L%d:", jump.number);
    }

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

    /** The bytes that name a place in memory. */
    private void operand(int register, CodeAddress address, int unit) {
        GeneralRegister base = address.base();
        GeneralRegister index = address.index();
        int displacement = address.displacement();
        boolean isShort = displacement % unit == 0 && (byte) (displacement / unit) == displacement / unit;
        // Without a displacement the numbers of rbp and r13 mean something else.
        int mode = displacement == 0 && base.low() != 5 ? 0 : isShort ? 1 : 2;
        if (index != null || base.low() == 4) {
            int scale = Integer.numberOfTrailingZeros(address.scale());
            put(mode << 6 | register << 3 | 4, scale << 6 | (index == null ? 4 : index.low()) << 3 | base.low());
        } else {
            put(mode << 6 | register << 3 | base.low());
        }
        if (mode == 1) {
            put(displacement / unit);
        } else if (mode == 2) {
            put32(displacement);
        }
    }
}
