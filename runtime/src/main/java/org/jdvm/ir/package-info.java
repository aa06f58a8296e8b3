/** The graph of an operator: the table of operations, typed nodes over symbolic shapes, and the builder that infers both. */
@NullMarked
package org.jdvm.ir;

import org.jspecify.annotations.NullMarked;
