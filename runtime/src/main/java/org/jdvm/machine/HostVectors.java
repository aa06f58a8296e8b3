package org.jdvm.machine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import jdk.incubator.vector.VectorShape;

/** The vectors of this CPU, and whether vector code can be run: for that the module of the Vector API must be there. */
public final class HostVectors {
    /** The module that has the Vector API; it is only there if it was asked for when the virtual machine was started. */
    public static final String MODULE = "jdk.incubator.vector";

    private static final boolean USABLE = ModuleLayer.boot()
            .findModule(MODULE)
            .map(module -> HostVectors.class.getModule().canRead(module))
            .orElse(false);

    private static final int BYTES = USABLE ? Shape.bytes() : Option.bytes();

    private HostVectors() {}

    /** {@return true if code of the Vector API can be run} */
    public static boolean areUsable() {
        return USABLE;
    }

    /** {@return the bytes of one vector: a sum has one part for each of its lanes, whether by vector code or not} */
    public static int bytes() {
        return BYTES;
    }

    /** Loaded only where the Vector API is. */
    private static final class Shape {
        static int bytes() {
            return VectorShape.preferredShape().vectorBitSize() / Byte.SIZE;
        }
    }

    /** Loaded only where the Vector API is not: what it would say, where the virtual machine can be asked. */
    private static final class Option {
        private static final int USUAL = 32;

        static int bytes() {
            try {
                return Integer.parseInt(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .getVMOption("MaxVectorSize")
                        .getValue());
            } catch (LinkageError | RuntimeException _) {
                // No module jdk.management, or another virtual machine.
                return USUAL;
            }
        }
    }
}
