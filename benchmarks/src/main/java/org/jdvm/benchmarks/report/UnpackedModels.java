package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jdvm.benchmarks.peer.OnnxFile;
import org.jspecify.annotations.Nullable;

/** A folder with files of models, which is deleted at the end. */
final class UnpackedModels implements AutoCloseable {
    private final Path folder;

    UnpackedModels() throws IOException {
        folder = Files.createTempDirectory("onnx-models");
    }

    Path folder() {
        return folder;
    }

    /** {@return the file of a model; null if its jar is not there, which is said on standard error} */
    @SuppressWarnings("SystemOut") // this is how a program says it
    @Nullable
    Path unpack(OnnxFile model) throws IOException {
        Path file = model.unpack(folder);
        if (file == null) {
            System.err.printf("%s: %s; fetch it with %s%n", model.name(), Measure.LEFT_OUT, model.fetch());
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
