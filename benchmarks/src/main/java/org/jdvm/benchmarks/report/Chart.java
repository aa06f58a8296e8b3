package org.jdvm.benchmarks.report;

/** A picture of a table. */
sealed interface Chart permits HeatMap, RatioChart {
    /** The picture. */
    String svg();
}
