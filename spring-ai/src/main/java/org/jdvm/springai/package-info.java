/** Models of Spring AI that run in this virtual machine, and their auto-configuration. */
@NullMarked
package org.jdvm.springai;

import org.jspecify.annotations.NullMarked;
