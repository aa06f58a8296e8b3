package org.jdvm.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.onnx.file.SafeTensors;

/**
 * A model as Java source: a class of operators with its loader, a program that runs it, and the weights.
 *
 * @param files text of files by their path in a project, with slashes
 * @param weightsPath the path of the weights file
 * @param weights its tensors by name
 */
public record OnnxSource(Map<String, String> files, String weightsPath, Map<String, Tensor> weights) {
    /** Keeps copies of the maps, in their order. */
    public OnnxSource {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /**
     * Writes the files.
     *
     * @param folder the folder of the project; made if it is not there
     * @throws JdvmException if a file cannot be written
     */
    public void write(Path folder) {
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            Path path = folder.resolve(weightsPath);
            Files.createDirectories(path.getParent());
            SafeTensors.write(path, weights);
        } catch (IOException e) {
            throw new JdvmException("source cannot be written to %s: %s".formatted(folder, e), e);
        }
    }
}
