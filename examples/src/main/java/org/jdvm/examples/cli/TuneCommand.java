package org.jdvm.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jdvm.Dvm;
import org.jdvm.examples.io.InputException;
import org.jdvm.machine.Tuning;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds the faster ways of matrix products on this machine and keeps them in a file. */
@Command(
        name = "tune",
        mixinStandardHelpOptions = true,
        description = {
            "Measures which ways of matrix products are faster on this machine, and keeps them in a file for later"
                + " runs. Without it, they are measured while the first products are computed. Results do not depend"
                + " on them. -D" + Tuning.PROPERTY + "=" + Tuning.OFF + " switches all choices off, -D"
                    + Tuning.PROPERTY + "=FILE reads another file.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with the reason on standard error", "2:called with wrong arguments"})
final class TuneCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Where the choices are kept (default: the file of this machine in ~/.cache/jdvm/tuning).")
    @Nullable
    Path file;

    @Option(
            names = "--millis",
            defaultValue = "300",
            paramLabel = "N",
            description = "How long products are measured, once code is ready (default: ${DEFAULT-VALUE}).")
    int millis;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Duration took = Dvm.shared().tune(Duration.ofMillis(millis));
        Tuning tuning = Dvm.tuning();
        Table table = new Table("llr").row("products", "way", "time against the usual way");
        tuning.choices()
                .forEach((name, choice) -> table.row(
                        name,
                        choice.isTaken() ? "taken" : "not taken",
                        String.format(Locale.ROOT, "%.2f", choice.ratio())));
        table.print(out);
        Path target = file == null ? Tuning.defaultFile() : file;
        try {
            tuning.write(target);
        } catch (IOException e) {
            throw new InputException("the choices cannot be kept in %s: %s".formatted(target, e));
        }
        out.printf("%s, in %d ms; kept in %s%n", summary(tuning), took.toMillis(), target);
        out.flush();
        return 0;
    }

    /** How many choices there are, in a few words. */
    static String summary(Tuning tuning) {
        if (Tuning.OFF.equals(System.getProperty(Tuning.PROPERTY))) {
            return "the usual ways: -D" + Tuning.PROPERTY + "=" + Tuning.OFF + " was given";
        }
        if (tuning.choices().isEmpty()) {
            return "no choices yet: they are made by measurement while products are computed, or ahead by the command"
                    + " tune";
        }
        long taken = tuning.choices().values().stream()
                .filter(Tuning.Choice::isTaken)
                .count();
        return "%d choices by measurement, %d of them for the unusual way"
                .formatted(tuning.choices().size(), taken);
    }
}
