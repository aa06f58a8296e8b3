/** What users write in their source: operators, the dims of their tensors and element types. */
@NullMarked
package org.jdvm.annotations;

import org.jspecify.annotations.NullMarked;
