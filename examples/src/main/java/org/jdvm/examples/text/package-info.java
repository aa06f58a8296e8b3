/** Turning text into the token ids a model was trained on. */
@NullMarked
package org.jdvm.examples.text;

import org.jspecify.annotations.NullMarked;
