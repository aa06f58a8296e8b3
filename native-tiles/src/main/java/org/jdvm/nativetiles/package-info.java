/** Products of 8-bit integers by the dot-product instructions of x86-64 processors: an assembler, kernels, and the checks before their first use. */
@NullMarked
package org.jdvm.nativetiles;

import org.jspecify.annotations.NullMarked;
