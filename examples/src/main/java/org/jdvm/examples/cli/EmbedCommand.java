package org.jdvm.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jdvm.examples.encoder.Embedding;
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
            "Each argument is a text (also one that begins with @), and each line of the file. Standard output gets"
                    + " one line a text, in their order: {\"text\":...,\"tokens\":N,\"embedding\":[...]}. Nothing is"
                    + " padded; what is longer than the model takes (512 tokens) is cut.",
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
        texts.forEach(EmbedCommand::requireIntact);
        PrintWriter err = command.commandLine().getErr();
        JsonLines out = new JsonLines(command.commandLine().getOut());
        // The file is opened first: a wrong name is answered at once and not after the model is read.
        try (TextLines lines = file == null ? null : open(file);
                SentenceEncoder encoder = modelOptions.open(err)) {
            Batch batch = new Batch(encoder, out, new EmptyTexts(err));
            texts.forEach(text -> batch.add(text, "an argument"));
            batch.write();
            if (lines != null) {
                for (String line = next(lines, batch); line != null; line = next(lines, batch)) {
                    batch.add(line, "line " + lines.number());
                    if (!lines.isReady()) {
                        batch.write();
                    }
                }
                batch.write();
                if (lines.number() == 0) {
                    throw new InputException("text file %s is empty: there is nothing to embed".formatted(file));
                }
            }
        }
        return 0;
    }

    /** The next line; before one that cannot be read the others are written. */
    private static @Nullable String next(TextLines lines, Batch batch) {
        try {
            return lines.next();
        } catch (InputException e) {
            batch.write();
            throw e;
        }
    }

    /** Texts that are there already: they are embedded in one call. */
    private static final class Batch {
        private static final int MOST = 64;

        /** Characters that wait at most before they are embedded. */
        private static final int MOST_CHARACTERS = 1 << 20;

        private final SentenceEncoder encoder;
        private final JsonLines out;
        private final EmptyTexts empty;
        private final List<String> waiting = new ArrayList<>();
        private long characters;

        Batch(SentenceEncoder encoder, JsonLines out, EmptyTexts empty) {
            this.encoder = encoder;
            this.out = out;
            this.empty = empty;
        }

        void add(String text, String where) {
            empty.check(text, where);
            waiting.add(text);
            characters += text.length();
            if (waiting.size() == MOST || characters > MOST_CHARACTERS) {
                write();
            }
        }

        void write() {
            List<Embedding> embeddings = encoder.embedAll(waiting);
            for (int i = 0; i < embeddings.size(); i++) {
                out.write(waiting.get(i), embeddings.get(i));
            }
            waiting.clear();
            characters = 0;
        }
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

    /** Warns once that a text is empty; its line is written all the same, so that lines stay aligned with the input. */
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
