package org.jdvm.processor.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramReader;
import org.jdvm.fusion.Plan;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.SlowLayout;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;

/** What the specialiser makes of an operator at some sizes: the plan that is taken and the tiles of each kernel. */
final class SampledPlans {
    private static final long[] SIZES = {1, 16, 128, 512, 2048, 8192};
    private static final int MOST = 40;
    private static final int MOST_COMBINED = 2;

    private final ReportedOperator operator;
    private final List<Template> templates;
    private final Specializer specializer;

    /**
     * The operator at one set of sizes.
     *
     * @param sizes the sizes
     * @param plan which of the plans a call takes
     * @param sections the frame of each kernel
     * @param words the length of the program
     */
    record Sample(Map<String, Long> sizes, int plan, List<Frame> sections, int words) {}

    private SampledPlans(ReportedOperator operator, NpuSpec machine) {
        this.operator = operator;
        // each plan by itself, so that it shows which one a call takes
        this.templates = operator.plans().stream().map(SampledPlans::alone).toList();
        this.specializer = new Specializer(machine);
    }

    private static Template alone(Plan plan) {
        return new Template(plan.withFallback(Optional.empty()));
    }

    /** The operator at sizes that its conditions allow: the assumed ones first. */
    static List<Sample> of(ReportedOperator operator, NpuSpec machine) {
        SampledPlans samples = new SampledPlans(operator, machine);
        List<Sample> found = new ArrayList<>();
        for (Map<String, Long> sizes : samples.sizes()) {
            samples.sample(sizes).ifPresent(found::add);
        }
        return found;
    }

    /** The tensors that tiles of a plan move in pieces; none for sizes that no call has. */
    static List<SlowLayout> slowLayouts(Plan plan, Map<String, Long> sizes, NpuSpec machine) {
        Template template = new Template(plan);
        try {
            return new Specializer(machine)
                    .slowLayouts(template, template.binder().bindContiguous(sizes));
        } catch (IllegalArgumentException | ArithmeticException _) {
            return List.of();
        }
    }

    /** All combinations for few symbols; for more of them the same size for all, and one of them changed. */
    private Set<Map<String, Long>> sizes() {
        Set<Map<String, Long>> all = new LinkedHashSet<>();
        if (operator.assumed().isEmpty()) {
            return all;
        }
        Map<String, Long> assumed = new TreeMap<>(operator.assumed().get());
        all.add(assumed);
        List<String> symbols = new ArrayList<>(operator.symbols());
        for (ScalarParameter scalar : templates.getFirst().scalarParameters()) {
            symbols.remove(scalar.name());
        }
        if (symbols.size() <= MOST_COMBINED) {
            combine(symbols, 0, assumed, all);
            return all;
        }
        for (long size : SIZES) {
            Map<String, Long> same = new TreeMap<>(assumed);
            symbols.forEach(symbol -> same.put(symbol, size));
            all.add(same);
        }
        for (String symbol : symbols) {
            for (long size : SIZES) {
                if (all.size() < MOST) {
                    Map<String, Long> changed = new TreeMap<>(assumed);
                    changed.put(symbol, size);
                    all.add(changed);
                }
            }
        }
        return all;
    }

    private static void combine(List<String> symbols, int next, Map<String, Long> chosen, Set<Map<String, Long>> all) {
        if (next == symbols.size()) {
            all.add(chosen);
            return;
        }
        for (long size : SIZES) {
            Map<String, Long> extended = new TreeMap<>(chosen);
            extended.put(symbols.get(next), size);
            combine(symbols, next + 1, extended, all);
        }
    }

    private Optional<Sample> sample(Map<String, Long> sizes) {
        for (int number = 0; number < templates.size(); number++) {
            try {
                return sample(sizes, templates.get(number), number);
            } catch (IllegalStateException _) {
                // this plan is for other sizes
            } catch (IllegalArgumentException | ArithmeticException _) {
                // the operator is not called with such sizes
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<Sample> sample(Map<String, Long> sizes, Template plan, int number) {
        Program program = specializer.specialize(plan, plan.binder().bindContiguous(sizes));
        List<Frame> sections = new ArrayList<>();
        for (ProgramReader.Placed placed : ProgramReader.read(program)) {
            if (placed.instruction().opcode() == Opcode.SECTION) {
                sections.add(placed.instruction().frame());
            }
        }
        // kernels without elements have no section: then it is not clear which is whose
        return sections.size() == plan.plan().kernels().size()
                ? Optional.of(new Sample(sizes, number, sections, program.words().length))
                : Optional.empty();
    }
}
