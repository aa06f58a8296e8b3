/** Between tensors in memory and the local buffer of a core: loads, stores, moves, look-ups, rows for routines. */
@NullMarked
package org.jdvm.exec.memory;

import org.jspecify.annotations.NullMarked;
