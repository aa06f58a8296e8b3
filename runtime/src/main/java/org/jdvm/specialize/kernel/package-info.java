/** A kernel at given sizes: its axes, values, schedule and local buffer. */
@NullMarked
package org.jdvm.specialize.kernel;

import org.jspecify.annotations.NullMarked;
