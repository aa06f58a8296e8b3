package org.jdvm.specialize;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.Plan;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jdvm.symbolic.DimProgram;
import org.jspecify.annotations.Nullable;

/** The kernels of a plan and the tensors between them, with all expressions compiled. */
final class PlanTemplate {
    final KernelTemplate[] kernels;

    /** The types of the intermediate tensors, then those of the temporary ones inside of kernels. */
    final DType[] types;

    /** The sizes of the intermediate tensors. */
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
        List<DType> allTypes = new ArrayList<>();
        IntStream.Builder users = IntStream.builder();
        workspace.forEach(tensor -> allTypes.add(tensor.type()));
        this.kernels = new KernelTemplate[plan.kernels().size()];
        for (int k = 0; k < kernels.length; k++) {
            kernels[k] = new KernelTemplate(plan.kernels().get(k), slots, allTypes.size());
            for (DType type : kernels[k].temporaries()) {
                allTypes.add(type);
                users.add(k);
            }
        }
        int[] kernelOfTemporary = users.build().toArray();
        this.types = allTypes.toArray(DType[]::new);
        this.elements = workspace.stream()
                .map(tensor -> tensor.elements().compile(slots))
                .toArray(DimProgram[]::new);
        this.firstKernels = IntStream.concat(
                        workspace.stream().mapToInt(Plan.Intermediate::firstKernel), IntStream.of(kernelOfTemporary))
                .toArray();
        this.lastKernels = IntStream.concat(
                        workspace.stream().mapToInt(Plan.Intermediate::lastKernel), IntStream.of(kernelOfTemporary))
                .toArray();
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

    /** True if two intermediate or temporary tensors are needed at the same time. */
    boolean liveTogether(int a, int b) {
        return firstKernels[a] <= lastKernels[b] && firstKernels[b] <= lastKernels[a];
    }

    /** True if it or a fallback has a kernel that can run through its rows online. */
    boolean isAnyOnline() {
        for (KernelTemplate kernel : kernels) {
            if (kernel.online != null) {
                return true;
            }
        }
        return fallback != null && fallback.isAnyOnline();
    }
}
