/** Reading the tensors and the nodes of an ONNX model file. */
@NullMarked
package org.jdvm.examples.onnx;

import org.jspecify.annotations.NullMarked;
