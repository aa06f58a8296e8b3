/**
 * Machines as data: the sizes and limits that fusion, specialisation, verification and execution read, and when their programs become
 * JVM classes.
 */
@NullMarked
package org.jdvm.machine;

import org.jspecify.annotations.NullMarked;
