/** DVM bytecode: the instruction set, programs, and their writer, reader, text form and verifier. */
@NullMarked
package org.jdvm.bytecode;

import org.jspecify.annotations.NullMarked;
