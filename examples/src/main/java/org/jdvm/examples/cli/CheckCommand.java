package org.jdvm.examples.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jdvm.annotations.DType;
import org.jdvm.check.CheckOptions;
import org.jdvm.check.CheckResult;
import org.jdvm.check.Harness;
import org.jdvm.check.Stage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks operations against the evaluator in double precision, in five stages. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks operations on all element types that they take: against an evaluator in double precision, with the"
                    + " tolerances of docs/accuracy.md, and for the same bits in all ways of running. One line for each"
                    + " operation, element type and stage, then a table. The stages: smoke, shapes, stability,"
                    + " determinism, edges.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all passed", "1:something failed", "2:called with wrong arguments"})
final class CheckCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            paramLabel = "OP",
            arity = "0..*",
            description = "Names of methods of Tensor, such as softmax (default: all operations).")
    List<String> operations = List.of();

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            split = ",",
            description = "Only these stages: ${COMPLETION-CANDIDATES}.")
    Set<Stage> stages = EnumSet.allOf(Stage.class);

    @Option(names = "--type", paramLabel = "TYPE", split = ",", description = "Only these element types: f32, i64, ...")
    List<String> types = List.of();

    @Option(names = "--deep", description = "Ten times the usual cases.")
    boolean deep;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides all that is random (default: ${DEFAULT-VALUE}).")
    long seed;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        CheckOptions options = new CheckOptions(stages, dtypes(spec.commandLine()), deep, seed);
        List<CheckResult> results = new ArrayList<>();
        try (Harness harness = new Harness(options)) {
            for (String operation : chosen(spec.commandLine())) {
                harness.check(operation, result -> {
                    out.println(result.line());
                    out.flush();
                    results.add(result);
                });
            }
        }
        printSummary(out, results);
        return results.stream().allMatch(CheckResult::isPassed) ? 0 : JdvmCommand.FAILED;
    }

    /** Each failure with the command that repeats it, and a table of the stages. */
    static void printSummary(PrintWriter out, List<CheckResult> results) {
        results.stream()
                .filter(result -> !result.isPassed())
                .forEach(failure -> out.printf("%n%s%n%s%n", failure.command(), failure.failure()));
        out.println();
        Table table = new Table("lrrrrrl").row("stage", "lines", "cases", "failed", "worst", "seconds", "checks");
        Map<Stage, List<CheckResult>> stages = results.stream()
                .collect(Collectors.groupingBy(
                        CheckResult::stage, () -> new EnumMap<>(Stage.class), Collectors.toList()));
        stages.forEach((stage, lines) -> table.row(
                stage.toString(),
                Integer.toString(lines.size()),
                Long.toString(lines.stream().mapToLong(CheckResult::cases).sum()),
                Long.toString(lines.stream().filter(line -> !line.isPassed()).count()),
                "%.2f"
                        .formatted(lines.stream()
                                .mapToDouble(CheckResult::worst)
                                .max()
                                .orElse(0)),
                "%.1f"
                        .formatted(lines.stream()
                                        .mapToLong(line -> line.time().toMillis())
                                        .sum()
                                / 1e3),
                stage.meaning()));
        table.print(out);
        out.println("worst: the largest error, as a part of the tolerance");
        out.flush();
    }

    private List<String> chosen(CommandLine line) {
        List<String> known = Harness.operations();
        for (String operation : operations) {
            if (!known.contains(operation)) {
                throw new ParameterException(
                        line, "There is no operation %s; known are %s".formatted(operation, String.join(", ", known)));
            }
        }
        return operations.isEmpty() ? known : operations;
    }

    private Set<DType> dtypes(CommandLine line) {
        if (types.isEmpty()) {
            return EnumSet.allOf(DType.class);
        }
        return types.stream()
                .map(name -> Arrays.stream(DType.values())
                        .filter(type -> type.toString().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new ParameterException(
                                line,
                                "There is no element type %s; known are %s"
                                        .formatted(name, Arrays.toString(DType.values())))))
                .collect(Collectors.toSet());
    }
}
