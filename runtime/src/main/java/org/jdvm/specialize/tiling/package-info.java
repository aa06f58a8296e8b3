/** How large the tiles of a kernel are, by what they cost. */
@NullMarked
package org.jdvm.specialize.tiling;

import org.jspecify.annotations.NullMarked;
