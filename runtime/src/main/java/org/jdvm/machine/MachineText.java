package org.jdvm.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.text.QuotedNames;

/**
 * The text form of a machine: its name, then each field as a label and a number, with commas between them.
 *
 * <p>All fields are written; in a text the fields with usual values may be left out.
 */
final class MachineText {
    private static final String CUBE = "cube";
    private static final List<String> LABELS = List.of(
            "cores", "local", "align", "tile", "events", CUBE, "depth", "results", "left", "right", "spawn", "work");

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final String name;

    static String print(NpuSpec machine) {
        CubeSpec cube = machine.cube();
        return QuotedNames.quote(machine.name()) + ", cores " + machine.cores() + ", local "
                + machine.localBufferBytes()
                + ", align " + machine.alignmentBytes() + ", tile " + machine.tileBytes() + ", events "
                + machine.eventIds() + ", cube " + cube.rows() + " x " + cube.columns() + ", depth " + cube.depth()
                + ", results " + cube.tileElements() + ", left " + cube.leftElements() + ", right "
                + cube.rightElements() + ", spawn " + machine.spawnCost() + ", work " + machine.workLimit();
    }

    static NpuSpec parse(String text) {
        return new MachineText(text.strip()).machine();
    }

    private MachineText(String text) {
        int end = text.indexOf(',');
        if (text.startsWith("\"")) {
            end = QuotedNames.endOfQuoted(text, 0);
            if (end < 0) {
                throw new IllegalArgumentException("the machine's name ends without a quotation mark");
            }
            name = QuotedNames.unquote(text.substring(0, end));
        } else {
            end = end < 0 ? text.length() : end;
            name = text.substring(0, end).strip();
            if (!QuotedNames.isWord(name)) {
                throw new IllegalArgumentException(
                        "the machine's name needs quotation marks: " + QuotedNames.quote(name));
            }
        }
        String rest = text.substring(end).strip();
        if (!rest.isEmpty()) {
            if (!rest.startsWith(",")) {
                throw new IllegalArgumentException("after the machine's name expected ',', found '" + rest + "'");
            }
            List<String> parts = new ArrayList<>(List.of(rest.substring(1).split(",", -1)));
            parts.forEach(this::add);
        }
    }

    private void add(String part) {
        String[] words = part.strip().split("\\s+", 2);
        if (!LABELS.contains(words[0]) || words.length < 2) {
            throw new IllegalArgumentException(
                    "expected one of %s and its number, found '%s'".formatted(String.join(", ", LABELS), part.strip()));
        }
        if (fields.put(words[0], words[1]) != null) {
            throw new IllegalArgumentException(words[0] + " is there twice");
        }
    }

    private NpuSpec machine() {
        String[] block = field(CUBE).split("\\s*x\\s*", 2);
        if (block.length < 2) {
            throw new IllegalArgumentException(CUBE + ": expected rows x columns, found '" + field(CUBE) + "'");
        }
        CubeSpec usual = CubeSpec.of(integer(CUBE, block[0]), integer(CUBE, block[1]));
        return new NpuSpec(
                name,
                integer("cores"),
                integer("local"),
                integer("align"),
                integer("tile"),
                integer("events"),
                new CubeSpec(
                        usual.rows(),
                        usual.columns(),
                        integer("depth", usual.depth()),
                        integer("results", usual.tileElements()),
                        integer("left", usual.leftElements()),
                        integer("right", usual.rightElements())),
                number("spawn", field("spawn")),
                fields.containsKey("work") ? number("work", field("work")) : NpuSpec.USUAL_WORK_LIMIT);
    }

    private String field(String label) {
        String value = fields.get(label);
        if (value == null) {
            throw new IllegalArgumentException("'" + label + "' is missing");
        }
        return value;
    }

    private int integer(String label, int usual) {
        return fields.containsKey(label) ? integer(label) : usual;
    }

    private int integer(String label) {
        return integer(label, field(label));
    }

    private static int integer(String label, String value) {
        long number = number(label, value);
        if (number != (int) number) {
            throw new IllegalArgumentException(label + ": expected a number of 32 bits, found '" + value + "'");
        }
        return (int) number;
    }

    private static long number(String label, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(label + ": expected a number, found '" + value + "'");
        }
    }
}
