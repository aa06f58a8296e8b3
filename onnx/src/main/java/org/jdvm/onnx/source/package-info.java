/** Java source from a model: traces its steps at several sizes, finds what repeats, and prints operators. */
@NullMarked
package org.jdvm.onnx.source;

import org.jspecify.annotations.NullMarked;
