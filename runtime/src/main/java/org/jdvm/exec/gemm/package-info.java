/** Kernels of matrix products on arrays, and the packed panels that they read. */
@NullMarked
package org.jdvm.exec.gemm;

import org.jspecify.annotations.NullMarked;
