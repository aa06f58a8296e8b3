package org.jdvm.specialize;

import java.util.List;
import java.util.function.ToIntFunction;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.Plan;
import org.jdvm.symbolic.DimProgram;

/** The kernels of a plan and the tensors between them, with all expressions compiled. */
final class PlanTemplate {
    final KernelTemplate[] kernels;
    final DType[] types;
    final DimProgram[] elements;
    private final int[] firstKernels;
    private final int[] lastKernels;

    PlanTemplate(Plan plan, ToIntFunction<String> slots) {
        List<Plan.Intermediate> workspace = plan.workspace();
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

    /** True if two intermediate tensors are needed at the same time. */
    boolean liveTogether(int a, int b) {
        return firstKernels[a] <= lastKernels[b] && firstKernels[b] <= lastKernels[a];
    }
}
