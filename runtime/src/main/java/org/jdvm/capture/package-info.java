/** Recorded operations of lazy tensors: what they read, the shapes they give, and how many of them become one graph. */
@NullMarked
package org.jdvm.capture;

import org.jspecify.annotations.NullMarked;
