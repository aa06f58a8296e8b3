package org.jdvm.examples.cli;

import java.io.PrintWriter;
import org.jdvm.examples.encoder.Embedding;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.vectors.JsonLine;

/** Writes embeddings as one JSON object a line. */
final class JsonLines {
    private final JsonLine line = new JsonLine();
    private final PrintWriter out;

    JsonLines(PrintWriter out) {
        this.out = out;
    }

    /** Writes one line and flushes it, so that a reader at the other end of a pipe can go on. */
    void write(String text, Embedding embedding) {
        out.print(line.of(text, embedding));
        out.print('\n');
        if (out.checkError()) {
            throw new InputException("cannot write to standard output: it was closed, or the disk is full");
        }
    }
}
