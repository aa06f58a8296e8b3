package org.jdvm.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jdvm.JdvmException;
import org.jdvm.examples.io.InputException;
import org.jdvm.onnx.OnnxModel;
import org.jdvm.onnx.OnnxSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the model of an ONNX file as Java source. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the model of an ONNX file as Java source: operators, a loader of weights, and a program.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with the reason on standard error", "2:called with wrong arguments"})
final class ImportCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file.")
    @Nullable
    Path file;

    @Option(names = "--package", required = true, paramLabel = "NAME", description = "The package of the classes.")
    String packageName = "";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the project is written.")
    @Nullable
    Path folder;

    @Option(names = "--name", paramLabel = "NAME", description = "The name of the class (default: that of the file).")
    @Nullable
    String className;

    @Option(
            names = "--dims",
            split = ",",
            paramLabel = "NAME=SIZE",
            description = "Sizes of inputs that are always the same: height=48. Others are those of each call.")
    Map<String, Integer> dims = Map.of();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path path = Objects.requireNonNull(file);
        Path target = Objects.requireNonNull(folder);
        if (!Files.exists(path)) {
            throw new InputException("there is no model file %s".formatted(path));
        }
        String name = className == null ? nameOf(path) : className;
        OnnxSource source;
        try {
            source = OnnxModel.read(path).toSource(packageName, name, dims);
            source.write(target);
        } catch (JdvmException e) {
            throw new InputException(e.getMessage(), e);
        }
        source.files()
                .forEach((file, text) -> out.printf(
                        "%s: %d lines%n", target.resolve(file), text.lines().count()));
        out.printf(
                "%s: %d tensors%n",
                target.resolve(source.weightsPath()), source.weights().size());
        return 0;
    }

    private static String nameOf(Path path) {
        StringBuilder name = new StringBuilder();
        for (String word :
                path.getFileName().toString().replaceAll("\\.onnx$", "").split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) {
                name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "Model" + name : name.toString();
    }
}
