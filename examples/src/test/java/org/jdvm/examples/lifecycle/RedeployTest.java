package org.jdvm.examples.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that are loaded and dropped again in one process, as a server does with each new version. */
class RedeployTest {
    private static URLClassLoader load(List<Path> classPath) throws IOException {
        URL[] urls = new URL[classPath.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = classPath.get(i).toUri().toURL();
        }
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    private static void call(ClassLoader loader, String method) throws ReflectiveOperationException {
        Class<?> application = loader.loadClass(Application.class.getName());
        assertNotSame(Application.class, application);
        Thread.currentThread().setContextClassLoader(loader);
        InheritableThreadLocal<Object> local = new InheritableThreadLocal<>();
        local.set(application);
        try {
            application.getMethod(method).invoke(null);
        } finally {
            local.remove();
            Thread.currentThread().setContextClassLoader(RedeployTest.class.getClassLoader());
        }
    }

    /** In a separate method: nothing of it stays on the stack. */
    private static WeakReference<ClassLoader> deploy(String... methods)
            throws IOException, ReflectiveOperationException {
        try (URLClassLoader loader = load(classPath())) {
            for (String method : methods) {
                call(loader, method);
            }
            return new WeakReference<>(loader);
        }
    }

    /** Deploys applications in a separate virtual machine, and expects that nothing of them is left. */
    private static void assertCollected(Path directory, int times, boolean isRecorded, String... methods)
            throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of(Redeployments.class.getName(), String.valueOf(times), String.valueOf(isRecorded)));
        arguments.addAll(List.of(methods));
        String said = run(directory, arguments);
        assertTrue(said.contains("alive: 0 threads: []"), said);
    }

    /** Runs a main class, and returns all that it printed. */
    private static String run(Path directory, List<String> arguments) throws IOException, InterruptedException {
        Path said = directory.resolve("said");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The JDK has caches that hold the last class they have seen softly.
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertTrue(process.waitFor(10, TimeUnit.MINUTES), () -> "it does not end: " + command);
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(said);
        assertEquals(0, process.exitValue(), text);
        return text;
    }

    @Test
    void droppedApplicationsAreCollected(@TempDir Path directory) throws Exception {
        assertCollected(directory, 5, false, "ownMachine", "sharedMachine");
    }

    @Test
    void aMachineOfOnesOwnDoesNotStartTheSharedOne(@TempDir Path directory) throws Exception {
        assertCollected(directory, 1, false, "ownMachine");
    }

    @Test
    void theFlightRecorderHoldsNone(@TempDir Path directory) throws Exception {
        assertCollected(directory, 3, true, "ownMachine", "sharedMachine");
    }

    /** Deploys and drops applications, and tells how many class loaders and threads are left. */
    static final class Redeployments {
        private Redeployments() {}

        public static void main(String[] arguments) throws Exception {
            String[] methods = Arrays.copyOfRange(arguments, 2, arguments.length);
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            if (Boolean.parseBoolean(arguments[1])) {
                try (Recording recording = new Recording()) {
                    recording.enable("org.jdvm.LaunchBatch");
                    recording.enable("org.jdvm.Specialise");
                    recording.start();
                    deploy(Integer.parseInt(arguments[0]), methods, loaders);
                    recording.stop();
                }
            } else {
                deploy(Integer.parseInt(arguments[0]), methods, loaders);
            }
            System.out.println("alive: " + alive(loaders) + " threads: " + threads());
        }

        private static void deploy(int times, String[] methods, List<WeakReference<ClassLoader>> loaders)
                throws IOException, ReflectiveOperationException {
            for (int i = 0; i < times; i++) {
                loaders.add(RedeployTest.deploy(methods));
            }
        }

        private static long alive(List<WeakReference<ClassLoader>> loaders) throws InterruptedException {
            long alive = loaders.size();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (alive > 0 && System.nanoTime() < end) {
                System.gc();
                Thread.sleep(20);
                alive = loaders.stream().filter(loader -> loader.get() != null).count();
            }
            return alive;
        }

        private static List<String> threads() {
            return Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("jdvm"))
                    .sorted()
                    .toList();
        }
    }

    /** A class path of jars alone: a loader that is closed goes on to find classes in directories. */
    private static List<Path> jars(Path directory) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path entry : classPath()) {
            if (!Files.isDirectory(entry)) {
                jars.add(entry);
                continue;
            }
            Path jar = directory.resolve(jars.size() + ".jar");
            try (OutputStream file = Files.newOutputStream(jar);
                    JarOutputStream out = new JarOutputStream(file);
                    Stream<Path> files = Files.walk(entry)) {
                for (Path path : files.filter(Files::isRegularFile).toList()) {
                    out.putNextEntry(
                            new JarEntry(entry.relativize(path).toString().replace(File.separatorChar, '/')));
                    Files.copy(path, out);
                    out.closeEntry();
                }
            }
            jars.add(jar);
        }
        return jars;
    }

    @Test
    void aLoaderThatIsClosedEarlyEndsThreadsQuietly(@TempDir Path directory) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(EarlyClose.class.getName()));
        jars(directory).forEach(jar -> arguments.add(jar.toString()));
        String text = run(directory, arguments);
        assertFalse(text.contains("\tat "), text);
        assertFalse(text.contains("Exception in thread"), text);
    }

    /** Closes the class loader of an application whose background threads are at work. */
    static final class EarlyClose {
        private EarlyClose() {}

        public static void main(String[] jars) throws Exception {
            for (int i = 0; i < 3; i++) {
                try (URLClassLoader loader = load(Stream.of(jars).map(Path::of).toList())) {
                    call(loader, "leaveRunning");
                }
                // Until background threads have come upon what they cannot find any more.
                Thread.sleep(1500);
            }
        }
    }
}
