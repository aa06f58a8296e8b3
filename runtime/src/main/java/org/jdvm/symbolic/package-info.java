/** Sizes known only at run time: exact integer expressions over symbols, and what can be proved about them from facts. */
@NullMarked
package org.jdvm.symbolic;

import org.jspecify.annotations.NullMarked;
