package org.jdvm.examples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jdvm.examples.encoder.Embedding;
import org.jdvm.examples.io.InputException;

/** Writes embeddings as one JSON object a line. */
final class JsonLines {
    private final JsonFactory json = new JsonFactory();
    private final PrintWriter out;

    JsonLines(PrintWriter out) {
        this.out = out;
    }

    /** Writes one line and flushes it, so that a reader at the other end of a pipe can go on. */
    void write(String text, Embedding embedding) {
        StringWriter line = new StringWriter();
        try (JsonGenerator generator = json.createGenerator(line)) {
            generator.writeStartObject();
            generator.writeStringField("text", text);
            generator.writeNumberField("tokens", embedding.tokens());
            generator.writeArrayFieldStart("embedding");
            for (float value : embedding.vector()) {
                generator.writeNumber(value);
            }
            generator.writeEndArray();
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.print(line);
        out.print('\n');
        if (out.checkError()) {
            throw new InputException("cannot write to standard output: it was closed, or the disk is full");
        }
    }
}
