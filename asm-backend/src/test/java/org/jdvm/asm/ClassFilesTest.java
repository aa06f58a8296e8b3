package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.CheckClassAdapter;

/** The class files themselves: valid for ASM's checker, the same each time, and pointing at the listing. */
class ClassFilesTest {
    private static SectionWriter.Written write(String operator, Emitter emitter, Listing[] listing) {
        Operators.Specialised made = Operators.specialise(operator, new int[] {2, 33, 257}, NpuSpec.host(2), false);
        listing[0] = new Listing(made.program());
        return new AsmSectionCompiler(emitter).write(made.program(), 0, listing[0], "org/jdvm/asm/Checked");
    }

    static Stream<String> operators() {
        return Operators.ALL.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void checkerFindsNothing(String operator) {
        for (Emitter emitter : List.of(Emitter.SCALAR, Emitter.forThisMachine())) {
            byte[] bytes = write(operator, emitter, new Listing[1]).bytes();
            StringWriter problems = new StringWriter();
            CheckClassAdapter.verify(
                    new ClassReader(bytes), ClassFilesTest.class.getClassLoader(), false, new PrintWriter(problems));
            assertEquals("", problems.toString());
        }
    }

    @Test
    void theSameSectionGivesTheSameBytes() {
        Emitter emitter = Emitter.forThisMachine();
        byte[] first = write("layer_norm", emitter, new Listing[1]).bytes();
        assertArrayEquals(first, write("layer_norm", emitter, new Listing[1]).bytes());
    }

    @Test
    void linesAreThoseOfInstructions() {
        Listing[] listing = new Listing[1];
        byte[] bytes = write("softmax", Emitter.forThisMachine(), listing).bytes();
        TreeSet<Integer> lines = new TreeSet<>();
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitLineNumber(int line, Label start) {
                                        lines.add(line);
                                    }
                                };
                            }
                        },
                        0);
        String[] text = listing[0].toString().split("\n");
        List<String> seen = lines.stream()
                .map(line -> text[line - 1].strip().split("\\.")[0])
                .toList();
        assertEquals(List.of("load", "reduce_x", "sub", "exp", "reduce_x", "div", "store"), seen);
    }

    @Test
    void dumpedFilesAreReadable(@TempDir Path directory) throws IOException {
        Listing[] listing = new Listing[1];
        SectionWriter.Written written = write("softmax", Emitter.forThisMachine(), listing);
        new Dump(directory).write("org/jdvm/asm/Checked", listing[0], written);
        Path folder = directory.resolve("org/jdvm/asm");
        assertEquals(
                "org/jdvm/asm/Checked",
                new ClassReader(Files.readAllBytes(folder.resolve("Checked.class"))).getClassName());
        assertEquals(listing[0].toString(), Files.readString(folder.resolve("Checked.dvm")));
        assertTrue(Files.readString(folder.resolve("Checked.txt")).contains("FloatMath.exp("));
    }
}
