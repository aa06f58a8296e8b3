package org.jdvm.examples.vectors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jdvm.examples.encoder.Embedding;
import org.jdvm.examples.io.InputException;
import org.jspecify.annotations.Nullable;

/**
 * A file of vectors, one for each text, in their order. Its length tells how many are there: what follows the last whole group of texts is written
 * once more, so that a file has the same bytes whether it was interrupted or not.
 */
public abstract sealed class VectorFile implements Closeable permits NpyVectors, JsonVectors {
    private final Path path;
    private final FileChannel channel;
    private long rows;

    VectorFile(Path path) {
        this.path = path;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /**
     * {@return whether files of this name can be written}
     *
     * @param path the file
     */
    public static boolean isKnown(Path path) {
        return path.toString().endsWith(".npy") || path.toString().endsWith(".jsonl");
    }

    /**
     * Opens a file, which is made if there is none, and cuts it to whole groups.
     *
     * @param path the file; its name ends with {@code .npy} or {@code .jsonl}
     * @param texts how many texts there are
     * @param dimension how many elements vectors have
     * @param group how many texts are a group
     * @return the file, to be closed by the caller
     */
    public static VectorFile open(Path path, long texts, int dimension, int group) {
        VectorFile file =
                path.toString().endsWith(".npy") ? new NpyVectors(path, texts, dimension) : new JsonVectors(path);
        try {
            file.lock();
            file.rows = file.cut(file.channel, texts, group);
            return file;
        } catch (IOException | RuntimeException e) {
            file.closeAfter(e);
            throw e instanceof IOException io ? unwritable(path, io) : (RuntimeException) e;
        }
    }

    private void lock() throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Of another thread: refused as that of another process is.
        }
        if (lock == null) {
            throw new InputException("%s is being written by another run".formatted(path));
        }
    }

    private void closeAfter(Exception failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Cuts the file to the vectors that stay, with what comes before them, and goes to its end; {@return how many there are} */
    abstract long cut(FileChannel file, long texts, int group) throws IOException;

    /** {@return how some vectors are written} */
    abstract ByteBuffer bytes(List<String> texts, List<Embedding> embeddings);

    /** {@return how many vectors stay of those that are there} */
    static long kept(long there, long texts, int group) {
        return there == texts ? there : there / group * group;
    }

    /** {@return how many vectors are in the file} */
    public final long rows() {
        return rows;
    }

    /**
     * Writes vectors after those that are there.
     *
     * @param texts the texts
     * @param embeddings their vectors
     */
    public final void write(List<String> texts, List<Embedding> embeddings) {
        try {
            write(channel, bytes(texts, embeddings));
            rows += texts.size();
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** Waits until all that was written is on the disk. */
    public final void force() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    static InputException unwritable(Path path, @Nullable IOException cause) {
        return new InputException(
                "cannot write %s: %s".formatted(path, cause == null ? "" : cause.getMessage()), cause);
    }

    @Override
    public final void close() throws IOException {
        channel.close();
    }
}
