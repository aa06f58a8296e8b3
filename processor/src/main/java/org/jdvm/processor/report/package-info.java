/** The fusion report: what became of each operator, as JSON and as a page. */
@NullMarked
package org.jdvm.processor.report;

import org.jspecify.annotations.NullMarked;
