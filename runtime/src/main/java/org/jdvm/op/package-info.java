/** Operations with a routine of their own, one file each: scans and searches along one axis. */
@NullMarked
package org.jdvm.op;

import org.jspecify.annotations.NullMarked;
