/** Files of vectors that are written part by part, and go on where they were interrupted. */
@NullMarked
package org.jdvm.examples.vectors;

import org.jspecify.annotations.NullMarked;
