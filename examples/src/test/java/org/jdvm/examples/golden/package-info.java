/** Reads results of other systems. */
@NullMarked
package org.jdvm.examples.golden;

import org.jspecify.annotations.NullMarked;
