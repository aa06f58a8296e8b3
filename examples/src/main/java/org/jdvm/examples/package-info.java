/** Runnable programs built on jdvm, the sentence encoder first. */
@NullMarked
package org.jdvm.examples;

import org.jspecify.annotations.NullMarked;
