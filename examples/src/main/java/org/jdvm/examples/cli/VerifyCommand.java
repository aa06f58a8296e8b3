package org.jdvm.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jdvm.bytecode.Program;
import org.jdvm.examples.io.InputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies program files. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Proves that programs in files can be run: words, operands, values, events, addresses, work. For each file"
                + " a line on standard output, or what is wrong on standard error: file, word, instruction and rule.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all programs are right",
            "1:at least one is not, with the reason on standard error",
            "2:called with wrong arguments"
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Programs, in bytes or as text, as 'explain OPERATOR --program FILE' writes them.")
    List<Path> files = List.of();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int code = 0;
        for (Path file : files) {
            try {
                Program program = ProgramFiles.load(file);
                out.println(file + ": verified: " + program);
            } catch (InputException e) {
                err.println("jdvm: " + e.getMessage());
                code = JdvmCommand.FAILED;
            }
        }
        out.flush();
        err.flush();
        return code;
    }
}
