/** Arrays behind tensors: allocation, strides, copies, conversion. */
@NullMarked
package org.jdvm.storage;

import org.jspecify.annotations.NullMarked;
