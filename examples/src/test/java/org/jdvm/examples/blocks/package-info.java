/** Parts of models as operators: attention, sequences, images, losses, quantization, integers. */
@NullMarked
package org.jdvm.examples.blocks;

import org.jspecify.annotations.NullMarked;
