package org.jdvm.asm;

import java.util.HashMap;
import java.util.Map;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Disassembler;

/** A program as text, which is the source file of the classes made from it. */
final class Listing {
    private final String text;
    private final Map<Integer, Integer> lines = new HashMap<>();

    Listing(Program program) {
        this.text = Disassembler.print(program);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            int comment = line.lastIndexOf("// ");
            if (comment >= 0) {
                lines.put(Integer.parseInt(line.substring(comment + 3).strip()), number);
            }
        }
    }

    /** The line of the instruction at a position, or 0. */
    int line(int position) {
        return lines.getOrDefault(position, 0);
    }

    @Override
    public String toString() {
        return text;
    }
}
