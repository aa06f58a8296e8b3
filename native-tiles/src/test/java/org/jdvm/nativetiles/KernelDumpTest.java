package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdvm.testing.WrittenFile;
import org.jdvm.tier.DumpFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written of kernels: their bytes, and listings against a golden file and the GNU disassembler. */
class KernelDumpTest {
    @TempDir
    Path folder;

    private Path file(BlockForm form, String ending) {
        return folder.resolve(KernelDump.name(form) + ending);
    }

    @Test
    void listing() throws IOException {
        KernelDump.write(new DumpFolder(folder), InstructionSet.AVX2);
        BlockForm form = new BlockForm(InstructionSet.AVX2, 1, 1, false);
        WrittenFile.check(
                Path.of("src/test/resources/golden/avx2-1-rows-1-panels.txt"), Files.readString(file(form, ".txt")));
        assertArrayEquals(form.code().bytes(), Files.readAllBytes(file(form, ".bin")));
    }

    @Test
    void nothingIsWrittenUnlessItIsAskedFor() throws IOException {
        KernelDump.write(new DumpFolder(null), InstructionSet.AVX2);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    /** Both have the same instructions at the same offsets. */
    @ParameterizedTest
    @EnumSource
    void isWhatADisassemblerReads(InstructionSet set) throws IOException, InterruptedException {
        KernelDump.write(new DumpFolder(folder), set);
        for (BlockForm form : BlockForm.all(set)) {
            List<String> expected = disassembled(file(form, ".bin"));
            List<String> actual = Files.readAllLines(file(form, ".txt")).stream()
                    .filter(line -> line.startsWith(" "))
                    .map(line -> instruction(line.substring(0, 7), line.substring(40)))
                    .toList();
            assertEquals(expected, actual, form.toString());
        }
    }

    private List<String> disassembled(Path code) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(
                            "objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", code.toString())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "listings are not compared: there is no GNU disassembler here, " + e.getMessage());
            throw e;
        }
        List<String> lines =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assumeTrue(lines.stream().noneMatch(line -> line.contains("(bad)")), "the disassembler is too old");
        // Offset, bytes and instruction are separated by tabulators; further bytes of an instruction are on lines
        // without one.
        return lines.stream()
                .map(line -> line.split("\t"))
                .filter(parts -> parts.length == 3)
                .map(parts -> instruction(parts[0], parts[2]))
                .toList();
    }

    /** Offset, name and registers: numbers and addresses are written in other ways. */
    private static String instruction(String offset, String text) {
        String plain = text.replace("{vex}", "").replace("{disp32}", "").strip();
        String name =
                plain.split(" ")[0].replace("jz", "je").replace("jnz", "jne").replace("movabs", "mov");
        String registers = Stream.of(plain.substring(plain.indexOf(' ') + 1).split("[^a-z0-9]"))
                .filter(word -> word.matches("[txyz]mm\\d+|r\\w+") && !word.equals("riz"))
                .reduce("", (a, b) -> a + " " + b);
        return offset.strip().replace(":", "") + " " + name + registers;
    }
}
