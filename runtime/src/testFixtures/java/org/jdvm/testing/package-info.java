/** Inputs, graphs and expected numbers that tests of several packages share. */
@NullMarked
package org.jdvm.testing;

import org.jspecify.annotations.NullMarked;
