/** The messages of an ONNX file, read from memory without copying what is large. */
@NullMarked
package org.jdvm.onnx.proto;

import org.jspecify.annotations.NullMarked;
