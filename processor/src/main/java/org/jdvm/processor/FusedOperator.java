package org.jdvm.processor;

import java.util.List;
import org.jdvm.fusion.Miss;
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
record FusedOperator(Template template, Plan plan, List<Miss> misses, List<Miss> warned, AssumedSizes sizes) {
    FusedOperator {
        misses = List.copyOf(misses);
        warned = List.copyOf(warned);
    }
}
