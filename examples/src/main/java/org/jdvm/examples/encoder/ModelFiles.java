package org.jdvm.examples.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.io.InputFiles;

/**
 * The two files of a sentence encoder.
 *
 * @param modelName the name messages give the model
 * @param model the ONNX file; neither to be changed nor moved in
 * @param tokenizerName the name messages give the tokenizer
 * @param tokenizer the bytes of its {@code tokenizer.json}; not to be changed
 */
public record ModelFiles(String modelName, ByteBuffer model, String tokenizerName, byte[] tokenizer) {
    private static final String BUNDLED = "all-minilm-l6-v2";

    /** Names a directory where the bundled files are unpacked: inflating them takes longer than everything else before the first answer. */
    private static final String UNPACKED = "jdvm.models";

    /**
     * Opens the files a user names.
     *
     * @param model an ONNX file
     * @param tokenizer a {@code tokenizer.json}
     * @return their contents
     */
    public static ModelFiles read(Path model, Path tokenizer) {
        byte[] tokenizerBytes = InputFiles.readAll(tokenizer, "tokenizer");
        return new ModelFiles(model.toString(), InputFiles.map(model, "model"), tokenizer.toString(), tokenizerBytes);
    }

    /**
     * Opens all-MiniLM-L6-v2, which comes with the program.
     *
     * @return its files
     */
    public static ModelFiles bundled() {
        String model = BUNDLED + ".onnx";
        String tokenizer = BUNDLED + "-tokenizer.json";
        String directory = System.getProperty(UNPACKED);
        return directory != null && Files.isRegularFile(Path.of(directory, model))
                ? new ModelFiles(
                        BUNDLED,
                        InputFiles.map(Path.of(directory, model), "model"),
                        tokenizer,
                        InputFiles.readAll(Path.of(directory, tokenizer), "tokenizer"))
                : new ModelFiles(BUNDLED, ByteBuffer.wrap(resource(model)), tokenizer, resource(tokenizer));
    }

    /** {@return the options that tell another virtual machine where the bundled files are unpacked, if they are} */
    public static List<String> options() {
        String directory = System.getProperty(UNPACKED);
        return directory == null ? List.of() : List.of("-D" + UNPACKED + "=" + directory);
    }

    private static byte[] resource(String name) {
        try (InputStream in = ModelFiles.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new InputException(
                        name + " is not on the class path; name the files with --model and --tokenizer");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw InputFiles.unreadable(name, "resource", e);
        }
    }
}
