package org.jdvm.specialize;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.fusion.Memory;
import org.jdvm.fusion.Plan;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.machine.NpuSpec;

/** Makes programs from templates for one machine. Re-uses its working memory: one thread at a time. */
public final class Specializer {
    private static final DType[] TYPES = DType.values();

    /** Intermediate tensors begin at multiples of this many elements, so that they share no cache line. */
    private static final int WORKSPACE_ALIGNMENT = 16;

    private final NpuSpec machine;
    private final ProgramWriter writer = new ProgramWriter();
    private final SectionWriter sections;

    /**
     * Creates a specialiser.
     *
     * @param machine the machine to specialise for
     */
    public Specializer(NpuSpec machine) {
        this.machine = machine;
        this.sections = new SectionWriter(writer, machine);
    }

    /**
     * {@return the program of a template at given sizes}
     *
     * @param template the template
     * @param environment the sizes, from {@link Binder#bind}
     */
    public Program specialize(Template template, long[] environment) {
        Placement placement = new Placement(template, environment);
        writer.clear();
        for (KernelTemplate kernel : template.kernels()) {
            sections.write(kernel, environment, placement);
        }
        return new Program(
                template.graph().name(), machine, writer.toWords(), placement.slots(), template.scalarCount());
    }

    /** Numbers the buffers of one program: arguments, results, then one for each element type of the workspace. */
    private static final class Placement implements Buffers {
        private final Template template;
        private final long[] environment;
        private final long[] offsets;
        private final int[] workspaceBuffers = new int[TYPES.length];
        private final long[] workspaceSizes = new long[TYPES.length];

        Placement(Template template, long[] environment) {
            this.template = template;
            this.environment = environment;
            List<Plan.Intermediate> workspace = template.plan().workspace();
            offsets = new long[workspace.size()];
            for (int i = 0; i < offsets.length; i++) {
                Plan.Intermediate tensor = workspace.get(i);
                long size = template.workspaceElements(i, environment);
                offsets[i] = firstGap(workspace, i, size);
                int type = tensor.type().ordinal();
                workspaceSizes[type] = Math.max(workspaceSizes[type], offsets[i] + size);
            }
            int next = template.tensors().size() + template.results();
            for (int type = 0; type < TYPES.length; type++) {
                workspaceBuffers[type] = workspaceSizes[type] > 0 ? next++ : -1;
            }
        }

        /** The lowest place that no tensor holds that is alive at the same time. */
        private long firstGap(List<Plan.Intermediate> workspace, int tensor, long size) {
            Plan.Intermediate self = workspace.get(tensor);
            long offset = 0;
            boolean moved = true;
            while (moved) {
                moved = false;
                for (int other = 0; other < tensor; other++) {
                    Plan.Intermediate placed = workspace.get(other);
                    long end = offsets[other] + template.workspaceElements(other, environment);
                    boolean bothAlive = placed.type() == self.type()
                            && placed.firstKernel() <= self.lastKernel()
                            && self.firstKernel() <= placed.lastKernel();
                    if (bothAlive && offset < end && offsets[other] < offset + size) {
                        offset = (end + WORKSPACE_ALIGNMENT - 1) & -WORKSPACE_ALIGNMENT;
                        moved = true;
                    }
                }
            }
            return offset;
        }

        @Override
        public int buffer(Memory memory) {
            return switch (memory) {
                case Memory.Argument argument -> argument.parameter();
                case Memory.Result result -> template.tensors().size() + result.result();
                case Memory.Workspace tensor ->
                    Math.max(
                            0,
                            workspaceBuffers[
                                    template.plan()
                                            .workspace()
                                            .get(tensor.index())
                                            .type()
                                            .ordinal()]);
            };
        }

        @Override
        public long base(Memory memory) {
            return memory instanceof Memory.Workspace(int index) ? offsets[index] : 0;
        }

        @Override
        public int identitySlot(Op op) {
            return template.identitySlot(op);
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
            for (int type = 0; type < TYPES.length; type++) {
                if (workspaceSizes[type] > 0) {
                    slots.add(new BufferSlot(
                            "work." + TYPES[type], BufferSlot.Role.WORKSPACE, TYPES[type], workspaceSizes[type]));
                }
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
                reach += (size - 1) * environment[template.slotOf(Plan.strideSymbol(tensor.name(), axis))];
            }
            return reach;
        }
    }
}
