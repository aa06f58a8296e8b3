package org.jdvm.onnx.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jdvm.JdvmException;

/** Writing of files. */
final class TensorFiles {
    private TensorFiles() {}

    static void write(Path path, ByteBuffer... parts) {
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (ByteBuffer part : parts) {
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
        } catch (IOException e) {
            throw new JdvmException("%s cannot be written: %s".formatted(path, e), e);
        }
    }
}
