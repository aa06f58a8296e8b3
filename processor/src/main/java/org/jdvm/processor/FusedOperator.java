package org.jdvm.processor;

import java.util.List;
import org.jdvm.fusion.MissedFusion;
import org.jdvm.fusion.Plan;

/**
 * An operator and what becomes of it.
 *
 * @param template the operator
 * @param plan its kernels
 * @param misses what was not fused
 * @param warned those that the author was told
 * @param sizes the sizes that estimates assume
 */
record FusedOperator(
        CompiledOperator template,
        Plan plan,
        List<MissedFusion> misses,
        List<MissedFusion> warned,
        AssumedSizes sizes) {
    FusedOperator {
        misses = List.copyOf(misses);
        warned = List.copyOf(warned);
    }
}
