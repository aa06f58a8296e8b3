/** The rules of fusion, one file each. */
@NullMarked
package org.jdvm.fusion.rule;

import org.jspecify.annotations.NullMarked;
