/** Embeds texts with ONNX models. */
@NullMarked
package org.jdvm.embeddings;

import org.jspecify.annotations.NullMarked;
