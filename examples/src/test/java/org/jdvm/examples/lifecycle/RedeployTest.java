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
    private static final int TIMES = 20;

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

    /** In a method of its own: nothing of it stays on the stack. */
    private static WeakReference<ClassLoader> deploy(String... methods)
            throws IOException, ReflectiveOperationException {
        try (URLClassLoader loader = load(classPath())) {
            for (String method : methods) {
                call(loader, method);
            }
            return new WeakReference<>(loader);
        }
    }

    private static long alive(List<WeakReference<ClassLoader>> loaders) throws InterruptedException {
        long alive = loaders.size();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (alive > 0 && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(20);
            alive = loaders.stream().filter(loader -> loader.get() != null).count();
        }
        return alive;
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("jdvm"))
                .sorted()
                .toList();
    }

    @Test
    void droppedApplicationsAreCollected() throws Exception {
        List<String> before = threads();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            loaders.add(deploy("ownMachine", "sharedMachine"));
        }
        assertEquals(0, alive(loaders), () -> "threads: " + threads());
        assertEquals(before, threads());
    }

    @Test
    void aMachineOfOnesOwnDoesNotStartTheSharedOne() throws Exception {
        assertEquals(0, alive(List.of(deploy("ownMachine"))), () -> "threads: " + threads());
    }

    @Test
    void theFlightRecorderHoldsNone() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (Recording recording = new Recording()) {
            recording.enable("org.jdvm.LaunchBatch");
            recording.enable("org.jdvm.Specialise");
            recording.start();
            for (int i = 0; i < 3; i++) {
                loaders.add(deploy("ownMachine", "sharedMachine"));
            }
            recording.stop();
        }
        assertEquals(0, alive(loaders), () -> "threads: " + threads());
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
        Path said = directory.resolve("said");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                EarlyClose.class.getName()));
        jars(directory).forEach(jar -> command.add(jar.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertTrue(process.waitFor(5, TimeUnit.MINUTES));
        String text = Files.readString(said);
        assertEquals(0, process.exitValue(), text);
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
