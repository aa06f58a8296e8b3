/** Semantic search over Javadoc. */
@NullMarked
package org.jdvm.examples.search;

import org.jspecify.annotations.NullMarked;
