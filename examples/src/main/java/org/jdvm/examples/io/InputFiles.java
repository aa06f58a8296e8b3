package org.jdvm.examples.io;

import java.io.IOException;
import java.io.InputStream;
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
