package org.jdvm.exec.state;

import java.util.Objects;
import org.jdvm.exec.gemm.PanelCache;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a launch binds to one buffer of a program.
 *
 * @param plain a {@code float[]}, {@code short[]}, {@code byte[]}, {@code int[]} or {@code long[]}, as the buffer's element type says; null
 *     for a constant whose elements are only multiplied
 * @param offset index of the array where the buffer begins
 * @param panels packed matrix panels of this memory if its contents never change, else null
 */
public record Binding(
        @Nullable Object plain, int offset, @Nullable PanelCache panels) {
    /** {@return the array; that of a constant is made again if only panels are left of it} */
    public Object array() {
        return plain == null ? Objects.requireNonNull(panels, "panels").array() : plain;
    }

    /** {@return the array, or null if only panels are left of it} */
    @Nullable
    public Object present() {
        return plain == null ? Objects.requireNonNull(panels, "panels").present() : plain;
    }
}
