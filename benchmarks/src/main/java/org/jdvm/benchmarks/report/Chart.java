package org.jdvm.benchmarks.report;

/** A picture of a table. */
sealed interface Chart permits BarChart, HeatMap {
    /** What it shows. */
    String title();

    /** The picture. */
    String svg();
}
