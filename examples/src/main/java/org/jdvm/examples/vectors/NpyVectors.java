package org.jdvm.examples.vectors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jdvm.examples.encoder.Embedding;

/** Vectors as one matrix {@code [texts, dimension]} of f32 in the format of NumPy. Its header has the number of all texts from the start on. */
final class NpyVectors extends VectorFile {
    private static final int HEADER = 128;

    private final long texts;
    private final int dimension;

    NpyVectors(Path path, long texts, int dimension) {
        super(path);
        this.texts = texts;
        this.dimension = dimension;
    }

    @Override
    long cut(FileChannel file, long all, int group) throws IOException {
        long row = (long) Float.BYTES * dimension;
        long rows = kept(Math.max(0, file.size() - HEADER) / row, all, group);
        if (file.size() < HEADER) {
            file.truncate(0);
            write(file, header());
        }
        file.truncate(HEADER + rows * row);
        file.position(HEADER + rows * row);
        return rows;
    }

    private ByteBuffer header() {
        String fields = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(texts, dimension);
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        header.putShort((short) (HEADER - 10));
        header.put(fields.getBytes(StandardCharsets.US_ASCII));
        while (header.remaining() > 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').flip();
    }

    @Override
    ByteBuffer bytes(List<String> some, List<Embedding> embeddings) {
        ByteBuffer rows =
                ByteBuffer.allocate(Float.BYTES * dimension * some.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Embedding embedding : embeddings) {
            for (float value : embedding.vector()) {
                rows.putFloat(value);
            }
        }
        return rows.flip();
    }
}
