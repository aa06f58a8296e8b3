/** Runs all benchmarks in one go, keeps what was measured, and writes tables and charts of it into the documentation. */
@NullMarked
package org.jdvm.benchmarks.report;

import org.jspecify.annotations.NullMarked;
