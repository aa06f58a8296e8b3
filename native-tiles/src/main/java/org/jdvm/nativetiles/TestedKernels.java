package org.jdvm.nativetiles;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Kernels in executable memory, each of which was tested before its first use.
 *
 * @param passed what computes what it should
 * @param refused for each of the others what it does instead
 */
record TestedKernels(Map<BlockForm, MemorySegment> passed, List<String> refused) {
    /** Where kernels begin: at a line of the cache. */
    private static final int ALIGNMENT = 64;

    /** Writes and tests all kernels of an instruction set. */
    static TestedKernels of(InstructionSet set) {
        return of(set, form -> form.code().bytes());
    }

    /**
     * Writes and tests all kernels of an instruction set.
     *
     * @param writer gives the machine code of each
     */
    static TestedKernels of(InstructionSet set, Function<BlockForm, byte[]> writer) {
        Map<BlockForm, byte[]> codes = new LinkedHashMap<>();
        int size = 0;
        for (BlockForm form : BlockForm.all(set)) {
            byte[] code = writer.apply(form);
            codes.put(form, code);
            size += aligned(code.length);
        }
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] code : codes.values()) {
            System.arraycopy(code, 0, all, at, code.length);
            at += aligned(code.length);
        }
        MemorySegment memory = CodeMemory.of(all);
        Map<BlockForm, MemorySegment> passed = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        at = 0;
        for (Map.Entry<BlockForm, byte[]> entry : codes.entrySet()) {
            MemorySegment kernel = memory.asSlice(at, entry.getValue().length);
            at += aligned(entry.getValue().length);
            TileSelfTest.difference(entry.getKey(), kernel)
                    .ifPresentOrElse(refused::add, () -> passed.put(entry.getKey(), kernel));
        }
        return new TestedKernels(passed, List.copyOf(refused));
    }

    private static int aligned(int size) {
        return Math.ceilDiv(size, ALIGNMENT) * ALIGNMENT;
    }

    /** {@return whether all blocks can be computed: those of a single row by one panel are there} */
    boolean isEnough(InstructionSet set) {
        return BlockForm.all(set).stream()
                .filter(form -> form.rows() == 1 && form.panels() == 1)
                .allMatch(passed::containsKey);
    }
}
