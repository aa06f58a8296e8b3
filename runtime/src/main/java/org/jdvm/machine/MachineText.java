package org.jdvm.machine;

import static org.jdvm.machine.MachineField.ALIGN;
import static org.jdvm.machine.MachineField.BLOCKS;
import static org.jdvm.machine.MachineField.CHUNK_TILES;
import static org.jdvm.machine.MachineField.CORES;
import static org.jdvm.machine.MachineField.CUBE;
import static org.jdvm.machine.MachineField.DEPTH;
import static org.jdvm.machine.MachineField.EVENTS;
import static org.jdvm.machine.MachineField.FAR_COST;
import static org.jdvm.machine.MachineField.FAR_TILES;
import static org.jdvm.machine.MachineField.LABELS;
import static org.jdvm.machine.MachineField.LEFT;
import static org.jdvm.machine.MachineField.LINE;
import static org.jdvm.machine.MachineField.LOCAL;
import static org.jdvm.machine.MachineField.MOVE_COST;
import static org.jdvm.machine.MachineField.MOVE_ROWS_COST;
import static org.jdvm.machine.MachineField.NEAR_COST;
import static org.jdvm.machine.MachineField.ONLINE_KEYS;
import static org.jdvm.machine.MachineField.ONLINE_ROWS;
import static org.jdvm.machine.MachineField.OPERAND_COLUMNS;
import static org.jdvm.machine.MachineField.OPERAND_ROWS;
import static org.jdvm.machine.MachineField.PACK_COST;
import static org.jdvm.machine.MachineField.PRODUCTS_PER_ELEMENT;
import static org.jdvm.machine.MachineField.RESULTS;
import static org.jdvm.machine.MachineField.RIGHT;
import static org.jdvm.machine.MachineField.RIGHT_ELEMENT;
import static org.jdvm.machine.MachineField.ROW_COST;
import static org.jdvm.machine.MachineField.ROW_TASK;
import static org.jdvm.machine.MachineField.SECTION_COST;
import static org.jdvm.machine.MachineField.SMALLEST_TASK;
import static org.jdvm.machine.MachineField.SPAWN;
import static org.jdvm.machine.MachineField.SPLIT_COLUMNS;
import static org.jdvm.machine.MachineField.SPLIT_RESIDENT;
import static org.jdvm.machine.MachineField.SPLIT_TASKS;
import static org.jdvm.machine.MachineField.SPLIT_TILES;
import static org.jdvm.machine.MachineField.STEP_COST;
import static org.jdvm.machine.MachineField.TASK_COST;
import static org.jdvm.machine.MachineField.TILE;
import static org.jdvm.machine.MachineField.TILE_COLUMNS;
import static org.jdvm.machine.MachineField.TILE_ROWS;
import static org.jdvm.machine.MachineField.WORK;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdvm.text.QuotedNames;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a machine: its name, then each field as a label and a value, with commas between them.
 *
 * <p>In a text the fields with usual values may be left out. Those that decide how programs run are always written.
 */
final class MachineText {
    private final Map<MachineField, String> fields = new EnumMap<>(MachineField.class);
    private final String name;

    /** What the fields that are left out are taken from. */
    private @Nullable NpuSpec usual;

    static String print(NpuSpec machine) {
        NpuSpec usual = machine.usual();
        StringBuilder text = new StringBuilder(QuotedNames.quote(machine.name()));
        Stream.of(MachineField.values())
                .filter(field -> field.isAlwaysWritten() || !field.of(machine).equals(field.of(usual)))
                .forEach(field ->
                        text.append(", ").append(field.label).append(' ').append(field.of(machine)));
        return text.toString();
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
        if (fields.put(MachineField.of(words[0]), words[1]) != null) {
            throw new IllegalArgumentException(words[0] + " is there twice");
        }
    }

    private NpuSpec machine() {
        String[] block = text(CUBE).split("\\s*x\\s*", 2);
        if (block.length < 2) {
            throw new IllegalArgumentException(CUBE.label + ": expected rows x columns, found '" + text(CUBE) + "'");
        }
        int rows = integer(CUBE, block[0]);
        int columns = integer(CUBE, block[1]);
        usual = new NpuSpec(
                name,
                integer(CORES),
                integer(LOCAL),
                integer(ALIGN),
                integer(TILE),
                integer(EVENTS),
                rows,
                columns,
                number(SPAWN, text(SPAWN)));
        return new NpuSpec(
                name,
                integer(CORES),
                integer(EVENTS),
                new MemorySpec(integer(LOCAL), integer(TILE), integer(LINE)),
                new VectorSpec(integer(ALIGN)),
                new CubeSpec(rows, columns, integer(DEPTH), integer(RESULTS), integer(LEFT), integer(RIGHT), blocks()),
                costs(),
                number(WORK, text(WORK)));
    }

    private CostSpec costs() {
        return new CostSpec(
                new CostSpec.Tasks(
                        number(SPAWN, text(SPAWN)),
                        integer(SMALLEST_TASK),
                        integer(ROW_TASK),
                        integer(PRODUCTS_PER_ELEMENT),
                        integer(RIGHT_ELEMENT)),
                new CostSpec.Splits(
                        integer(CHUNK_TILES),
                        integer(SPLIT_TILES),
                        integer(SPLIT_TASKS),
                        integer(SPLIT_RESIDENT),
                        integer(SPLIT_COLUMNS)),
                new CostSpec.Products(
                        cost(TASK_COST),
                        cost(SECTION_COST),
                        cost(MOVE_COST),
                        cost(MOVE_ROWS_COST),
                        cost(FAR_COST),
                        cost(NEAR_COST),
                        cost(STEP_COST),
                        cost(PACK_COST),
                        cost(ROW_COST)),
                new CostSpec.Bounds(
                        integer(TILE_ROWS),
                        integer(TILE_COLUMNS),
                        integer(OPERAND_ROWS),
                        integer(OPERAND_COLUMNS),
                        integer(ONLINE_ROWS),
                        integer(ONLINE_KEYS),
                        integer(FAR_TILES)));
    }

    private List<CubeSpec.Block> blocks() {
        List<CubeSpec.Block> blocks = new ArrayList<>();
        for (String block : text(BLOCKS).split("\\s+")) {
            String[] parts = block.split(":", -1);
            if (parts.length != 2) {
                throw new IllegalArgumentException(BLOCKS.label + ": expected rows:time, found '" + block + "'");
            }
            blocks.add(new CubeSpec.Block(integer(BLOCKS, parts[0]), integer(BLOCKS, parts[1])));
        }
        return blocks;
    }

    private String text(MachineField field) {
        String value = fields.get(field);
        if (value != null) {
            return value;
        }
        if (usual == null) {
            throw new IllegalArgumentException("'" + field.label + "' is missing");
        }
        return field.of(usual);
    }

    private int integer(MachineField field) {
        return integer(field, text(field));
    }

    private static int integer(MachineField field, String value) {
        long number = number(field, value);
        if (number != (int) number) {
            throw new IllegalArgumentException(field.label + ": expected a number of 32 bits, found '" + value + "'");
        }
        return (int) number;
    }

    private double cost(MachineField field) {
        try {
            return Double.parseDouble(text(field));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(field.label + ": expected a number, found '" + text(field) + "'");
        }
    }

    private static long number(MachineField field, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(field.label + ": expected a number, found '" + value + "'");
        }
    }
}
