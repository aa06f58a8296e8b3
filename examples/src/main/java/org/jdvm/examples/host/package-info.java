/** What the CPU is on which a program runs, and what it can do at most. */
@NullMarked
package org.jdvm.examples.host;

import org.jspecify.annotations.NullMarked;
