/** Passes that bring graphs into a canonical form: less to compute, and fewer ways to say the same, before kernels are planned. */
@NullMarked
package org.jdvm.ir.passes;

import org.jspecify.annotations.NullMarked;
