package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes of instructions against those of the GNU assembler. */
class EncodingTest {
    private static final int[] DISPLACEMENTS = {
        0, 1, -1, 4, 32, 64, 124, 127, 128, -128, -129, 256, 508, 512, 4032, 4064, 8128, 8192, -8192, -8256, 1 << 20
    };

    @TempDir
    Path folder;

    /** Lines of text, and the bytes that they should become. */
    private byte[] assembled(List<String> lines) throws IOException, InterruptedException {
        Path source = folder.resolve("code.s");
        Path object = folder.resolve("code.o");
        List<String> text = new ArrayList<>(List.of(".intel_syntax noprefix", ".text"));
        text.addAll(lines);
        Files.write(source, text);
        Process process;
        try {
            process = new ProcessBuilder("as", "--64", "-o", object.toString(), source.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "encodings are not compared: there is no GNU assembler here, " + e.getMessage());
            throw e;
        }
        String messages = new String(process.getInputStream().readAllBytes());
        assertEquals(true, process.waitFor(1, TimeUnit.MINUTES));
        assumeTrue(
                process.exitValue() == 0 || !messages.contains("no such instruction") && !messages.contains("pseudo"),
                "encodings are not compared: the assembler is too old, " + messages);
        assertEquals(0, process.exitValue(), messages);
        return section(Files.readAllBytes(object), ".text");
    }

    /** The contents of a section of an ELF file of 64 bits. */
    private static byte[] section(byte[] file, String name) {
        ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int headers = (int) elf.getLong(0x28);
        int size = elf.getShort(0x3a);
        int count = elf.getShort(0x3c);
        int names = (int) elf.getLong(headers + size * elf.getShort(0x3e) + 0x18);
        for (int i = 0; i < count; i++) {
            int header = headers + i * size;
            int at = names + elf.getInt(header);
            int end = at;
            while (file[end] != 0) {
                end++;
            }
            if (new String(file, at, end - at).equals(name)) {
                int from = (int) elf.getLong(header + 0x18);
                return Arrays.copyOfRange(file, from, from + (int) elf.getLong(header + 0x20));
            }
        }
        throw new AssertionError("no section " + name);
    }

    private void compare(Consumer<X86Assembler> writer) throws IOException, InterruptedException {
        X86Assembler code = new X86Assembler();
        writer.accept(code);
        byte[] expected = assembled(code.text());
        byte[] actual = code.bytes();
        int different = Arrays.mismatch(expected, actual);
        assertArrayEquals(expected, actual, () -> "from byte %d on".formatted(different));
    }

    private static List<CodeAddress> addresses() {
        List<CodeAddress> addresses = new ArrayList<>();
        for (GeneralRegister base : GeneralRegister.values()) {
            for (int displacement : DISPLACEMENTS) {
                addresses.add(CodeAddress.of(base, displacement));
            }
            for (GeneralRegister index : GeneralRegister.values()) {
                if (index != GeneralRegister.RSP) {
                    int scale = 1 << (base.ordinal() + index.ordinal()) % 4;
                    addresses.add(CodeAddress.of(base, index, scale, 4 * base.ordinal() - 60));
                    addresses.add(CodeAddress.of(base, index, scale, 64 * index.ordinal()));
                }
            }
        }
        return addresses;
    }

    @Test
    void wholeNumbers() throws Exception {
        compare(code -> {
            for (GeneralRegister to : GeneralRegister.values()) {
                for (GeneralRegister from : GeneralRegister.values()) {
                    code.move(to, from);
                    code.add(to, from);
                    code.subtract(to, from);
                    code.moveLow(to, from);
                }
                for (int number : new int[] {1, 4, 127, 128, 256, 512, -128, -129, 1 << 30}) {
                    code.multiply(to, GeneralRegister.values()[(to.ordinal() * 7 + 3) % 16], number);
                    code.add(to, number);
                    code.subtract(to, number);
                    code.move(to, number & Integer.MAX_VALUE);
                }
                for (int bits : new int[] {2, 7, 63}) {
                    code.shiftLeft(to, bits);
                    code.shiftRight(to, bits);
                }
                code.push(to);
                code.pop(to);
                for (CodeAddress address : addresses()) {
                    code.address(to, address);
                    code.storeLow(address, to);
                }
            }
            code.cpuid();
            code.xgetbv();
            code.zeroUpper();
            code.ret();
        });
    }

    @Test
    void vectors() throws Exception {
        List<CodeAddress> addresses = addresses();
        compare(code -> {
            for (InstructionSet set : InstructionSet.values()) {
                int count = registers(set);
                for (int i = 0; i < addresses.size(); i++) {
                    VectorRegister to = set.register(i % count);
                    VectorRegister other = set.register((7 * i + i / count) % count);
                    code.load(to, addresses.get(i));
                    code.store(addresses.get(i), to);
                    code.broadcast(to, addresses.get(i));
                    code.dotProduct(to, other, addresses.get(i));
                }
                for (int i = 0; i < count; i++) {
                    for (int j = 0; j < count; j++) {
                        code.dotProduct(set.register(i), set.register(j), set.register((i + 3 * j) % count));
                        code.dotProduct(set.register(j), set.register((i + 3 * j) % count), set.register(i));
                    }
                }
            }
        });
    }

    @Test
    void vectorsOf256Bits() throws Exception {
        List<CodeAddress> addresses = addresses();
        InstructionSet set = InstructionSet.AVX2;
        compare(code -> {
            int count = registers(set);
            for (int i = 0; i < addresses.size(); i++) {
                VectorRegister to = set.register(i % count);
                code.broadcastQuad(to, addresses.get(i));
                code.loadWidened(to, addresses.get(i));
            }
            for (int i = 0; i < count; i++) {
                code.zero(set.register(i));
                for (int j = 0; j < count; j++) {
                    VectorRegister first = set.register(i);
                    VectorRegister second = set.register(j);
                    VectorRegister third = set.register((i + 3 * j) % count);
                    code.multiplyPairs(first, second, third);
                    code.addIntegers(second, third, first);
                    code.addNeighbours(third, first, second);
                    code.permuteQuads(first, second, 16 * i + j);
                }
            }
        });
    }

    @Test
    void productsOfBfloats() throws Exception {
        List<CodeAddress> addresses = addresses();
        InstructionSet set = InstructionSet.AVX512_BF16;
        compare(code -> {
            for (int i = 0; i < addresses.size(); i++) {
                code.dotProductOfBfloats(set.register(i % 32), set.register((7 * i + i / 32) % 32), addresses.get(i));
            }
            for (int i = 0; i < 32; i++) {
                for (int j = 0; j < 32; j++) {
                    code.dotProductOfBfloats(set.register(i), set.register(j), set.register((i + 3 * j) % 32));
                    code.dotProductOfBfloats(set.register(j), set.register((i + 3 * j) % 32), set.register(i));
                }
            }
        });
    }

    @Test
    void tiles() throws Exception {
        List<CodeAddress> addresses =
                addresses().stream().filter(address -> address.scale() == 1).toList();
        compare(code -> {
            for (int i = 0; i < addresses.size(); i++) {
                TileRegister tile = new TileRegister(i % 8);
                code.load(tile, addresses.get(i));
                code.store(addresses.get(i), tile);
                code.configureTiles(addresses.get(i));
            }
            // An assembler refuses the same tile twice.
            for (int i = 0; i < 8; i++) {
                for (int j = 1; j < 8; j++) {
                    for (int k = 1; k < 8; k++) {
                        if (j != k) {
                            TileRegister left = new TileRegister((i + j) % 8);
                            TileRegister right = new TileRegister((i + k) % 8);
                            code.dotProduct(new TileRegister(i), left, right);
                            code.dotProductOfBfloats(new TileRegister(i), left, right);
                        }
                    }
                }
            }
            code.releaseTiles();
        });
    }

    private static int registers(InstructionSet set) {
        return set.bytes() == 64 ? 32 : 16;
    }

    @Test
    void refusesWhatItCannotEncode() {
        X86Assembler code = new X86Assembler();
        VectorRegister wide = InstructionSet.AVX512_VNNI.register(3);
        assertThrows(IllegalArgumentException.class, () -> code.addIntegers(wide, wide, wide));
        VectorRegister narrow = InstructionSet.AVX2.register(3);
        assertThrows(IllegalArgumentException.class, () -> code.dotProductOfBfloats(narrow, narrow, narrow));
        assertThrows(IllegalArgumentException.class, () -> code.shiftLeft(GeneralRegister.RAX, 1));
        assertThrows(IllegalArgumentException.class, () -> code.move(GeneralRegister.RAX, -1));
        CodeAddress doubled = CodeAddress.of(GeneralRegister.RAX, GeneralRegister.RCX, 2, 0);
        assertThrows(IllegalArgumentException.class, () -> code.load(new TileRegister(0), doubled));
        assertThrows(IllegalArgumentException.class, () -> new TileRegister(8));
    }

    @ParameterizedTest
    @EnumSource
    void kernels(InstructionSet set) throws Exception {
        for (BlockForm form : BlockForm.all(set)) {
            X86Assembler code = form.code();
            assertArrayEquals(assembled(code.text()), code.bytes(), form.toString());
        }
    }
}
