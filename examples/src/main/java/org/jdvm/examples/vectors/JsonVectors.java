package org.jdvm.examples.vectors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jdvm.examples.encoder.Embedding;

/** Vectors as lines of JSON, with their texts. */
final class JsonVectors extends VectorFile {
    private final JsonLine lines = new JsonLine();

    JsonVectors(Path path) {
        super(path);
    }

    @Override
    long cut(FileChannel file, long texts, int group) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(1 << 16);
        long rows = 0;
        long end = 0;
        long kept = 0;
        for (long start = 0; file.read(block.clear(), start) > 0; start += block.position()) {
            for (int i = 0; i < block.position(); i++) {
                if (block.get(i) == '\n') {
                    rows++;
                    if (kept(rows, texts, group) == rows) {
                        kept = rows;
                        end = start + i + 1;
                    }
                }
            }
        }
        file.truncate(end);
        file.position(end);
        return kept;
    }

    @Override
    ByteBuffer bytes(List<String> texts, List<Embedding> embeddings) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            all.append(lines.of(texts.get(i), embeddings.get(i))).append('\n');
        }
        return ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
