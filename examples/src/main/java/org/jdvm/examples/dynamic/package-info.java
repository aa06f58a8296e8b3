/** Programs whose control flow depends on data: ordinary Java over tensors, captured and fused while it runs. */
@NullMarked
package org.jdvm.examples.dynamic;

import org.jspecify.annotations.NullMarked;
