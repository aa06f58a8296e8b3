/** The annotation processor that turns operator methods into templates for any shape. */
@NullMarked
package org.jdvm.processor;

import org.jspecify.annotations.NullMarked;
