/** The tasks of KernelBench (Ouyang et al., 2025), levels 1 and 2, as operators, against results of PyTorch. */
@NullMarked
package org.jdvm.examples.kernelbench;

import org.jspecify.annotations.NullMarked;
