package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Words;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Op;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Template;
import org.jdvm.tier.DumpFolder;
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
    private static SectionClassWriter.Written write(String operator, Emitter emitter, Listing[] listing) {
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
        SectionClassWriter.Written written = write("softmax", Emitter.forThisMachine(), listing);
        new Dump(new DumpFolder(directory)).write("org/jdvm/asm/Checked", listing[0], written);
        Path folder = directory.resolve("org/jdvm/asm");
        assertEquals(
                "org/jdvm/asm/Checked",
                new ClassReader(Files.readAllBytes(folder.resolve("Checked.class"))).getClassName());
        assertEquals(listing[0].toString(), Files.readString(folder.resolve("Checked.dvm")));
        assertTrue(Files.readString(folder.resolve("Checked.txt")).contains("LaneVectors.exp("));
    }

    /** Long enough to be cut into many loops; none of the methods may be too large for the compiler of the virtual machine. */
    @Test
    void longChainsAreCutIntoMethods() {
        Operators.Draft draft = new Operators.Draft("two_thousand");
        Value x = draft.input("R,C");
        for (int i = 0; i < 500; i++) {
            x = draft.apply(Op.ADD, draft.apply(Op.SIGMOID, draft.apply(Op.NEG, draft.times(x, 1.25))), x);
        }
        Template template = new Template(Planner.plan(draft.builder.build(List.of(x))));
        Operators.Specialised made = Operators.specialise(template, new int[] {1, 7, 133}, NpuSpec.host(2), false);
        Execution interpreted = new Execution(made.program(), made.scalars(), 1).interpret();
        for (Emitter emitter : List.of(Emitter.SCALAR, Emitter.forThisMachine())) {
            AsmSectionCompiler compiler = new AsmSectionCompiler(emitter);
            int methods = 0;
            long[] words = made.program().words();
            for (int at = 0; at < words.length; at += Words.length(words[at])) {
                if (Words.opcode(words[at]) == Opcode.SECTION.code()) {
                    methods += checkSizes(
                            compiler.write(made.program(), at, new Listing(made.program()), "org/jdvm/asm/Checked")
                                    .bytes());
                }
            }
            assertTrue(methods > 50, methods + " methods");
            interpreted.again().runCode(compiler).assertSame(interpreted, emitter.description());
        }
    }

    private static int checkSizes(byte[] bytes) {
        List<MethodModel> methods = ClassFile.of().parse(bytes).methods();
        for (MethodModel method : methods) {
            int size = method.findAttribute(Attributes.code()).orElseThrow().codeLength();
            assertTrue(size <= 8000, () -> method.methodName() + " has " + size + " bytes");
        }
        return methods.size();
    }

    /** What a profiler and a reader of a stack trace see: the instruction. */
    @Test
    void stackTracesPointAtInstructions() {
        for (Emitter emitter : List.of(Emitter.SCALAR, Emitter.forThisMachine())) {
            for (String operator : List.of("look_up", "look_up_columns")) {
                Operators.Specialised made =
                        Operators.specialise(operator, new int[] {1, 9, 40}, NpuSpec.host(1), false);
                Execution run = new Execution(made.program(), made.scalars(), 1);
                switch (run.arrays[1]) {
                    case long[] indices -> indices[Execution.OFFSET + 5] = 7;
                    case int[] indices -> indices[Execution.OFFSET + 5] = -1;
                    default -> throw new AssertionError(run.arrays[1]);
                }
                AsmSectionCompiler compiler = new AsmSectionCompiler(emitter);
                RuntimeException e = assertThrows(RuntimeException.class, () -> run.runCode(compiler));
                StackTraceElement at = Arrays.stream(e.getStackTrace())
                        .filter(element -> String.valueOf(element.getFileName()).endsWith(Dump.LISTING))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(e));
                String line = new Listing(made.program()).toString().split("\n")[at.getLineNumber() - 1];
                assertTrue(line.strip().startsWith("load_indexed"), at + ": " + line);
            }
        }
    }
}
