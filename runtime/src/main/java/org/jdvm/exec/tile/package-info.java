/** Routines of tiles in the local buffer: elementwise functions, selections, casts, reductions. */
@NullMarked
package org.jdvm.exec.tile;

import org.jspecify.annotations.NullMarked;
