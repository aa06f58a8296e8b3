package org.jdvm;

/**
 * What a {@link Dvm} has done so far.
 *
 * @param launches programs run
 * @param sections kernels run
 * @param tasks tiles of work handed to cores
 * @param cacheHits calls whose sizes were known
 * @param evictions programs evicted because a cache was full
 * @param specialisations calls whose sizes were new
 * @param medianNanos median time to specialise an operator, in nanoseconds, over the latest 8192
 * @param p99Nanos 99th percentile of it
 * @param longestNanos the longest of all
 */
public record DvmStatistics(
        long launches,
        long sections,
        long tasks,
        long cacheHits,
        long evictions,
        long specialisations,
        long medianNanos,
        long p99Nanos,
        long longestNanos) {}
