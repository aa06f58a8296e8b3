package org.jdvm.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fresh processes, for what only they show. */
public final class ChildProcess {
    private ChildProcess() {}

    /**
     * {@return what a class prints in a fresh virtual machine with usual settings}
     *
     * @param main the class
     * @param arguments its arguments
     * @param errors where its standard error goes
     */
    public static String java(Class<?> main, List<String> arguments, Redirect errors)
            throws IOException, InterruptedException {
        return java(List.of(), main, arguments, errors);
    }

    /**
     * {@return what a class prints in a fresh virtual machine}
     *
     * @param options further options of the virtual machine
     * @param main the class
     * @param arguments its arguments
     * @param errors where its standard error goes
     */
    public static String java(List<String> options, Class<?> main, List<String> arguments, Redirect errors)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(arguments);
        return output(command, errors);
    }

    /** {@return what a command writes to its standard output; one that fails is an error} */
    static String output(List<String> command) throws IOException, InterruptedException {
        return output(command, Redirect.DISCARD);
    }

    private static String output(List<String> command, Redirect errors) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
        // Not as an option: ONNX Runtime 1.29 overflows its stack if a command is some 10,000 characters long.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException("%s ended with status %d".formatted(String.join(" ", command), status));
        }
        return output;
    }
}
