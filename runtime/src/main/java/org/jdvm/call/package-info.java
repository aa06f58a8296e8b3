/** Operators and the engine that runs them: programs by sizes, working memory, what the build made. */
@NullMarked
package org.jdvm.call;

import org.jspecify.annotations.NullMarked;
