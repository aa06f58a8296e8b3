/** Writes vector forms, tile loops and their dispatch from a description of elementwise functions in plain Java. */
@NullMarked
package org.jdvm.lanes;

import org.jspecify.annotations.NullMarked;
