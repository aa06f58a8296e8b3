/** The commands. */
@NullMarked
package org.jdvm.examples.cli;

import org.jspecify.annotations.NullMarked;
