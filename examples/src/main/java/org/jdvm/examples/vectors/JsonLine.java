package org.jdvm.examples.vectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jdvm.examples.encoder.Embedding;

/** An embedding as one JSON object: {@code {"text":...,"tokens":N,"embedding":[...]}}. */
public final class JsonLine {
    private final JsonFactory json = new JsonFactory();

    /** Creates a writer of lines. */
    public JsonLine() {}

    /**
     * {@return the object}
     *
     * @param text the text
     * @param embedding its embedding
     */
    public String of(String text, Embedding embedding) {
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
        return line.toString();
    }
}
