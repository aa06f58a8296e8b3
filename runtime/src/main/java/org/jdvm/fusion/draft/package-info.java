/** Kernels under construction: axes, indices, layouts, and what may be read where. */
@NullMarked
package org.jdvm.fusion.draft;

import org.jspecify.annotations.NullMarked;
