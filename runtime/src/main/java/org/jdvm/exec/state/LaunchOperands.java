package org.jdvm.exec.state;

import java.util.Objects;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.gemm.PanelCache;

/**
 * What routines know of a launch: the program, and what is bound to it.
 *
 * @param program the program
 * @param bindings the memory of each buffer, by number
 * @param scalars the value of each scalar slot
 */
public record LaunchOperands(Program program, Binding[] bindings, double[] scalars) {
    /** Checks that the bindings are those that the program takes. */
    public LaunchOperands {
        if (bindings.length != program.buffers().size()) {
            throw new IllegalArgumentException(program.name() + " has "
                    + program.buffers().size() + " buffers, but " + bindings.length + " are bound");
        }
        if (scalars.length < program.scalars().size()) {
            throw new IllegalArgumentException(
                    program.name() + " reads " + program.scalars().size() + " scalars, but gets " + scalars.length);
        }
        for (int i = 0; i < bindings.length; i++) {
            check(program, program.buffers().get(i), bindings[i]);
        }
    }

    /** {@return the words of the program} */
    public long[] words() {
        return program.words();
    }

    /**
     * {@return the element type of the memory that an address is in}
     *
     * @param address the first word of an address form
     */
    public DType type(long address) {
        return program.buffers().get(Words.buffer(address)).type();
    }

    private static void check(Program program, BufferSlot slot, Binding binding) {
        Object array = binding.present();
        int length = switch (slot.type()) {
            case F32 -> array instanceof float[] a ? a.length : array == null ? packed(binding, float.class) : -1;
            case F16, BF16, I16, U16 ->
                array instanceof short[] a ? a.length : array == null ? packed(binding, short.class) : -1;
            case I8, U8, BOOL ->
                array instanceof byte[] a ? a.length : array == null ? packed(binding, byte.class) : -1;
            case I32 -> array instanceof int[] a ? a.length : -1;
            case I64 -> array instanceof long[] a ? a.length : -1;
            case F64 -> array instanceof double[] a ? a.length : -1;
        };
        if (length < 0) {
            throw new IllegalArgumentException(program.name() + ": buffer '" + slot.name() + "' holds " + slot.type()
                    + ", but is bound to a " + binding.array().getClass().getSimpleName());
        }
        if (binding.offset() < 0 || slot.elements() > length - binding.offset()) {
            throw new IllegalArgumentException(program.name() + ": buffer '" + slot.name() + "' has " + slot.elements()
                    + " elements, but is bound to an array of " + length + " at " + binding.offset());
        }
    }

    /** Elements of a constant of which only panels are left. */
    private static int packed(Binding binding, Class<?> elementType) {
        PanelCache panels = Objects.requireNonNull(binding.panels());
        return panels.elementType() == elementType ? panels.length() : -1;
    }
}
