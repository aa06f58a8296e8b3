/** Elementwise functions lane by lane, the loops made from them, and which routines have their vector form ready. */
@NullMarked
package org.jdvm.exec.lane;

import org.jspecify.annotations.NullMarked;
