package org.jdvm.nativetiles;

import java.util.List;

/**
 * Writes instructions on general registers, and jumps. Encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2,
 * chapters 2.1 and 2.2.
 */
abstract sealed class GeneralAssembler permits X86Assembler {
    private static final int REX_W = 0x48;

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

    final void line(String format, Object... operands) {
        code.line(format.formatted(operands));
    }

    final void put(int... values) {
        code.put(values);
    }

    final void put32(int value) {
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

    /** Sets it to a multiple of another. */
    void multiply(GeneralRegister to, GeneralRegister from, int times) {
        boolean isShort = (byte) times == times;
        put(REX_W | to.high() << 2 | from.high(), isShort ? 0x6b : 0x69, 0xc0 | to.low() << 3 | from.low());
        if (isShort) {
            put(times);
        } else {
            put32(times);
        }
        line("imul %s, %s, %d", to, from, times);
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

    static int indexHigh(CodeAddress address) {
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

    /** The bytes that name a place in memory. */
    final void operand(int register, CodeAddress address, int unit) {
        boolean isIndexed = address.index() != null || address.base().low() == 4;
        operand(register, address, unit, isIndexed);
    }

    /** The bytes that name a place in memory; with an index byte also where there is no index. */
    final void operandWithIndex(int register, CodeAddress address) {
        operand(register, address, 1, true);
    }

    private void operand(int register, CodeAddress address, int unit, boolean isIndexed) {
        GeneralRegister base = address.base();
        GeneralRegister index = address.index();
        int displacement = address.displacement();
        boolean isShort = displacement % unit == 0 && (byte) (displacement / unit) == displacement / unit;
        // Without a displacement the numbers of rbp and r13 mean something else.
        int mode = displacement == 0 && base.low() != 5 ? 0 : isShort ? 1 : 2;
        if (isIndexed) {
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
