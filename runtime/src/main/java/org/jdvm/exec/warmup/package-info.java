/** Makes the vector forms of routines ready. */
@NullMarked
package org.jdvm.exec.warmup;

import org.jspecify.annotations.NullMarked;
