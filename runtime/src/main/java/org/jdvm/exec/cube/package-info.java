/** The cube unit of a core: operands of products, groups of them, and what a mask leaves out. */
@NullMarked
package org.jdvm.exec.cube;

import org.jspecify.annotations.NullMarked;
