package org.jdvm.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.Explanation;
import org.jdvm.OperatorTemplate;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.examples.encoder.BertLayersOperators;
import org.jdvm.examples.encoder.IntegerLayersOperators;
import org.jdvm.examples.layers.LayersOperators;
import org.jdvm.examples.search.SimilarityOperators;
import org.jdvm.machine.NpuSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what becomes of an operator: graph, kernels, bytecode. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what becomes of an operator at given sizes: its graph, the kernels it is cut into and why, the "
                    + "bytecode, and the bytes moved with and without fusion.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with the reason on standard error", "2:called with wrong arguments"})
final class ExplainCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            paramLabel = "OPERATOR",
            arity = "0..1",
            description = "The name of an operator; without one, the operators and their dims are listed.")
    @Nullable
    String operator;

    @Option(
            names = "--dims",
            split = ",",
            paramLabel = "NAME=SIZE",
            description = "The size of each dim and the value of each integer parameter: T=37,H=384.")
    Map<String, Long> dims = Map.of();

    @Option(
            names = "--machine",
            defaultValue = "host",
            paramLabel = "NAME",
            completionCandidates = MachineNames.class,
            description = "The machine to make the bytecode for: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    String machine = "host";

    @Option(
            names = "--program",
            paramLabel = "FILE",
            description =
                    "Also write the bytecode to a file, for 'verify' and 'run-program': as text if its name ends with "
                            + ".txt, else as bytes.")
    @Nullable
    Path program;

    /** The machines that have a name. */
    static final class MachineNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return NpuSpec.known().stream().map(NpuSpec::name).iterator();
        }
    }

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        if (operator == null) {
            if (!dims.isEmpty() || program != null) {
                throw new ParameterException(
                        command.commandLine(), "--dims and --program need an OPERATOR; without one, all are listed");
            }
            list(out);
            return 0;
        }
        OperatorTemplate template = operators()
                .filter(candidate -> candidate.name().equals(operator))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "There is no operator %s; there are %s"
                                .formatted(
                                        operator,
                                        operators().map(OperatorTemplate::name).collect(Collectors.joining(", ")))));
        Explanation explanation;
        try {
            explanation = template.explain(dims, NpuSpec.named(machine));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
        out.print(explanation);
        if (program != null) {
            ProgramFiles.save(program, Assembler.parse(explanation.program()));
        }
        out.printf("%n== run by: %s%n", Dvm.shared().tierDescription());
        out.printf("== interpreter: %s%n", Dvm.shared().interpreterDescription());
        out.flush();
        return 0;
    }

    private static void list(PrintWriter out) {
        Table table = new Table("ll").row("OPERATOR", "DIMS");
        operators().forEach(template -> table.row(template.name(), String.join(", ", template.sizes())));
        table.print(out);
        out.flush();
    }

    /** The operators of this program, in the order of their names. */
    private static Stream<OperatorTemplate> operators() {
        return Stream.of(
                        LayersOperators.templates(),
                        BertLayersOperators.templates(),
                        IntegerLayersOperators.templates(),
                        SimilarityOperators.templates())
                .flatMap(List::stream)
                .sorted(Comparator.comparing(OperatorTemplate::name));
    }
}
