package org.jdvm.nativetiles;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jdvm.machine.HostVectors;

/**
 * What decides whether kernels can run here.
 *
 * @param system the operating system, as {@code os.name} has it
 * @param architecture as {@code os.arch} has it
 * @param isAccessEnabled whether this module may call native code
 * @param vectorBytes the widest vectors that the virtual machine uses: options such as {@code -XX:UseAVX=2} count for kernels too
 * @param extensions what the processor has and the operating system allows; empty where they were not asked
 */
record HostReport(
        String system, String architecture, boolean isAccessEnabled, int vectorBytes, Set<CpuExtension> extensions) {
    HostReport {
        extensions = Set.copyOf(extensions);
    }

    /** {@return the report of this process} The processor is asked by machine code, which runs only where it may. */
    static HostReport read() {
        HostReport report = new HostReport(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                HostReport.class.getModule().isNativeAccessEnabled(),
                HostVectors.bytes(),
                Set.of());
        return report.isKnownSystem() && report.isAccessEnabled
                ? new HostReport(
                        report.system,
                        report.architecture,
                        true,
                        report.vectorBytes,
                        CpuExtension.of(new HostProcessor()))
                : report;
    }

    private boolean isKnownSystem() {
        return system.toLowerCase(Locale.ROOT).equals("linux") && architecture.equals("amd64");
    }

    /** {@return the instructions that kernels may consist of here, best first; none if there is a {@link #refusal}} */
    List<InstructionSet> sets() {
        return isKnownSystem() && isAccessEnabled
                ? Arrays.stream(InstructionSet.values())
                        .filter(set -> extensions.contains(set.extension()) && set.bytes() <= vectorBytes)
                        .toList()
                : List.of();
    }

    /** {@return why there are no kernels here, and what would change that} */
    String refusal() {
        if (!isKnownSystem()) {
            return "there are kernels for Linux on x86-64 only, and this is %s on %s".formatted(system, architecture);
        }
        if (!isAccessEnabled) {
            Module module = HostReport.class.getModule();
            return "native access is not enabled; start the virtual machine with --enable-native-access="
                    + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
        }
        return extensions.contains(CpuExtension.AVX2)
                ? "the virtual machine uses vectors of %d bits only".formatted(Byte.SIZE * vectorBytes)
                : "the processor has neither AVX512-VNNI nor AVX-VNNI nor AVX2";
    }
}
