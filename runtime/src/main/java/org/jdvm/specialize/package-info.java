/** Specialisation: a plan and the sizes of a call become bytecode, in microseconds. */
@NullMarked
package org.jdvm.specialize;

import org.jspecify.annotations.NullMarked;
