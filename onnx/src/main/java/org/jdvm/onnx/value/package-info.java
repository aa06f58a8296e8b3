/** Values while a model runs: tensors, numbers that are known on the host, and sequences. */
@NullMarked
package org.jdvm.onnx.value;

import org.jspecify.annotations.NullMarked;
