/** A BERT sentence encoder written as operators, and the reading of its weights. */
@NullMarked
package org.jdvm.examples.encoder;

import org.jspecify.annotations.NullMarked;
