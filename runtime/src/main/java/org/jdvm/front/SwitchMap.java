package org.jdvm.front;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What class files say about enums: the order of their constants, and the tables by which compilers translate switches over them. */
final class SwitchMap {
    /** What the names of javac's tables begin with; the name of the enum follows. */
    static final String JAVAC = "$SwitchMap$";
    /** What the names of the Eclipse compiler's tables, and of the methods that fill them, begin with. */
    static final String ECLIPSE = "$SWITCH_TABLE$";

    private SwitchMap() {}

    /** The constants of an enum in order. */
    static List<String> constants(ClassModel type) {
        return type.fields().stream()
                .filter(f -> f.flags().has(AccessFlag.ENUM))
                .map(f -> f.fieldName().stringValue())
                .toList();
    }

    /**
     * The table: the number of the case for each ordinal. It is read from the code that fills it: the initialiser of a synthetic class
     * of javac, which may fill several tables, or a synthetic method of the Eclipse compiler. Both are a sequence of
     * {@code table[CONSTANT.ordinal()] = number}.
     */
    static AbstractValue.Array read(CodeModel code, String table, List<String> constants) {
        Map<String, Integer> cases = new HashMap<>();
        boolean ours = false;
        String constant = "";
        for (CodeElement element : code) {
            switch (element) {
                case FieldInstruction instruction
                when instruction.opcode() == Opcode.GETSTATIC -> {
                    String name = instruction.name().stringValue();
                    boolean isTable = name.startsWith(JAVAC) || name.startsWith(ECLIPSE);
                    ours = isTable ? name.equals(table) : ours;
                    constant = isTable ? "" : name;
                }
                case ConstantInstruction instruction -> {
                    if (ours && !constant.isEmpty() && instruction.constantValue() instanceof Integer number) {
                        cases.put(constant, number);
                    }
                }
                default -> {}
            }
        }
        return new AbstractValue.Array(
                "I",
                constants.stream()
                        .map(name -> AbstractValue.Int.of(cases.getOrDefault(name, 0)))
                        .toArray(AbstractValue[]::new));
    }
}
