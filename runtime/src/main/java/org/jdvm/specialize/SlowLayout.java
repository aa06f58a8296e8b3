package org.jdvm.specialize;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.Step;
import org.jdvm.fusion.TensorLocation;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jdvm.specialize.tiling.Tiling;
import org.jspecify.annotations.Nullable;

/**
 * A tensor whose elements are side by side along neither side of a kernel's tiles, but along another axis: other tensors of the kernel need
 * the two sides, so a cache line is fetched anew for each few of its elements.
 *
 * @param kernel the number of the kernel in its plan
 * @param tensor what the tensor is called
 * @param bytesApart how far its elements are apart along the side of the tiles where they are nearest
 * @param axis the size of the axis along which they are side by side
 */
public record SlowLayout(int kernel, String tensor, long bytesApart, long axis) {
    static List<SlowLayout> of(Template template, PlanTemplate plan, long[] environment, NpuSpec machine) {
        List<SlowLayout> found = new ArrayList<>();
        for (int number = 0; number < plan.kernels.length; number++) {
            KernelTemplate kernel = plan.kernels[number];
            IterationSpace space = new IterationSpace(kernel, environment, machine);
            if (space.isEmpty() || kernel.multiplies() || kernel.hasLocalOperand) {
                continue;
            }
            Tiling tiling = new Tiling(kernel, space, machine, environment);
            for (int step = 0; step < kernel.steps.length; step++) {
                DType type = typeOf(kernel.steps[step]);
                if (type != null) {
                    int access = kernel.accessOf[step];
                    long apart = type.bytes() * nearest(space, access, tiling);
                    int axis = space.contiguousAxis(access);
                    boolean isLarge = space.elements(access) * type.bytes() > machine.tileBytes();
                    if (apart >= machine.memory().lineBytes() && axis >= 0 && isLarge) {
                        found.add(new SlowLayout(
                                number, name(template, kernel.accesses[access].memory()), apart, space.size(axis)));
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private static @Nullable DType typeOf(Step step) {
        return switch (step) {
            case Step.Load load -> load.type();
            case Step.Store store -> store.type();
            default -> null;
        };
    }

    /** The smaller one of the strides along the sides of a tile along which an access moves; 0 if it moves along neither. */
    private static long nearest(IterationSpace space, int access, Tiling tiling) {
        long rows = space.nearest(access, tiling.rowAxis, tiling.rows);
        long columns = space.nearest(access, tiling.columnAxis, tiling.columns);
        return rows == 0 ? columns : columns == 0 ? rows : Math.min(rows, columns);
    }

    private static String name(Template template, TensorLocation memory) {
        return switch (memory) {
            case TensorLocation.Argument(int parameter) ->
                template.tensors().get(parameter).name();
            case TensorLocation.Result(int result) -> "result " + result;
            case TensorLocation.Workspace(int index) -> "intermediate tensor " + index;
        };
    }
}
