package org.jdvm.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jdvm.examples.encoder.Embedding;
import org.jdvm.examples.encoder.GraphEncoder;
import org.jdvm.examples.encoder.ModelFiles;
import org.jdvm.examples.encoder.TextVectors;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.io.InputFiles;
import org.jdvm.examples.io.TextLines;
import org.jdvm.examples.vectors.Fingerprint;
import org.jdvm.examples.vectors.Resumption;
import org.jdvm.examples.vectors.VectorFile;
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
            "",
            "With --out, vectors of the lines of a file are written to a file. If that is interrupted, the same call"
                    + " goes on where it ended; a note next to the file, NAME.resume, is there until all are written.",
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

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "The file to write: .npy for one matrix of f32 in the format of NumPy, .jsonl for the lines"
                    + " that standard output gets otherwise.")
    @Nullable
    Path out;

    @Option(
            names = "--runner",
            defaultValue = "bert",
            paramLabel = "KIND",
            description = "What runs the model: bert, the operators of this program for models of that family; or onnx,"
                    + " the graph of the file, of any encoder whose tokenizer is known (default: ${DEFAULT-VALUE}).")
    Runner runner = Runner.BERT;

    @Parameters(paramLabel = "TEXT", arity = "0..*", description = "Texts.")
    List<String> texts = List.of();

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        if (texts.isEmpty() && file == null) {
            throw new ParameterException(
                    command.commandLine(), "No text: give texts as arguments, or a file with --file");
        }
        if (runner == Runner.ONNX && modelOptions.isForBert()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--weights, --activations and --heads are for --runner bert: they do not change a graph");
        }
        texts.forEach(EmbedCommand::requireIntact);
        PrintWriter err = command.commandLine().getErr();
        if (out != null) {
            writeFile(command, out, err);
            return 0;
        }
        JsonLines lineWriter = new JsonLines(command.commandLine().getOut());
        // The file is opened first: a wrong name is answered at once and not after the model is read.
        try (TextLines lines = file == null ? null : open(file);
                TextVectors encoder = encoder(modelOptions.files(), err)) {
            Batch batch = new Batch(encoder, lineWriter, new EmptyTexts(err));
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
                    throw nothing(file);
                }
            }
        }
        return 0;
    }

    private static InputException nothing(@Nullable Path file) {
        return new InputException("text file %s is empty: there is nothing to embed".formatted(file));
    }

    private TextVectors encoder(ModelFiles files, PrintWriter err) {
        return switch (runner) {
            case BERT -> modelOptions.open(files, err);
            case ONNX ->
                GraphEncoder.open(files, modelOptions.pooling, warning -> err.println("jdvm: warning: " + warning));
        };
    }

    private void writeFile(CommandSpec command, Path to, PrintWriter err) throws IOException {
        Path from = file;
        if (from == null || !texts.isEmpty() || from.toString().equals("-")) {
            throw new ParameterException(
                    command.commandLine(), "--out takes the lines of a file, which --file names, and no other texts");
        }
        if (!VectorFile.isKnown(to)) {
            throw new ParameterException(
                    command.commandLine(), "--out is %s; its name must end with .npy or .jsonl".formatted(to));
        }
        Fingerprint fingerprint = Fingerprint.ofTexts(from);
        if (fingerprint.lines() == 0) {
            throw nothing(from);
        }
        ModelFiles files = modelOptions.files();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("texts", fingerprint.sha256());
        facts.put("model", Fingerprint.of(files.model()));
        facts.put("tokenizer", Fingerprint.of(ByteBuffer.wrap(files.tokenizer())));
        facts.put("options", "runner %s, %s".formatted(runner, modelOptions.facts()));
        try (TextLines lines = open(from)) {
            Resumption note = Resumption.begin(to, facts);
            try (TextVectors encoder = encoder(files, err)) {
                EmptyTexts empty = new EmptyTexts(err);
                new FileOfVectors(to, lines, fingerprint.lines(), empty::check, err).write(encoder);
            }
            note.end();
        }
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

    /** What runs a model. */
    enum Runner {
        BERT,
        ONNX
    }

    /** Texts that are there already: they are embedded in one call. */
    private static final class Batch {
        private static final int MOST = 64;

        /** Characters that wait at most before they are embedded. */
        private static final int MOST_CHARACTERS = 1 << 20;

        private final TextVectors encoder;
        private final JsonLines out;
        private final EmptyTexts empty;
        private final List<String> waiting = new ArrayList<>();
        private long characters;

        Batch(TextVectors encoder, JsonLines out, EmptyTexts empty) {
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
