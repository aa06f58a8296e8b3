package org.jdvm.nativetiles;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether kernels can run here.
 *
 * @param system the operating system, as {@code os.name} has it
 * @param architecture as {@code os.arch} has it
 * @param isAccessEnabled whether this module may call native code
 * @param extensions what the processor has; empty where it was not asked
 */
record HostReport(String system, String architecture, boolean isAccessEnabled, Set<CpuExtension> extensions) {
    HostReport {
        extensions = Set.copyOf(extensions);
    }

    /** {@return the report of this process} The processor is asked by machine code, which runs only where it may. */
    static HostReport read() {
        HostReport report = new HostReport(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                HostReport.class.getModule().isNativeAccessEnabled(),
                Set.of());
        return report.isKnownSystem() && report.isAccessEnabled
                ? new HostReport(report.system, report.architecture, true, CpuExtension.read())
                : report;
    }

    private boolean isKnownSystem() {
        return system.toLowerCase(Locale.ROOT).equals("linux") && architecture.equals("amd64");
    }

    /** {@return the registers to compute in, or null if there is a {@link #refusal}} */
    @Nullable
    VectorWidth width() {
        if (!isKnownSystem() || !isAccessEnabled) {
            return null;
        }
        return extensions.contains(CpuExtension.AVX512_VNNI)
                ? VectorWidth.BITS_512
                : extensions.contains(CpuExtension.AVX_VNNI) ? VectorWidth.BITS_256 : null;
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
        return "the processor has neither AVX512-VNNI nor AVX-VNNI";
    }
}
