package org.jdvm.specialize;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.fusion.Kernel;
import org.jdvm.ir.Graph;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jspecify.annotations.Nullable;

/** Makes programs from templates for one machine. Re-uses its working memory: one thread at a time. */
public final class Specializer {
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
        for (PlanTemplate plan = template.kernels(); plan != null; plan = plan.fallback) {
            Program program = plan.isFor(environment) ? specialize(template, plan, environment) : null;
            if (program != null) {
                return program;
            }
        }
        throw new IllegalStateException(template.graph().name() + ": no plan is for these sizes");
    }

    /**
     * {@return what was decided by the sizes, a line for each decision: which plan, and how each kernel runs through its rows}
     *
     * @param template the template
     * @param environment the sizes, from {@link Binder#bind}
     */
    public List<String> guards(Template template, long[] environment) {
        return new Guards(template, environment, machine).lines();
    }

    /**
     * {@return the tensors that tiles fetch in pieces, for the plan that is tried first}
     *
     * @param template the template
     * @param environment the sizes, from {@link Binder#bind}
     */
    public List<SlowLayout> slowLayouts(Template template, long[] environment) {
        return SlowLayout.of(template, template.kernels(), environment, machine);
    }

    /**
     * A kernel as it is written for some sizes.
     *
     * @param kernel the kernel
     * @param graph the graph of its plan
     * @param sizes the sizes of its axes
     */
    public record Written(Kernel kernel, Graph graph, long[] sizes) {}

    /**
     * {@return the kernels of a program, by the position in its words at which the first section of each begins}
     *
     * @param template the template
     * @param environment the sizes, from {@link Binder#bind}
     */
    public NavigableMap<Integer, Written> kernels(Template template, long[] environment) {
        NavigableMap<Integer, Written> written = new TreeMap<>();
        for (PlanTemplate plan = template.kernels(); plan != null; plan = plan.fallback) {
            written.clear();
            if (plan.isFor(environment) && specialize(template, plan, environment, written) != null) {
                return written;
            }
        }
        return written;
    }

    private @Nullable Program specialize(Template template, PlanTemplate plan, long[] environment) {
        return specialize(template, plan, environment, null);
    }

    private @Nullable Program specialize(
            Template template, PlanTemplate plan, long[] environment, @Nullable Map<Integer, Written> written) {
        BufferAssignment placement = new BufferAssignment(template, plan, environment, machine);
        writer.clear();
        for (int i = 0; i < plan.kernels.length; i++) {
            KernelTemplate kernel = plan.kernels[i];
            if (written != null) {
                written.put(
                        writer.position(),
                        new Written(plan.plan.kernels().get(i), plan.plan.graph(), kernel.sizes(environment)));
            }
            if (!sections.write(kernel, environment, placement)) {
                return null;
            }
        }
        return new Program(template.graph().name(), machine, writer.toWords(), placement.slots(), template.scalars());
    }
}
