/** What routines see of a core and of a launch. */
@NullMarked
package org.jdvm.exec.state;

import org.jspecify.annotations.NullMarked;
