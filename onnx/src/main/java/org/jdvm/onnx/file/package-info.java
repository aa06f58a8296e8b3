/** Files of tensors: npy and safetensors. */
@NullMarked
package org.jdvm.onnx.file;

import org.jspecify.annotations.NullMarked;
