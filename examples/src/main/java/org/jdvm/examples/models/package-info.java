/** Models of common sizes with weights made from their names, for measuring. */
@NullMarked
package org.jdvm.examples.models;

import org.jspecify.annotations.NullMarked;
