/** A small typed layer over ASM: expressions that emit themselves and print as Java, and a writer for methods made of them. */
@NullMarked
package org.jdvm.asm.code;

import org.jspecify.annotations.NullMarked;
