package org.jdvm.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import org.jdvm.examples.encoder.ActivationPrecision;
import org.jdvm.examples.encoder.ModelFiles;
import org.jdvm.examples.encoder.Pooling;
import org.jdvm.examples.encoder.SentenceEncoder;
import org.jdvm.examples.encoder.WeightPrecision;
import org.jdvm.examples.io.InputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose a sentence encoder. */
final class ModelOptions {
    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "An ONNX file of an encoder (default: all-MiniLM-L6-v2, which comes with the program).")
    @Nullable
    Path model;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "The model's tokenizer.json (default: the one next to the model).")
    @Nullable
    Path tokenizer;

    @Option(
            names = "--heads",
            paramLabel = "N",
            description = "The number of attention heads, for models that do not tell it.")
    @Nullable
    Integer heads;

    @Option(
            names = "--pooling",
            defaultValue = "mean",
            paramLabel = "KIND",
            description = "How a text's vector is made of its tokens' vectors: mean, or cls for the first token's "
                    + "(default: ${DEFAULT-VALUE}).")
    Pooling pooling = Pooling.MEAN;

    @Option(
            names = "--weights",
            defaultValue = "f32",
            paramLabel = "PRECISION",
            description = "How exactly the model's matrices are kept: ${COMPLETION-CANDIDATES}; narrow ones take less "
                    + "memory, and less time for short texts (default: ${DEFAULT-VALUE}).")
    WeightPrecision weights = WeightPrecision.F32;

    @Option(
            names = "--activations",
            defaultValue = "f32",
            paramLabel = "PRECISION",
            description = "How exactly the numbers between layers are multiplied: ${COMPLETION-CANDIDATES}; bf16 "
                    + "needs --weights bf16, int8 needs --weights int8; less exact ones take less time where the "
                    + "processor has instructions for them (default: ${DEFAULT-VALUE}).")
    ActivationPrecision activations = ActivationPrecision.F32;

    /** Reads the chosen model. */
    SentenceEncoder open(PrintWriter err) {
        return open(files(), err);
    }

    /** Makes the encoder of files. */
    SentenceEncoder open(ModelFiles files, PrintWriter err) {
        return SentenceEncoder.open(
                files,
                heads == null ? OptionalInt.empty() : OptionalInt.of(heads),
                weights,
                activations,
                pooling,
                warning -> err.println("jdvm: warning: " + warning));
    }

    /** {@return whether an option is given that changes how a BERT model is read} */
    boolean isForBert() {
        return heads != null || weights != WeightPrecision.F32 || activations != ActivationPrecision.F32;
    }

    /** {@return what vectors depend on but for the files} */
    String facts() {
        return "pooling %s, heads %s, weights %s, activations %s"
                .formatted(pooling, heads == null ? "as in the model" : heads, weights, activations);
    }

    /** Opens the chosen files. */
    ModelFiles files() {
        if (!activations.fits(weights)) {
            String name = activations.name().toLowerCase(Locale.ROOT);
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--activations %s needs --weights %s, not --weights %s"
                            .formatted(name, name, weights.name().toLowerCase(Locale.ROOT)));
        }
        if (model == null) {
            if (tokenizer != null) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--tokenizer is given without --model: give both, or neither");
            }
            return ModelFiles.bundled();
        }
        if (Files.isDirectory(model)) {
            throw new InputException("model %s is a directory; give the .onnx file in it".formatted(model));
        }
        Path tokenizerFile = tokenizer != null ? tokenizer : model.resolveSibling("tokenizer.json");
        if (tokenizer == null && Files.exists(model) && !Files.exists(tokenizerFile)) {
            throw new InputException(
                    "there is no %s next to the model; name it with --tokenizer".formatted(tokenizerFile));
        }
        return ModelFiles.read(model, tokenizerFile);
    }
}
