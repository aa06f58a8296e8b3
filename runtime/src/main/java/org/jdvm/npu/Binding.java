package org.jdvm.npu;

import org.jspecify.annotations.Nullable;

/**
 * The memory that a launch binds to one buffer of a program.
 *
 * @param array a {@code float[]}, {@code short[]}, {@code byte[]}, {@code int[]} or {@code long[]}, as the buffer's element type says
 * @param offset index of the array where the buffer begins
 * @param panels where packed matrix panels of this memory are kept if its contents never change, else null
 */
public record Binding(Object array, int offset, @Nullable PanelCache panels) {}
