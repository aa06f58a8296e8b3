package org.jdvm.tier;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** Tells how many bytes a thread has allocated, where the virtual machine can say so. */
public final class Allocation {
    private Allocation() {}

    /** {@return the bytes allocated by the calling thread so far; always 0 if that is not known} */
    public static LongSupplier ofThisThread() {
        try {
            return Measured.allocation();
        } catch (LinkageError _) {
            // The module jdk.management is not there.
            return () -> 0;
        }
    }

    /** Loaded only if it is used, since its module may be missing. */
    private static final class Measured {
        static LongSupplier allocation() {
            return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                            && bean.isThreadAllocatedMemorySupported()
                            && bean.isThreadAllocatedMemoryEnabled()
                    ? bean::getCurrentThreadAllocatedBytes
                    : () -> 0;
        }
    }
}
