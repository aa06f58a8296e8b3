/** Proves that a program can run; files, whose programs are proved when they are read. */
@NullMarked
package org.jdvm.bytecode.verify;

import org.jspecify.annotations.NullMarked;
