package org.jdvm.specialize;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.Plan;
import org.jdvm.symbolic.DimProgram;
import org.jspecify.annotations.Nullable;

/** The kernels of a plan and the tensors between them, with all expressions compiled. */
final class PlanTemplate {
    final KernelTemplate[] kernels;
    final DType[] types;
    final DimProgram[] elements;
    final Plan plan;
    final @Nullable PlanTemplate fallback;
    private final DimProgram[] guards;
    private final int[] firstKernels;
    private final int[] lastKernels;

    PlanTemplate(Plan plan, ToIntFunction<String> slots) {
        List<Plan.Intermediate> workspace = plan.workspace();
        this.plan = plan;
        this.fallback =
                plan.fallback().map(other -> new PlanTemplate(other, slots)).orElse(null);
        this.guards = plan.guards().stream()
                .flatMap(guard -> Stream.of(guard.left(), guard.right()))
                .map(side -> side.compile(slots))
                .toArray(DimProgram[]::new);
        this.kernels = plan.kernels().stream()
                .map(kernel -> new KernelTemplate(kernel, slots))
                .toArray(KernelTemplate[]::new);
        this.types = workspace.stream().map(Plan.Intermediate::type).toArray(DType[]::new);
        this.elements = workspace.stream()
                .map(tensor -> tensor.elements().compile(slots))
                .toArray(DimProgram[]::new);
        this.firstKernels =
                workspace.stream().mapToInt(Plan.Intermediate::firstKernel).toArray();
        this.lastKernels =
                workspace.stream().mapToInt(Plan.Intermediate::lastKernel).toArray();
    }

    /** True if the sizes of a call are those that the plan is for. */
    boolean isFor(long[] environment) {
        for (int i = 0; i < guards.length; i += 2) {
            if (guards[i].evaluate(environment) != guards[i + 1].evaluate(environment)) {
                return false;
            }
        }
        return true;
    }

    /** True if two intermediate tensors are needed at the same time. */
    boolean liveTogether(int a, int b) {
        return firstKernels[a] <= lastKernels[b] && firstKernels[b] <= lastKernels[a];
    }
}
