package org.jdvm.nativetiles;

import com.google.auto.service.AutoService;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.gemm.IntegerTilesProvider;
import org.jdvm.tier.DumpFolder;
import org.jspecify.annotations.Nullable;

/** Offers kernels of machine code where the host can run them and native access is enabled: those that pass their tests. */
@AutoService(IntegerTilesProvider.class)
public final class NativeTilesProvider implements IntegerTilesProvider {
    /** Nothing is done yet: {@link #offer} is what takes time. */
    public NativeTilesProvider() {}

    @Override
    public Offer offer() {
        DumpFolder folder = DumpFolder.fromProperty();
        return offer(HostReport.read(), set -> tested(folder, set));
    }

    @Override
    public Offer offerFloats() {
        DumpFolder folder = DumpFolder.fromProperty();
        return offerFloats(HostReport.read(), set -> tested(folder, set));
    }

    private static TestedKernels tested(DumpFolder folder, InstructionSet set) {
        // Before the test: it is its bytes that may be wrong.
        KernelDump.write(folder, set);
        return TestedKernels.of(set);
    }

    /**
     * What is offered for bfloat16 numbers: the kernels of the best instruction set, for all numbers of rows, if all of them pass, so that sums
     * do not depend on how rows are cut.
     *
     * @param tested gives the kernels of an instruction set
     */
    static Offer offerFloats(HostReport report, Function<InstructionSet, TestedKernels> tested) {
        List<InstructionSet> sets =
                report.sets().stream().filter(InstructionSet::isOfFloats).toList();
        List<String> refused = new ArrayList<>();
        for (InstructionSet set : sets) {
            TestedKernels kernels = tested.apply(set);
            refused.addAll(kernels.refused());
            if (kernels.refused().isEmpty()) {
                logRefused(refused);
                NativeTiles tiles = new NativeTiles(set, kernels);
                return new Offer.Ready(tiles, tiles.toString());
            }
        }
        logRefused(refused);
        if (!refused.isEmpty()) {
            return new Offer.Refused("kernels fail their test: " + refused.getFirst());
        }
        return new Offer.Refused(
                report.sets().isEmpty()
                        ? report.refusal()
                        : "there is neither AMX-BF16 nor AVX512-BF16 that the virtual machine may use");
    }

    /**
     * What is offered on a host: the kernels of the best instruction set that can compute all blocks, with those of the next one where that is faster for
     * few rows. What fails is logged, once.
     *
     * @param tested gives the kernels of an instruction set
     */
    static Offer offer(HostReport report, Function<InstructionSet, TestedKernels> tested) {
        List<InstructionSet> sets =
                report.sets().stream().filter(set -> !set.isOfFloats()).toList();
        if (sets.isEmpty()) {
            return new Offer.Refused(report.refusal());
        }
        List<String> refused = new ArrayList<>();
        Offer offer = offer(sets, tested, refused);
        logRefused(refused);
        return offer;
    }

    private static void logRefused(List<String> refused) {
        if (!refused.isEmpty()) {
            System.getLogger(NativeTilesProvider.class.getName())
                    .log(
                            Level.WARNING,
                            "%d native kernels failed their test and are not used: %s"
                                    .formatted(refused.size(), String.join("; ", refused)));
        }
    }

    private static Offer offer(
            List<InstructionSet> sets, Function<InstructionSet, TestedKernels> tested, List<String> refused) {
        @Nullable NativeTiles best = null;
        for (InstructionSet set : sets) {
            if (best != null && set.leftForm() != best.leftForm()) {
                continue;
            }
            TestedKernels kernels = tested.apply(set);
            refused.addAll(kernels.refused());
            if (kernels.isEnough(set)) {
                NativeTiles tiles = new NativeTiles(set, kernels);
                if (best != null) {
                    return ready(new TilesByRows(best, tiles), refused);
                }
                if (set.leastRows() == 1) {
                    return ready(tiles, refused);
                }
                best = tiles;
            }
        }
        return best == null
                ? new Offer.Refused("kernels fail their test: " + refused.getFirst())
                : ready(best, refused);
    }

    private static Offer ready(IntegerTiles tiles, List<String> refused) {
        return new Offer.Ready(
                tiles, refused.isEmpty() ? tiles.toString() : "%s; %d refused".formatted(tiles, refused.size()));
    }
}
