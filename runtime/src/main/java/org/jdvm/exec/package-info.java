/** The host-side NPU model: cores, local buffers, and the execution of DVM bytecode over them. */
@NullMarked
package org.jdvm.exec;

import org.jspecify.annotations.NullMarked;
