package org.jdvm.examples.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream line by line as strict UTF-8, so that a file in another encoding is refused at its line and not
 * embedded as noise.
 */
public final class TextLines implements Closeable {
    private final InputStream in;
    private final String source;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long number;

    /**
     * Starts at the first line.
     *
     * @param in the bytes; closed with this reader
     * @param source the name messages give the stream
     */
    public TextLines(InputStream in, String source) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.source = source;
    }

    /**
     * Reads the next line.
     *
     * @return the line without its terminator (line feed, or carriage return and line feed), or null at the end
     */
    public @Nullable String next() {
        bytes.reset();
        int b;
        try {
            b = in.read();
            if (b < 0) {
                return null;
            }
            while (b >= 0 && b != '\n') {
                bytes.write(b);
                b = in.read();
            }
        } catch (IOException e) {
            throw InputFiles.unreadable(source, "text file", e);
        }
        number++;
        String line = decode();
        if (number == 1 && line.startsWith("\uFEFF")) {
            line = line.substring(1);
        }
        return b == '\n' && line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /**
     * Whether there is more to read at once.
     *
     * @return false if the next line would have to be waited for, or if this is the end
     */
    public boolean isReady() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw InputFiles.unreadable(source, "text file", e);
        }
    }

    private String decode() {
        try {
            return decoder.decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            throw new InputException(
                    "%s, line %d is not UTF-8; convert the file to UTF-8 first".formatted(source, number), e);
        }
    }

    /**
     * The number of the line read last.
     *
     * @return the number, from 1; 0 before the first line
     */
    public long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
