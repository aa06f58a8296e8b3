package org.jdvm.examples.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Runs a command in this process and keeps what it wrote. */
record Cli(int code, String out, String err) {
    static Cli run(String... arguments) {
        return runWithInput("", arguments);
    }

    static Cli runWithInput(String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = JdvmCommand.run(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                arguments);
        return new Cli(code, out.toString(), err.toString());
    }
}
