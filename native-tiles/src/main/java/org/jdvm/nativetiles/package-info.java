/** Products of 8-bit integers by integer instructions of x86-64 processors: an assembler, kernels, and the checks before their first use. */
@NullMarked
package org.jdvm.nativetiles;

import org.jspecify.annotations.NullMarked;
