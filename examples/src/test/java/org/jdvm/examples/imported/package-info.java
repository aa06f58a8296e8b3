/** Models of ONNX files as Java source: compiled, run and compared. */
@NullMarked
package org.jdvm.examples.imported;

import org.jspecify.annotations.NullMarked;
