/** Generates texts with a decoder, token by token: what was read is remembered as keys and values that are appended in place. */
@NullMarked
package org.jdvm.examples.generate;

import org.jspecify.annotations.NullMarked;
