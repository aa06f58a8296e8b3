/** JMH benchmarks of jdvm and of the peers it is measured against. */
@NullMarked
package org.jdvm.benchmarks;

import org.jspecify.annotations.NullMarked;
