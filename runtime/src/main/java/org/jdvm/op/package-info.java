/** Operations with a separate routine, one file each: scans and searches along one axis. */
@NullMarked
package org.jdvm.op;

import org.jspecify.annotations.NullMarked;
