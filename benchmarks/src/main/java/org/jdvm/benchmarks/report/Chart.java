package org.jdvm.benchmarks.report;

/** A picture of a table. */
sealed interface Chart permits HeatMap, RatioChart, TimeChart {
    /** The picture. */
    String svg();

    /** How it reads. */
    default String sense() {
        return Svg.SENSE;
    }
}
