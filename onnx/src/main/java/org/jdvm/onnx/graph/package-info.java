/** Graphs of a model made ready to run: names resolved to numbered places, constants folded. */
@NullMarked
package org.jdvm.onnx.graph;

import org.jspecify.annotations.NullMarked;
