package org.jdvm.tier;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** Returns how many bytes a thread has allocated, where the virtual machine reports it. */
public final class Allocation {
    private Allocation() {}

    /** {@return what tells the bytes allocated by the calling thread so far; it says always 0 if that is not known} */
    public static LongSupplier ofThisThread() {
        return () -> {
            try {
                return Measured.BYTES.getAsLong();
            } catch (LinkageError _) {
                // The module jdk.management is not there.
                return 0;
            }
        };
    }

    /** Loaded only when it is used: its module may be missing, and it takes a while. */
    private static final class Measured {
        static final LongSupplier BYTES = ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                        && bean.isThreadAllocatedMemorySupported()
                        && bean.isThreadAllocatedMemoryEnabled()
                ? bean::getCurrentThreadAllocatedBytes
                : () -> 0;
    }
}
