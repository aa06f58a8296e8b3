package org.jdvm.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jdvm.examples.encoder.SentenceEncoder;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.io.InputFiles;
import org.jdvm.examples.io.TextLines;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Turns texts into vectors, one JSON object a line. */
@Command(
        name = "embed",
        mixinStandardHelpOptions = true,
        description = {
            "Turns texts into vectors of length 1.",
            "",
            "Each argument is a text, and each line of the file. Standard output gets one line a text, in their order: "
                    + "{\"text\":...,\"tokens\":N,\"embedding\":[...]}. Nothing is padded; what is longer than the "
                    + "model takes (512 tokens) is cut.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with the reason on standard error", "2:called with wrong arguments"})
final class EmbedCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    JdvmCommand root;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ModelOptions modelOptions = new ModelOptions();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "A UTF-8 file with one text a line; - is standard input.")
    @Nullable
    Path file;

    @Parameters(paramLabel = "TEXT", arity = "0..*", description = "Texts.")
    List<String> texts = List.of();

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        if (texts.isEmpty() && file == null) {
            throw new ParameterException(
                    command.commandLine(), "No text: give texts as arguments, or a file with --file");
        }
        PrintWriter err = command.commandLine().getErr();
        JsonLines out = new JsonLines(command.commandLine().getOut());
        // The file is opened first: a wrong name is answered at once and not after the model is read.
        try (TextLines lines = file == null ? null : open(file);
                SentenceEncoder encoder = modelOptions.open(err)) {
            EmptyTexts empty = new EmptyTexts(err);
            for (String text : texts) {
                requireIntact(text);
                empty.check(text, "an argument");
                out.write(text, encoder.embed(text));
            }
            if (lines != null) {
                for (String line = lines.next(); line != null; line = lines.next()) {
                    empty.check(line, "line " + lines.number());
                    out.write(line, encoder.embed(line));
                }
                if (lines.number() == 0) {
                    throw new InputException("text file %s is empty: there is nothing to embed".formatted(file));
                }
            }
        }
        return 0;
    }

    /** In a locale that is not UTF-8 the JVM replaces what it cannot read in an argument. */
    private static void requireIntact(String argument) {
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (argument.indexOf('\uFFFD') >= 0 && !encoding.equals("UTF-8")) {
            throw new InputException(
                    ("an argument has characters that cannot be read in this locale (%s): set LC_ALL=C.UTF-8, or give "
                                    + "the text with --file")
                            .formatted(encoding));
        }
    }

    private TextLines open(Path path) {
        if (path.toString().equals("-")) {
            InputStream in = root == null ? System.in : root.in;
            return new TextLines(in, "standard input");
        }
        return new TextLines(InputFiles.open(path, "text file"), path.toString());
    }

    /** Says once that a text is empty; its line is written all the same, so that lines stay aligned with the input. */
    private static final class EmptyTexts {
        private final PrintWriter err;
        private boolean said;

        EmptyTexts(PrintWriter err) {
            this.err = err;
        }

        void check(String text, String where) {
            if (text.isBlank() && !said) {
                said = true;
                err.println("jdvm: warning: " + where + " is empty: its vector is that of the start and end tokens"
                        + " alone; further empty texts are embedded without a warning");
            }
        }
    }
}
