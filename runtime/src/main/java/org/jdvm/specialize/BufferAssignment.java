package org.jdvm.specialize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.fusion.TensorLocation;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.tiling.ProductCost;

/** Numbers the buffers of one program: arguments, results, then one for each element type of the workspace. */
final class BufferAssignment implements Buffers {
    private static final DType[] TYPES = DType.values();

    private final Template template;
    private final PlanTemplate plan;
    private final long[] environment;

    /** Intermediate tensors begin at multiples of this many elements, so that those of 32 bits share no cache line. */
    private final long lineElements;

    private final long[] offsets;
    private final long[] sizes;
    private final int[] workspaceBuffers = new int[TYPES.length];
    private final long[] workspaceSizes = new long[TYPES.length];

    /** The types of the workspace's buffers, in the order of their numbers. */
    private final List<Integer> workspace = new ArrayList<>();

    BufferAssignment(Template template, PlanTemplate plan, long[] environment, NpuSpec machine) {
        this.lineElements = Math.max(1, machine.memory().lineBytes() / Float.BYTES);
        this.template = template;
        this.plan = plan;
        this.environment = environment;
        offsets = new long[plan.types.length];
        sizes = new long[offsets.length];
        Arrays.fill(workspaceBuffers, -1);
        for (int i = 0; i < plan.elements.length; i++) {
            place(i, plan.elements[i].evaluate(environment));
        }
        for (int type = 0; type < TYPES.length; type++) {
            number(type);
        }
    }

    @Override
    public void place(TensorLocation memory, long elements) {
        int tensor = ((TensorLocation.Workspace) memory).index();
        place(tensor, elements);
        number(plan.types[tensor].ordinal());
    }

    private void place(int tensor, long elements) {
        sizes[tensor] = elements;
        offsets[tensor] = firstGap(tensor);
        int type = plan.types[tensor].ordinal();
        workspaceSizes[type] = Math.max(workspaceSizes[type], offsets[tensor] + elements);
    }

    /** Gives the workspace of a type a number when it is first needed. */
    private void number(int type) {
        if (workspaceSizes[type] > 0 && workspaceBuffers[type] < 0) {
            workspaceBuffers[type] = template.tensors().size() + template.results() + workspace.size();
            workspace.add(type);
        }
    }

    /** The lowest place that no tensor holds that is alive at the same time; those not placed yet have no size. */
    private long firstGap(int tensor) {
        long offset = 0;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int other = 0; other < sizes.length; other++) {
                long end = offsets[other] + sizes[other];
                if (other != tensor
                        && plan.types[other] == plan.types[tensor]
                        && plan.liveTogether(other, tensor)
                        && offset < end
                        && offsets[other] < offset + sizes[tensor]) {
                    offset = ProductCost.roundUp(end, lineElements);
                    moved = true;
                }
            }
        }
        return offset;
    }

    @Override
    public int buffer(TensorLocation memory) {
        return switch (memory) {
            case TensorLocation.Argument argument -> argument.parameter();
            case TensorLocation.Result result -> template.tensors().size() + result.result();
            case TensorLocation.Workspace tensor -> Math.max(0, workspaceBuffers[plan.types[tensor.index()].ordinal()]);
        };
    }

    @Override
    public long base(TensorLocation memory) {
        return memory instanceof TensorLocation.Workspace(int index) ? offsets[index] : 0;
    }

    @Override
    public int identitySlot(Op op) {
        return template.identitySlot(op);
    }

    @Override
    public int lowestSlot() {
        return template.lowestSlot();
    }

    List<BufferSlot> slots() {
        List<BufferSlot> slots = new ArrayList<>();
        for (TensorParameter tensor : template.tensors()) {
            slots.add(new BufferSlot(tensor.name(), BufferSlot.Role.INPUT, tensor.type(), reach(tensor)));
        }
        for (int result = 0; result < template.results(); result++) {
            long elements = 1;
            for (int size : template.resultDims(result, environment)) {
                elements *= size;
            }
            slots.add(new BufferSlot(
                    template.results() == 1 ? "result" : "result" + result,
                    BufferSlot.Role.OUTPUT,
                    template.resultType(result),
                    elements));
        }
        for (int type : workspace) {
            slots.add(new BufferSlot(
                    "work." + TYPES[type], BufferSlot.Role.WORKSPACE, TYPES[type], workspaceSizes[type]));
        }
        return slots;
    }

    /** The elements from the first to the last one of an argument, with its strides. */
    private long reach(TensorParameter tensor) {
        long reach = 1;
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
            long size = template.size(tensor, axis, environment);
            if (size == 0) {
                return 0;
            }
            reach += (size - 1) * environment[template.slotOf(Parameter.strideSymbol(tensor.name(), axis))];
        }
        return reach;
    }
}
