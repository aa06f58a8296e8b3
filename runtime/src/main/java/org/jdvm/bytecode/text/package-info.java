/** The text form of programs, and the document of the instruction set. */
@NullMarked
package org.jdvm.bytecode.text;

import org.jspecify.annotations.NullMarked;
