/** Decides which sections run as JVM classes made from their bytecode, and finds the back end that makes them. */
@NullMarked
package org.jdvm.tier;

import org.jspecify.annotations.NullMarked;
