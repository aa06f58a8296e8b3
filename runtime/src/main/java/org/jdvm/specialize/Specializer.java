package org.jdvm.specialize;

import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.machine.NpuSpec;
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
        Program program = specialize(template, template.kernels(), environment);
        PlanTemplate fallback = template.fallback();
        if (program == null && fallback != null) {
            program = specialize(template, fallback, environment);
        }
        if (program == null) {
            throw new IllegalStateException(
                    template.graph().name() + ": no plan for rows that do not fit the local buffer");
        }
        return program;
    }

    private @Nullable Program specialize(Template template, PlanTemplate plan, long[] environment) {
        Placement placement = new Placement(template, plan, environment);
        writer.clear();
        for (KernelTemplate kernel : plan.kernels) {
            if (!sections.write(kernel, environment, placement)) {
                return null;
            }
        }
        return new Program(
                template.graph().name(), machine, writer.toWords(), placement.slots(), template.scalarCount());
    }
}
