/** Common layers as operators: what a first operator looks like. */
@NullMarked
package org.jdvm.examples.layers;

import org.jspecify.annotations.NullMarked;
