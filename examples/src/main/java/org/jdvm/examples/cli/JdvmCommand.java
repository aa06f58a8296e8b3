package org.jdvm.examples.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import org.jdvm.JdvmException;
import org.jdvm.examples.io.InputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line as a whole: its subcommands, and how failures are reported. */
@Command(
        name = "jdvm",
        mixinStandardHelpOptions = true,
        version = "jdvm 0.2.0-SNAPSHOT",
        description = "Tensor kernels for the shapes that arrive: a sentence encoder at work, and a look inside.",
        subcommands = {
            DemoCommand.class,
            EmbedCommand.class,
            ExplainCommand.class,
            MachineCommand.class,
            TuneCommand.class,
            CheckCommand.class,
            VerifyCommand.class,
            RunCommand.class,
            ImportCommand.class,
            RunProgramCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with the reason on standard error", "2:called with wrong arguments"})
public final class JdvmCommand implements Runnable {
    static final int FAILED = 1;

    final InputStream in;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of a failure, not just its reason.")
    boolean debug;

    private JdvmCommand(InputStream in) {
        this.in = in;
    }

    /**
     * Runs one command.
     *
     * @param in standard input
     * @param out takes results
     * @param err takes everything else
     * @param arguments the command and its arguments
     * @return the exit code
     */
    public static int run(InputStream in, PrintWriter out, PrintWriter err, String... arguments) {
        JdvmCommand root = new JdvmCommand(in);
        CommandLine commandLine = new CommandLine(root)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                // A text may begin with @: that is not a file with arguments.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(JdvmCommand::reportMisuse)
                .setExecutionExceptionHandler((failure, command, _) -> {
                    command.getErr().println("jdvm: " + reason(failure));
                    if (root.debug) {
                        failure.printStackTrace(command.getErr());
                    }
                    return FAILED;
                });
        try {
            return commandLine.execute(arguments);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            err.println("jdvm: " + reason(e));
            if (root.debug) {
                e.printStackTrace(err);
            }
            return FAILED;
        }
    }

    /** Called without a subcommand, which is an error. */
    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Missing command");
        }
    }

    /** Prints what is wrong in a line or two; the whole help only where no command was given. */
    private static int reportMisuse(ParameterException misuse, String[] arguments) {
        CommandLine command = misuse.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("jdvm: " + misuse.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err)) {
            if (command.getParent() == null) {
                command.usage(err);
            } else {
                err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            }
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof OutOfMemoryError) {
            return "there is not enough memory (%s): give the program more, for example with JDVM_OPTS=-Xmx4g"
                    .formatted(message);
        }
        if (failure instanceof InputException && message != null) {
            return message;
        }
        String kind = failure.getClass().getSimpleName();
        String text = message == null ? kind : failure instanceof JdvmException ? message : kind + ": " + message;
        return text + " (run with --debug for the stack trace)";
    }
}
