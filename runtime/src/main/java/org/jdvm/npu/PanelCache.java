package org.jdvm.npu;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Packed matrix panels of one constant memory, kept beside it for as long as it lives. Safe for use by several threads.
 */
public final class PanelCache {
    private final AtomicLong bytes = new AtomicLong();

    /** Creates a cache that holds nothing. */
    public PanelCache() {}

    /** {@return the bytes that the packed panels take} */
    public long bytes() {
        return bytes.get();
    }
}
