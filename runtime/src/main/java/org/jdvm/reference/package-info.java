/** A plain evaluator of graphs in double precision: the oracle against which every faster path is tested. */
@NullMarked
package org.jdvm.reference;

import org.jspecify.annotations.NullMarked;
