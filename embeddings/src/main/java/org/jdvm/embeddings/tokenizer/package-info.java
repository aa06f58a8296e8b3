/** Turns texts into tokens as a {@code tokenizer.json} file says. */
@NullMarked
package org.jdvm.embeddings.tokenizer;

import org.jspecify.annotations.NullMarked;
