/** Reads the bodies of operators: what both front ends share, and the one that reads class files. */
@NullMarked
package org.jdvm.front;

import org.jspecify.annotations.NullMarked;
