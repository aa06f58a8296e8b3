package org.jdvm.examples.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jdvm.Dvm;
import org.jdvm.examples.host.HostSpeed;
import org.jdvm.machine.HostCpu;
import org.jdvm.machine.HostVectors;
import org.jdvm.machine.NpuSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the machine: CPU, what it can do at most, and how jdvm uses it. */
@Command(
        name = "machine",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the CPU of this machine with its caches, what one core can do at most (measured, in some seconds),"
                    + " and the description for which jdvm makes programs.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with the reason on standard error", "2:called with wrong arguments"})
final class MachineCommand implements Callable<Integer> {
    /** Reads from memory, not from a cache, where nothing is known of caches. */
    private static final long FAR_BYTES = 64L << 20;

    private static final long MOST_BYTES = 512L << 20;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        HostCpu cpu = HostCpu.read();
        NpuSpec machine = NpuSpec.host();
        Table table = new Table("ll")
                .row("processor", cpu.name())
                .row("cores", Integer.toString(machine.cores()))
                .row("features", cpu.features().isEmpty() ? "unknown" : String.join(" ", cpu.features()))
                .row("caches", caches(cpu))
                .row("vectors", "%d bits".formatted(Byte.SIZE * HostVectors.bytes()))
                .row("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
        if (HostVectors.areUsable()) {
            table.row(
                    "peak",
                    "%.0f GFLOP/s, one core, fused multiplications and additions in registers"
                            .formatted(HostSpeed.peak()));
            long largest = 0;
            for (HostCpu.Cache cache : cpu.caches()) {
                table.row("reading", "%s from level %d".formatted(speed(cache.bytes() / 2), cache.level()));
                largest = cache.bytes();
            }
            table.row("", speed(Math.min(MOST_BYTES, Math.max(FAR_BYTES, 4 * largest))) + " from memory");
        } else {
            table.row("peak", "not measured: without --add-modules " + HostVectors.MODULE + " all code is scalar");
        }
        table.row("run by", Dvm.shared().tierDescription())
                .row("interpreter", Dvm.shared().interpreterDescription())
                .row("machine", machine.toString())
                .row("integers", Dvm.integerProductsDescription())
                .row("products", TuneCommand.summary(Dvm.tuning()))
                .print(out);
        out.flush();
        return 0;
    }

    private static String speed(long bytes) {
        return String.format(Locale.ROOT, "%.0f GB/s", HostSpeed.bandwidth(bytes));
    }

    private static String caches(HostCpu cpu) {
        return cpu.caches().isEmpty()
                ? "unknown"
                : cpu.caches().stream()
                        .map(cache -> "level %d: %d KiB".formatted(cache.level(), cache.bytes() >> 10))
                        .collect(Collectors.joining(", "));
    }
}
