package org.jdvm.specialize.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.fusion.AccessMap;
import org.jdvm.fusion.Step;
import org.jdvm.fusion.TensorLocation;
import org.jdvm.symbolic.Dim;

/**
 * A kernel with reductions as several phases, one section each, for rows that are few and long. Each level of reductions takes two: the
 * first reduces chunks of the rows, which are separate tasks, to partial results, the second one combines these to totals. Results
 * that need the totals along the whole rows come last.
 *
 * <p>What is a chunk depends on the sizes only, never on the number of cores, so results have the same bits on any number of them.
 */
public final class TwoStageReduction {
    /** What a phase does with the reduced axes. */
    public enum Kind {
        /** Each tile of them is a chunk. */
        CHUNKS,
        /** One axis of all chunks replaces them, and is reduced. */
        TOTALS,
        /** They are as other axes. */
        RESULTS
    }

    /**
     * One phase.
     *
     * @param kind what it does with the reduced axes
     * @param kernel its steps; its accesses are those of the whole kernel and then those of partial results and totals
     * @param partial for each access whether it is to partial results
     * @param written the temporary tensors that it writes
     */
    public record Phase(Kind kind, KernelTemplate kernel, boolean[] partial, List<TensorLocation> written) {}

    public final List<Phase> phases = new ArrayList<>();

    private final KernelTemplate whole;
    private final int[] levels;
    private final int depth;
    private final boolean[] varyingStores;
    private final int firstTemporary;
    private final List<Step.Reduce> reductions = new ArrayList<>();

    /**
     * Splits a kernel.
     *
     * @param whole the kernel
     * @param varyingStores for each step whether it stores along reduced axes
     * @param firstTemporary the number of its first temporary tensor
     */
    TwoStageReduction(KernelTemplate whole, boolean[] varyingStores, int firstTemporary) {
        this.whole = whole;
        this.varyingStores = varyingStores;
        this.firstTemporary = firstTemporary;
        this.levels = new int[whole.values];
        int deepest = 0;
        for (Step step : whole.steps) {
            int level = 0;
            for (int operand : operands(step)) {
                level = Math.max(level, levels[operand]);
            }
            if (step instanceof Step.Reduce reduce) {
                reductions.add(reduce);
                level++;
            }
            int target = KernelTemplate.targetOf(step);
            if (target >= 0) {
                levels[target] = level;
            }
            deepest = Math.max(deepest, level);
        }
        this.depth = deepest;
        boolean results = false;
        for (int i = 0; i < whole.steps.length; i++) {
            results |= varyingStores[i] && levels[((Step.Store) whole.steps[i]).source()] == depth;
        }
        for (int level = 0; level < depth; level++) {
            phases.add(new Draft(Kind.CHUNKS, level).phase(false));
            phases.add(new Draft(Kind.TOTALS, level).phase(level + 1 < depth || results));
        }
        if (results) {
            phases.add(new Draft(Kind.RESULTS, depth).phase(false));
        }
    }

    /** The element types of the temporary tensors: partial results and totals of each reduction. */
    static List<DType> temporaries(Step[] steps) {
        List<DType> types = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Reduce reduce) {
                types.add(memoryType(reduce));
                types.add(memoryType(reduce));
            }
        }
        return types;
    }

    private static DType memoryType(Step.Reduce reduce) {
        return LaneType.of(reduce.type()).memoryType();
    }

    private static int[] operands(Step step) {
        return switch (step) {
            case Step.IndexedLoad s -> new int[] {s.index()};
            case Step.Apply s -> Arrays.stream(s.operands()).filter(o -> o >= 0).toArray();
            case Step.Reduce s -> new int[] {s.operand()};
            case Step.Scan s -> new int[] {s.operand()};
            case Step.Store s -> new int[] {s.source()};
            case Step.LocalMatmul s -> new int[] {s.left()};
            case Step.Load _,
                    Step.Iota _,
                    Step.Fill _,
                    Step.Matmul _,
                    Step.GroupedMatmul _,
                    Step.WindowReduce _,
                    Step.RowWise _ -> new int[0];
        };
    }

    /** The steps of a phase while they are put together. */
    private final class Draft {
        private final Kind kind;
        private final int level;
        private final List<Step> steps = new ArrayList<>();
        private final List<Integer> origins = new ArrayList<>();
        private final List<TensorLocation> temporaries = new ArrayList<>();
        private final List<TensorLocation> written = new ArrayList<>();

        Draft(Kind kind, int level) {
            this.kind = kind;
            this.level = level;
        }

        Phase phase(boolean keepsTotals) {
            boolean[] needed = new boolean[whole.values];
            boolean[] taken = new boolean[whole.steps.length];
            for (int i = whole.steps.length - 1; i >= 0; i--) {
                Step step = whole.steps[i];
                int target = KernelTemplate.targetOf(step);
                taken[i] = isAim(i) || target >= 0 && needed[target];
                boolean reads = !(step instanceof Step.Reduce) || kind == Kind.CHUNKS && isAim(i);
                for (int operand : taken[i] && reads ? operands(step) : new int[0]) {
                    needed[operand] = true;
                }
            }
            for (int i = 0; i < taken.length; i++) {
                if (taken[i] && whole.steps[i] instanceof Step.Reduce reduce) {
                    reduce(reduce, isAim(i), keepsTotals);
                } else if (taken[i]) {
                    steps.add(whole.steps[i]);
                    origins.add(i);
                }
            }
            boolean[] partial = new boolean[whole.accesses.length + temporaries.size()];
            for (int i = 0; i < temporaries.size(); i++) {
                partial[whole.accesses.length + i] = isPartial(temporaries.get(i));
            }
            KernelTemplate kernel = new KernelTemplate(
                    whole, steps, origins.stream().mapToInt(i -> i).toArray(), temporaries, reductions.size());
            return new Phase(kind, kernel, partial, List.copyOf(written));
        }

        /** True for what the phase is there for. */
        private boolean isAim(int step) {
            return switch (whole.steps[step]) {
                case Step.Reduce s -> kind != Kind.RESULTS && levels[s.operand()] == level;
                case Step.Store s ->
                    kind == Kind.TOTALS
                            ? !varyingStores[step] && level == depth - 1
                            : varyingStores[step] && levels[s.source()] == level;
                default -> false;
            };
        }

        private void reduce(Step.Reduce reduce, boolean aim, boolean keepsTotals) {
            DType type = memoryType(reduce);
            int number = reductions.indexOf(reduce);
            if (!aim) {
                add(new Step.Load(reduce.target(), type, access(number, false)));
            } else if (kind == Kind.CHUNKS) {
                add(reduce);
                add(new Step.Store(reduce.target(), type, access(number, true)));
            } else {
                int partials = whole.values + number;
                add(new Step.Load(partials, type, access(number, true)));
                add(new Step.Reduce(reduce.target(), reduce.op(), reduce.type(), partials));
                if (keepsTotals) {
                    add(new Step.Store(reduce.target(), type, access(number, false)));
                }
            }
        }

        private void add(Step step) {
            steps.add(step);
            if (step instanceof Step.Reduce) {
                origins.add(-1);
                return;
            }
            origins.add(-2 - temporaries.size());
            TensorLocation memory = step instanceof Step.Store store
                    ? store.access().memory()
                    : ((Step.Load) step).access().memory();
            temporaries.add(memory);
            if (step instanceof Step.Store) {
                written.add(memory);
            }
        }

        private AccessMap access(int reduction, boolean partial) {
            return new AccessMap(
                    new TensorLocation.Workspace(firstTemporary + 2 * reduction + (partial ? 0 : 1)),
                    Dim.ZERO,
                    List.of());
        }

        private boolean isPartial(TensorLocation memory) {
            return memory instanceof TensorLocation.Workspace(int index) && (index - firstTemporary) % 2 == 0;
        }
    }
}
