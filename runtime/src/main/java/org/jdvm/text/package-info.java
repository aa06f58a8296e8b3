/** What all text forms have in common. */
@NullMarked
package org.jdvm.text;

import org.jspecify.annotations.NullMarked;
