/** Fusion: cuts a graph into kernels over symbolic iteration spaces, by rules that say why. */
@NullMarked
package org.jdvm.fusion;

import org.jspecify.annotations.NullMarked;
