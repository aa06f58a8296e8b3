package org.jdvm.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Program;
import org.jdvm.examples.io.InputException;
import org.jdvm.exec.Npu;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.KernelException;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.machine.NpuSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies a program file and runs it. */
@Command(
        name = "run-program",
        mixinStandardHelpOptions = true,
        description = {
            "Verifies the program in a file and runs it on this CPU with the sizes of the program's machine. Prints"
                    + " the first elements of each output. A program that cannot be verified is not run.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with the reason on standard error", "2:called with wrong arguments"})
final class RunProgramCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "A program, in bytes or as text, as 'explain OPERATOR --program FILE' writes it.")
    @Nullable
    Path file;

    @Option(
            names = "--input",
            paramLabel = "NAME=VALUES",
            description = "The elements of an input: zeros, iota (0, 1, 2 and so on), a number for all of them, or all "
                    + "numbers with commas between them. May be repeated.")
    Map<String, String> inputs = Map.of();

    @Option(
            names = "--others",
            defaultValue = "zeros",
            paramLabel = "VALUES",
            description = "The elements of all other inputs (default: ${DEFAULT-VALUE}).")
    String others = "zeros";

    @Option(
            names = "--scalar",
            split = ",",
            paramLabel = "NAME=NUMBER",
            description = "The value of each scalar parameter that the program needs: eps=1e-12.")
    Map<String, Double> scalars = Map.of();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path path = Objects.requireNonNull(file);
        Program program = ProgramFiles.load(path);
        try {
            Binding[] bindings = bindings(program);
            run(program, bindings);
            for (int i = 0; i < bindings.length; i++) {
                BufferSlot buffer = program.buffers().get(i);
                if (buffer.role() == BufferSlot.Role.OUTPUT) {
                    out.println(BufferContents.show(buffer, bindings[i].array()));
                }
            }
        } catch (InputException | KernelException e) {
            throw new InputException(path + ": " + e.getMessage(), e);
        }
        out.flush();
        return 0;
    }

    private void run(Program program, Binding[] bindings) {
        double[] values = scalars(program);
        NpuSpec own = program.machine();
        // The blocks of products are those that this CPU does best.
        NpuSpec machine = own.withCores(
                        Math.min(own.cores(), Runtime.getRuntime().availableProcessors()))
                .withCube(own.cube().withBlocks(NpuSpec.host().cube().blocks()));
        try (Npu npu = new Npu(machine)) {
            npu.run(program, bindings, values);
        }
    }

    private Binding[] bindings(Program program) {
        Binding[] bindings = new Binding[program.buffers().size()];
        Set<String> unknown = new TreeSet<>(inputs.keySet());
        for (int i = 0; i < bindings.length; i++) {
            BufferSlot buffer = program.buffers().get(i);
            boolean isInput = buffer.role() == BufferSlot.Role.INPUT;
            if (isInput) {
                unknown.remove(buffer.name());
            }
            String values = isInput ? inputs.getOrDefault(buffer.name(), others) : "zeros";
            bindings[i] = new Binding(BufferContents.fill(buffer, values), 0, null);
        }
        if (!unknown.isEmpty()) {
            throw new InputException("there is no input %s; there are %s"
                    .formatted(
                            String.join(", ", unknown),
                            program.buffers().stream()
                                    .filter(buffer -> buffer.role() == BufferSlot.Role.INPUT)
                                    .map(BufferSlot::name)
                                    .collect(Collectors.joining(", "))));
        }
        return bindings;
    }

    private double[] scalars(Program program) {
        Set<String> needed = new TreeSet<>();
        Map<String, Double> given = new HashMap<>(scalars);
        double[] values = new double[program.scalars().size()];
        for (int i = 0; i < values.length; i++) {
            ScalarExpr scalar = program.scalars().get(i);
            values[i] = scalar.evaluate(
                    name -> {
                        needed.add(name);
                        return given.getOrDefault(name, 0.0);
                    },
                    name -> {
                        needed.add(name);
                        return given.getOrDefault(name, 0.0).longValue();
                    });
        }
        Set<String> missing = new TreeSet<>(needed);
        missing.removeAll(given.keySet());
        if (!missing.isEmpty()) {
            throw new InputException("the value of %1$s is missing; give it with --scalar %1$s=NUMBER"
                    .formatted(missing.iterator().next()));
        }
        Set<String> unknown = new HashSet<>(given.keySet());
        unknown.removeAll(needed);
        if (!unknown.isEmpty()) {
            throw new InputException("the program has no scalar %s; it needs %s"
                    .formatted(
                            String.join(", ", new TreeSet<>(unknown)),
                            needed.isEmpty() ? "none" : String.join(", ", needed)));
        }
        return values;
    }
}
