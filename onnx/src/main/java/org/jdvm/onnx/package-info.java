/** Runs ONNX models on tensors of jdvm. */
@NullMarked
package org.jdvm.onnx;

import org.jspecify.annotations.NullMarked;
