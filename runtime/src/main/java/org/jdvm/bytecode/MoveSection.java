package org.jdvm.bytecode;

/** Sections that only move elements: a load, and a store of the same operand as the same type. */
public final class MoveSection {
    private MoveSection() {}

    /**
     * {@return the position of the store of a section that only moves elements, or -1 if it does more}
     *
     * @param words the program
     * @param section the position of the section; its load follows
     */
    public static int storeOf(long[] words, int section) {
        int load = section + Words.length(words[section]);
        int store = load + Words.length(words[load]);
        boolean moves = Words.opcode(words[load]) == Opcode.LOAD.code()
                && Words.opcode(words[store]) == Opcode.STORE.code()
                && Words.opcode(words[store + Words.length(words[store])]) == Opcode.END.code()
                && Words.memoryType(words[load]) == Words.memoryType(words[store])
                && words[load + Words.HEADER] == words[store + Words.HEADER];
        return moves ? store : -1;
    }
}
