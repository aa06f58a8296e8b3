/** Checks every operation of the table on every element type that it takes, in five stages, against the evaluator in double precision. */
@NullMarked
package org.jdvm.check;

import org.jspecify.annotations.NullMarked;
