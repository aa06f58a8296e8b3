package org.jdvm.front;

import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.List;

/** The operand stack of a method. Numbers of 64 bits count as one entry here and as two in the JVM's instructions. */
final class OperandStack {
    private final List<AbstractValue> entries = new ArrayList<>();

    void push(AbstractValue datum) {
        entries.add(datum);
    }

    AbstractValue pop() {
        return entries.removeLast();
    }

    /** Takes entries from the top, in the order in which they were pushed. */
    List<AbstractValue> pop(int count) {
        List<AbstractValue> top = entries.subList(entries.size() - count, entries.size());
        List<AbstractValue> popped = List.copyOf(top);
        top.clear();
        return popped;
    }

    void apply(Opcode opcode) {
        switch (opcode) {
            case POP -> pop();
            case POP2 -> take(2);
            case DUP -> duplicate(1, 0);
            case DUP_X1 -> duplicate(1, 1);
            case DUP_X2 -> duplicate(1, 2);
            case DUP2 -> duplicate(2, 0);
            case DUP2_X1 -> duplicate(2, 1);
            case DUP2_X2 -> duplicate(2, 2);
            case SWAP -> {
                AbstractValue top = pop();
                entries.add(entries.size() - 1, top);
            }
            default -> throw new IllegalArgumentException("not a stack instruction: " + opcode);
        }
    }

    /** Repeats the top words below some more words. */
    private void duplicate(int words, int below) {
        List<AbstractValue> top = take(words);
        List<AbstractValue> under = below == 0 ? List.of() : take(below);
        entries.addAll(top);
        entries.addAll(under);
        entries.addAll(top);
    }

    private List<AbstractValue> take(int words) {
        int count = isWide(entries.getLast()) ? 1 : words;
        return pop(count);
    }

    static boolean isWide(AbstractValue datum) {
        return datum instanceof AbstractValue.Int(var _, boolean wide) && wide
                || datum instanceof AbstractValue.Real(var _, boolean wideReal) && wideReal;
    }
}
