package org.jdvm.front;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What class files say about enums: the order of their constants, and the tables by which javac compiles switches over them. */
final class SwitchMap {
    private SwitchMap() {}

    /** The constants of an enum in order. */
    static List<String> constants(ClassModel type) {
        return type.fields().stream()
                .filter(f -> f.flags().has(AccessFlag.ENUM))
                .map(f -> f.fieldName().stringValue())
                .toList();
    }

    /**
     * The table: the number of the case for each ordinal. It is read from the initialiser of the synthetic class that holds it, a
     * sequence of {@code table[CONSTANT.ordinal()] = number}.
     */
    static Datum.Array read(ClassModel holder, String field, List<String> constants) {
        CodeModel code = holder.methods().stream()
                .filter(m -> m.methodName().equalsString("<clinit>"))
                .findFirst()
                .flatMap(MethodModel::code)
                .orElseThrow(() -> new Refusal(Message.UNSUPPORTED, "this switch"));
        Map<String, Integer> cases = new HashMap<>();
        boolean ours = false;
        String constant = "";
        for (CodeElement element : code) {
            switch (element) {
                case FieldInstruction instruction
                when instruction.opcode() == Opcode.GETSTATIC -> {
                    String name = instruction.name().stringValue();
                    boolean table = name.startsWith("$SwitchMap$");
                    ours = table ? name.equals(field) : ours;
                    constant = table ? "" : name;
                }
                case ConstantInstruction instruction -> {
                    if (ours && !constant.isEmpty() && instruction.constantValue() instanceof Integer number) {
                        cases.put(constant, number);
                    }
                }
                default -> {}
            }
        }
        return new Datum.Array(
                "I",
                constants.stream()
                        .map(name -> Datum.Int.of(cases.getOrDefault(name, 0)))
                        .toArray(Datum[]::new));
    }
}
