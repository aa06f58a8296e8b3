/** The API of jdvm: tensors, operators on them, and the machine that runs them. */
@NullMarked
package org.jdvm;

import org.jspecify.annotations.NullMarked;
