package org.jdvm.nativetiles;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Runs the bytes of kernels as the Software Developer's Manual defines them: only the instructions that kernels consist of, and with an error
 * for each access outside of the memory that they were given. It shows what kernels do that this machine cannot run.
 */
final class X86Interpreter {
    private static final int STACK_BYTES = 4096;

    /** What functions may use below the stack pointer. */
    private static final int RED_ZONE = 128;

    private static final int RETURN_ADDRESS = 0x7ac4;
    private static final int[] KEPT = {3, 5, 12, 13, 14, 15};
    private static final int RAX = 0;
    private static final int RSP = 4;

    private final GuardedMemory memory;
    private final byte[] code;
    private final long[] general = new long[16];
    private final byte[][] vectors = new byte[32][64];
    private final TileUnit tiles = new TileUnit();
    private long stack;
    private int at;

    /** The result that conditions are about; the differences here never overflow. */
    private long result;

    /** The operand of the current instruction: the number of a register, or an address. */
    private int register;

    private int operandRegister;
    private boolean isAddress;
    private long address;
    private boolean hasIndex;
    private int index;
    private long base;

    private X86Interpreter(GuardedMemory memory, byte[] code) {
        this.memory = memory;
        this.code = code;
    }

    /** Calls a function with its arguments in registers. */
    static void call(GuardedMemory memory, byte[] code, long... arguments) {
        new X86Interpreter(memory, code).call(arguments);
    }

    private void call(long... arguments) {
        for (int i = 0; i < general.length; i++) {
            general[i] = 0x0bad_0bad_0bad_0000L + i;
        }
        int[] places = {7, 6, 2, 1, 8, 9};
        for (int i = 0; i < arguments.length; i++) {
            general[places[i]] = arguments[i];
        }
        for (byte[] vector : vectors) {
            Arrays.fill(vector, (byte) 0x5a);
        }
        stack = memory.add(MemorySegment.ofArray(new byte[STACK_BYTES]), true);
        long top = stack + STACK_BYTES / 2;
        general[RSP] = top;
        memory.writeLong(top, RETURN_ADDRESS);
        long[] before = general.clone();
        while (step()) {}
        for (int kept : KEPT) {
            check(general[kept] == before[kept], "register %d is not kept".formatted(kept));
        }
        check(general[RSP] == top + Long.BYTES, "the stack is not as it was");
        check(tiles.isReleased(), "tiles are not released");
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("%s, at byte %d".formatted(what, at));
        }
    }

    private int next() {
        return code[at++] & 0xff;
    }

    private int next32() {
        int value = Lanes.get(code, at);
        at += Integer.BYTES;
        return value;
    }

    /** Runs an instruction; false after the last one. */
    private boolean step() {
        int first = next();
        switch (first) {
            case 0xc3 -> {
                check(memory.readLong(general[RSP]) == RETURN_ADDRESS, "return to another place");
                general[RSP] += Long.BYTES;
                return false;
            }
            case 0xc4, 0xc5 -> vex(first);
            case 0x62 -> evex();
            default -> {
                if (first >> 4 == 4) {
                    whole(first & 15, next());
                } else {
                    whole(0, first);
                }
            }
        }
        return true;
    }

    // Whole numbers.

    private void whole(int rex, int opcode) {
        boolean isWide = (rex & 8) != 0;
        int last = opcode & 7 | (rex & 1) << 3;
        switch (opcode) {
            case 0x89, 0x01, 0x29, 0x8d, 0x69, 0x6b, 0x81, 0x83, 0xc1 -> {
                operand(rex >> 2 & 1, rex >> 1 & 1, rex & 1, 1);
                withOperand(opcode, isWide);
            }
            case 0x05 -> set(RAX, general[RAX] + next32(), isWide);
            case 0x2d -> set(RAX, general[RAX] - next32(), isWide);
            case 0x0f -> jump(next());
            default -> {
                switch (opcode & 0xf8) {
                    case 0xb8 -> general[last] = next32() & 0xffff_ffffL;
                    case 0x50 -> {
                        general[RSP] -= Long.BYTES;
                        memory.writeLong(general[RSP], general[last]);
                    }
                    case 0x58 -> {
                        general[last] = memory.readLong(general[RSP]);
                        general[RSP] += Long.BYTES;
                    }
                    default -> check(false, "unknown instruction %x".formatted(opcode));
                }
            }
        }
    }

    private void withOperand(int opcode, boolean isWide) {
        switch (opcode) {
            case 0x89 -> {
                if (isAddress) {
                    check(!isWide, "a store of 64 bits");
                    memory.writeInt(address, (int) general[register]);
                } else {
                    general[operandRegister] = isWide ? general[register] : general[register] & 0xffff_ffffL;
                }
            }
            case 0x01 -> set(operandRegister, general[operandRegister] + general[register], isWide);
            case 0x29 -> set(operandRegister, general[operandRegister] - general[register], isWide);
            case 0x8d -> general[register] = address;
            case 0x69 -> set(register, general[operandRegister] * next32(), isWide);
            case 0x6b -> set(register, general[operandRegister] * (byte) next(), isWide);
            case 0xc1 -> {
                int bits = next();
                long value = general[operandRegister];
                set(operandRegister, register == 4 ? value << bits : register == 5 ? value >>> bits : fail(), isWide);
            }
            default -> {
                int number = opcode == 0x83 ? (byte) next() : next32();
                long value = general[operandRegister];
                set(operandRegister, register == 0 ? value + number : register == 5 ? value - number : fail(), isWide);
            }
        }
    }

    private long fail() {
        throw new IllegalStateException("unknown form %d, before byte %d".formatted(register, at));
    }

    private void set(int number, long value, boolean isWide) {
        check(isWide && !isAddress, "arithmetic of 32 bits or on memory");
        general[number] = value;
        result = value;
    }

    private void jump(int condition) {
        int distance = next32();
        boolean isTaken = switch (condition) {
            case 0x84 -> result == 0;
            case 0x85 -> result != 0;
            case 0x8c -> result < 0;
            case 0x8d -> result >= 0;
            default -> fail() == 0;
        };
        if (isTaken) {
            at += distance;
        }
    }

    /**
     * Reads what an instruction works on.
     *
     * @param unit what a displacement of one byte counts
     */
    private void operand(int registerHigh, int indexHigh, int baseHigh, int unit) {
        int modes = next();
        int mode = modes >> 6;
        register = modes >> 3 & 7 | registerHigh << 3;
        int low = modes & 7;
        operandRegister = low | baseHigh << 3;
        isAddress = mode != 3;
        hasIndex = false;
        if (!isAddress) {
            return;
        }
        int scale = 0;
        if (low == 4) {
            int sib = next();
            scale = sib >> 6;
            index = sib >> 3 & 7 | indexHigh << 3;
            hasIndex = index != 4;
            low = sib & 7;
        }
        check(mode != 0 || low != 5, "no base");
        int number = low | baseHigh << 3;
        long displacement = switch (mode) {
            case 1 -> (long) (byte) next() * unit;
            case 2 -> next32();
            default -> 0;
        };
        base = general[number] + displacement;
        address = base + (hasIndex ? general[index] << scale : 0);
        check(number != RSP || address >= general[RSP] - RED_ZONE, "memory that signals may use");
    }

    // Vectors.

    private void vex(int first) {
        int r;
        int x = 1;
        int b = 1;
        int map = 1;
        int last = next();
        r = last >> 7;
        if (first == 0xc4) {
            x = last >> 6 & 1;
            b = last >> 5 & 1;
            map = last & 31;
            last = next();
        }
        int second = ~(last >> 3) & 15;
        int bytes = (last & 4) == 0 ? 16 : 32;
        int opcode = next();
        if (opcode == 0x77) {
            for (byte[] vector : vectors) {
                Arrays.fill(vector, 16, 64, (byte) 0);
            }
            return;
        }
        operand(1 - r, 1 - x, 1 - b, 1);
        if (map == 2 && (opcode == 0x49 || opcode == 0x4b || opcode == 0x5c || opcode == 0x5e)) {
            check(bytes == 16 && (last & 0x80) == 0, "a tile instruction of other bits");
            tile(last & 3, opcode, second);
        } else {
            check(bytes == 32, "vectors of 128 bits");
            vector(map, last & 3, opcode, second, bytes);
        }
    }

    private void evex() {
        int first = next();
        int secondByte = next();
        int third = next();
        check((first & 0x0c) == 0 && (secondByte & 0x84) == 4 && (third & 0xf7) == 0x40, "masks, rounding or 256 bits");
        int high = ~first >> 4 & 1;
        int second = ~(secondByte >> 3) & 15 | (~third >> 3 & 1) << 4;
        int opcode = next();
        int unit = opcode == 0x58 ? Integer.BYTES : 64;
        operand(~first >> 7 & 1, ~first >> 6 & 1, ~first >> 5 & 1, unit);
        register |= high << 4;
        if (!isAddress) {
            operandRegister |= (~first >> 6 & 1) << 4;
        }
        vector(first & 3, secondByte & 3, opcode, second, 64);
    }

    /** The last operand. */
    private byte[] source(int bytes) {
        byte[] source = new byte[64];
        if (isAddress) {
            memory.read(address, bytes, source);
        } else {
            System.arraycopy(vectors[operandRegister], 0, source, 0, bytes);
        }
        return source;
    }

    private void vector(int map, int prefix, int opcode, int second, int bytes) {
        byte[] left = vectors[second];
        byte[] to = new byte[64];
        switch (map << 16 | prefix << 8 | opcode) {
            case 0x1026f -> System.arraycopy(source(bytes), 0, to, 0, bytes);
            case 0x1027f -> {
                check(isAddress, "a store to a register");
                memory.write(address, bytes, vectors[register]);
                return;
            }
            case 0x20158, 0x20159 -> {
                int size = opcode == 0x58 ? Integer.BYTES : Long.BYTES;
                byte[] source = source(size);
                for (int i = 0; i < bytes; i++) {
                    to[i] = source[i % size];
                }
            }
            case 0x20120 -> {
                byte[] source = source(bytes / 2);
                for (int i = 0; i < bytes / 2; i++) {
                    Lanes.setShort(to, 2 * i, source[i]);
                }
            }
            case 0x20150 -> {
                System.arraycopy(vectors[register], 0, to, 0, bytes);
                byte[] source = source(bytes);
                for (int i = 0; i < bytes; i += 4) {
                    Lanes.addProducts(to, i, left, i, source, i);
                }
            }
            case 0x20252 -> {
                check(bytes == 64, "products of bfloat16 numbers in 256 bits");
                System.arraycopy(vectors[register], 0, to, 0, bytes);
                byte[] source = source(bytes);
                for (int i = 0; i < bytes; i += 4) {
                    Lanes.addBfloats(to, i, left, i, source, i);
                }
            }
            case 0x101ef -> {
                byte[] source = source(bytes);
                for (int i = 0; i < bytes; i++) {
                    to[i] = (byte) (left[i] ^ source[i]);
                }
            }
            case 0x101fe -> {
                byte[] source = source(bytes);
                for (int i = 0; i < bytes; i += 4) {
                    Lanes.set(to, i, Lanes.get(left, i) + Lanes.get(source, i));
                }
            }
            case 0x101f5 -> {
                byte[] source = source(bytes);
                for (int i = 0; i < bytes; i += 4) {
                    int low = Lanes.getShort(left, i) * Lanes.getShort(source, i);
                    Lanes.set(to, i, low + Lanes.getShort(left, i + 2) * Lanes.getShort(source, i + 2));
                }
            }
            case 0x20102 -> {
                byte[] source = source(bytes);
                for (int half = 0; half < bytes; half += 16) {
                    for (int i = 0; i < 8; i += 4) {
                        int from = half + 2 * i;
                        Lanes.set(to, half + i, Lanes.get(left, from) + Lanes.get(left, from + 4));
                        Lanes.set(to, half + 8 + i, Lanes.get(source, from) + Lanes.get(source, from + 4));
                    }
                }
            }
            case 0x30100 -> {
                byte[] source = source(bytes);
                int order = next();
                for (int i = 0; i < 4; i++) {
                    System.arraycopy(source, 8 * (order >> 2 * i & 3), to, 8 * i, 8);
                }
            }
            default -> check(false, "unknown instruction %x %x %x".formatted(map, prefix, opcode));
        }
        vectors[register] = to;
    }

    // Tiles.

    private void tile(int prefix, int opcode, int second) {
        long step = hasIndex ? general[index] : 0;
        switch (prefix << 8 | opcode) {
            case 0x049 -> {
                if (isAddress) {
                    byte[] shapes = new byte[64];
                    memory.read(address, 64, shapes);
                    tiles.configure(shapes);
                } else {
                    tiles.release();
                }
            }
            case 0x34b -> tiles.load(register, memory, base, step);
            case 0x24b -> tiles.store(register, memory, base, step);
            case 0x25c -> tiles.dotProductOfBfloats(register, operandRegister, second);
            case 0x15e -> tiles.dotProduct(register, operandRegister, second);
            default -> check(false, "unknown tile instruction %x %x".formatted(prefix, opcode));
        }
    }
}
