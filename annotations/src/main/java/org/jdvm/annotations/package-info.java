/** What stands in a user's source: operators, the dims of their tensors and element types. */
@NullMarked
package org.jdvm.annotations;

import org.jspecify.annotations.NullMarked;
