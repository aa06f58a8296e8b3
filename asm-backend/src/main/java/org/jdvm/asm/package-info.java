/** The back end that turns hot bytecode into JVM classes. */
@NullMarked
package org.jdvm.asm;

import org.jspecify.annotations.NullMarked;
