package org.jdvm.examples.encoder;

import java.util.List;

/** What turns texts into vectors. Safe for use by several threads. */
public interface TextVectors extends AutoCloseable {
    /**
     * {@return the vectors of texts, in the same order}
     *
     * @param texts the texts
     */
    List<Embedding> embedAll(List<String> texts);

    /** {@return how many elements vectors have} */
    int dimension();

    @Override
    void close();
}
