/** The same work for jdvm and for ONNX Runtime: graphs written for it, sessions that run them, pairs that agree. */
@NullMarked
package org.jdvm.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
