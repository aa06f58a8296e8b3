package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jdvm.exec.Npu;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.tier.TieredProgram;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Which kind of code a virtual machine gets, that it says so once, and that nothing depends on a library of vector functions. */
class BackEndChoiceTest {
    private static final String LOGGED = "hot bytecode becomes ";

    /** What the Vector API takes from a native library, or computes lane by lane without one. */
    private static final Set<String> LIBRARY = Set.of(
            "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "EXP", "LOG", "LOG10", "CBRT", "SINH", "COSH", "TANH", "EXPM1",
            "LOG1P", "ATAN2", "POW", "HYPOT");

    /** Two machines that lower an operator each. */
    static final class TwoMachines {
        public static void main(String[] arguments) throws InterruptedException {
            for (int i = 0; i < 2; i++) {
                NpuSpec spec = NpuSpec.host(1);
                try (Npu npu =
                        new Npu(spec, TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured())) {
                    Operators.Specialised made = Operators.specialise("softmax", new int[] {1, 3, 40}, spec, false);
                    TieredProgram program = npu.tiers().open(made.program());
                    npu.tiers().lower(program);
                    System.out.println(npu.tiers().description() + (program.lowered() == null ? "" : ", with code"));
                }
            }
        }
    }

    private static List<String> linesOf(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TwoMachines.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        return text.lines().toList();
    }

    @Test
    void theChoiceIsLoggedOnce() throws IOException, InterruptedException {
        List<String> lines = linesOf();
        String description = Emitter.forThisMachine().description();
        assertEquals(
                List.of("INFO: " + LOGGED + description),
                lines.stream().filter(line -> line.contains(LOGGED)).toList());
        String line = "eager-compile: " + description + ", with code";
        assertEquals(
                List.of(line, line),
                lines.stream().filter(text -> text.startsWith("eager-compile")).toList());
    }

    /** It is noticed, and code is the same: no function of that library is used. */
    @Test
    void vectorFunctionsSwitchedOff() throws IOException, InterruptedException {
        String option = "-Djdk.incubator.vector.VectorMathLibrary=java";
        List<String> lines = linesOf(option);
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("INFO: " + option + " changes nothing")),
                lines::toString);
        String description = Emitter.forThisMachine().description();
        assertTrue(lines.contains("eager-compile: " + description + ", with code"), lines::toString);
    }

    /** So both are as fast without that library. */
    @Test
    void neitherRoutinesNorEmittersUseVectorFunctions() throws IOException, URISyntaxException {
        assertEquals(Set.of(), uses("/org/jdvm/exec/Npu.class"));
        assertEquals(Set.of(), uses("/org/jdvm/asm/Emitter.class"));
    }

    /** Fields of the library's functions that classes of a package and those below it read. */
    private static Set<String> uses(String classFile) throws IOException, URISyntaxException {
        URI uri = BackEndChoiceTest.class.getResource(classFile).toURI();
        if (!uri.getScheme().equals("jar")) {
            return usesIn(Path.of(uri).getParent());
        }
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
            return usesIn(jar.getPath(classFile).getParent());
        }
    }

    private static Set<String> usesIn(Path folder) throws IOException {
        Set<String> found = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    new ClassReader(in).accept(reads(file.getFileName() + ": ", found, others), ClassReader.SKIP_DEBUG);
                }
            }
        }
        assertFalse(others.isEmpty(), "classes with vector operators are found at all");
        return found;
    }

    private static ClassVisitor reads(String file, Set<String> found, Set<String> others) {
        return new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitFieldInsn(int opcode, String owner, String field, String type) {
                        if (owner.equals("jdk/incubator/vector/VectorOperators")) {
                            (LIBRARY.contains(field) ? found : others).add(file + field);
                        }
                    }
                };
            }
        };
    }
}
