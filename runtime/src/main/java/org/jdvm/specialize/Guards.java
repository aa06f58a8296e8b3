package org.jdvm.specialize;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.fusion.TensorLocation;
import org.jdvm.ir.Requirement;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jdvm.specialize.kernel.Masks;
import org.jdvm.specialize.tiling.Tiling;
import org.jdvm.symbolic.Dim;

/** Describes in words what the sizes of a call decide about a template. */
final class Guards {
    private final Template template;
    private final long[] environment;
    private final NpuSpec machine;
    private final List<String> lines = new ArrayList<>();

    Guards(Template template, long[] environment, NpuSpec machine) {
        this.template = template;
        this.environment = environment;
        this.machine = machine;
    }

    List<String> lines() {
        for (Requirement requirement : template.graph().requirements()) {
            if (requirement.kind() == Requirement.Kind.BROADCASTS) {
                broadcast(requirement);
            }
        }
        PlanTemplate plan = template.kernels();
        while (!accepts(plan) && plan.fallback != null) {
            plan = plan.fallback;
        }
        for (int k = 0; k < plan.kernels.length; k++) {
            IterationSpace space = new IterationSpace(plan.kernels[k], environment, machine);
            if (space.isEmpty()) {
                lines.add("kernel " + k + ": no elements, left out");
            } else {
                lines.add("kernel " + k + ": "
                        + describe(plan.kernels[k], space, new Tiling(plan.kernels[k], space, machine, environment)));
            }
        }
        return List.copyOf(lines);
    }

    private void broadcast(Requirement requirement) {
        long left = value(requirement.left());
        long right = value(requirement.right());
        String how = left == right
                ? "equal"
                : left == 1 ? requirement.left() + " is repeated" : requirement.right() + " is repeated";
        lines.add("%s = %d broadcasts with %s = %d: %s"
                .formatted(requirement.left(), left, requirement.right(), right, how));
    }

    private long value(Dim dim) {
        return dim.evaluate(symbol -> environment[template.slotOf(symbol)]);
    }

    /** True if a plan is for these sizes; a line tells why if it is not. */
    private boolean accepts(PlanTemplate plan) {
        for (Requirement guard : plan.plan.guards()) {
            if (value(guard.left()) != value(guard.right())) {
                lines.add("not " + guard + ": falls back to more kernels");
                return false;
            }
        }
        for (int k = 0; k < plan.kernels.length; k++) {
            IterationSpace space = new IterationSpace(plan.kernels[k], environment, machine);
            if (!space.isEmpty() && !new Tiling(plan.kernels[k], space, machine, environment).isUseful) {
                if (plan.kernels[k].scansBackwards && !plan.kernels[k].needsWholeRows) {
                    lines.add("kernel " + k + ": rows that are scanned from their ends do not fit the local buffer of "
                            + machine.localBufferBytes()
                            + " bytes: falls back to kernels for the scans alone, on rows in memory");
                    return false;
                }
                lines.add("kernel " + k + ": whole rows of the product do not fit the local buffer of "
                        + machine.localBufferBytes()
                        + " bytes, or leave cores idle: falls back to "
                        + (plan.kernels[k].hasLocalOperand
                                ? "a kernel for the operand and one for the product"
                                : "a kernel for the product and one for its rows"));
                return false;
            }
        }
        return true;
    }

    /** What the kernel leaves out, and why it may. */
    private String masks(Tiling tiling) {
        StringBuilder text = new StringBuilder();
        for (Masks.Mask mask : tiling.values.attentionMasks()) {
            TensorLocation memory = tiling.kernel.accesses[tiling.kernel.accessOf[mask.load()]].memory();
            text.append(", without the keys that ")
                    .append(
                            memory instanceof TensorLocation.Argument(int parameter)
                                    ? template.tensors().get(parameter).name()
                                    : "a mask")
                    .append(
                            mask.product() < 0
                                    ? " excludes with minus infinity"
                                    : " excludes with minus infinity, or with numbers too low for the scores to make"
                                            + " up for,")
                    .append(" for all rows of a tile");
        }
        return text.toString();
    }

    private String describe(KernelTemplate kernel, IterationSpace space, Tiling tiling) {
        String tiles = "%d tasks of %d x %d".formatted(tiling.tasks(), tiling.rows, tiling.columns);
        if (space.reducesNothing()) {
            return "nothing to reduce; " + tiles;
        }
        if (tiling.isOnline) {
            return "rows of %d are run through in segments of %d and multiplied there%s; %s"
                    .formatted(space.size(tiling.innerAxis), tiling.inner, masks(tiling), tiles);
        }
        if (kernel.hasLocalOperand) {
            return "rows of %d fit the local buffer and are multiplied there%s; %s"
                    .formatted(tiling.inner, masks(tiling), tiles);
        }
        if (space.reducedMask() == 0) {
            return tiles;
        }
        if (kernel.needsWholeRows) {
            return "whole rows of %d fit the local buffer: the product is reduced there; %s"
                    .formatted(tiling.columns, tiles);
        }
        long reduced = 1;
        for (int axis = 0; axis < space.axes(); axis++) {
            reduced *= space.isReduced(axis) ? space.size(axis) : 1;
        }
        if (kernel.split != null && tiling.shouldSplit()) {
            return "few rows of %d elements to reduce: in chunks, on all cores, then what these give; %d sections"
                    .formatted(reduced, kernel.split.phases.size());
        }
        String purpose = kernel.scans ? "scan" : "reduce";
        return tiling.segmented
                ? "the %d elements to %s are run through in segments; %s".formatted(reduced, purpose, tiles)
                : "the %d elements to %s stay in the local buffer; %s".formatted(reduced, purpose, tiles);
    }
}
