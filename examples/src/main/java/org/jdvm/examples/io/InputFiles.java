package org.jdvm.examples.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens and reads the files a user names. */
public final class InputFiles {
    private InputFiles() {}

    /**
     * Reads a whole file.
     *
     * @param path the file
     * @param what what the file is for, as the message names it: "model", "tokenizer", ...
     * @return its bytes
     */
    public static byte[] readAll(Path path, String what) {
        requireFile(path, what);
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw unreadable(path, what, e);
        } catch (OutOfMemoryError e) {
            throw new InputException("%s %s is too large to be read into memory".formatted(what, path), e);
        }
    }

    /**
     * Shows a whole file as memory: nothing is read before it is accessed. What is not a plain file is read.
     *
     * @param path the file; it must not change as long as the memory is used
     * @param what what the file is for, as the message names it
     * @return its bytes, not to be written
     */
    public static ByteBuffer map(Path path, String what) {
        if (!Files.isRegularFile(path)) {
            return ByteBuffer.wrap(readAll(path, what));
        }
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new InputException("%s %s has %d bytes; at most %d can be read"
                        .formatted(what, path, channel.size(), Integer.MAX_VALUE));
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        } catch (IOException e) {
            throw unreadable(path, what, e);
        }
    }

    /**
     * Opens a file for reading.
     *
     * @param path the file
     * @param what what the file is for, as the message names it
     * @return the open stream, the caller closes it
     */
    public static InputStream open(Path path, String what) {
        requireFile(path, what);
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw unreadable(path, what, e);
        }
    }

    /**
     * Turns a failure to read into the message the user sees.
     *
     * @param source the file, or another name of what was read
     * @param what what it is for
     * @param cause what happened
     * @return the exception to throw
     */
    public static InputException unreadable(Object source, String what, IOException cause) {
        String reason = switch (cause) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(cause.getMessage());
        };
        return new InputException("cannot read %s %s: %s".formatted(what, source, reason), cause);
    }

    private static void requireFile(Path path, String what) {
        if (Files.isDirectory(path)) {
            throw new InputException("%s %s is a directory; a file is needed".formatted(what, path));
        }
    }
}
