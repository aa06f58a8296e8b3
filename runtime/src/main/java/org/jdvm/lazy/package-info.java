/** Recorded operations of lazy tensors: what they read, the shapes they give, and how many of them become one graph. */
@NullMarked
package org.jdvm.lazy;

import org.jspecify.annotations.NullMarked;
