/** Stand-ins for the public API, for sources that the tests compile. */
@NullMarked
package org.jdvm;

import org.jspecify.annotations.NullMarked;
