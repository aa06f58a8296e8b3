package org.jdvm.machine;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of a machine in its text form: labels and values. {@link MachineText} reads them back. */
enum MachineField {
    CORES("cores", NpuSpec::cores),
    LOCAL("local", NpuSpec::localBufferBytes),
    ALIGN("align", NpuSpec::alignmentBytes),
    TILE("tile", NpuSpec::tileBytes),
    EVENTS("events", NpuSpec::eventIds),
    CUBE("cube", machine -> machine.cubeRows() + " x " + machine.cubeColumns()),
    DEPTH("depth", machine -> machine.cube().depth()),
    RESULTS("results", machine -> machine.cube().tileElements()),
    LEFT("left", machine -> machine.cube().leftElements()),
    RIGHT("right", machine -> machine.cube().rightElements()),
    SPAWN("spawn", NpuSpec::spawnCost),
    WORK("work", NpuSpec::workLimit),

    LINE("line", machine -> machine.memory().lineBytes()),
    BLOCKS(
            "blocks",
            machine -> machine.cube().blocks().stream()
                    .map(block -> block.rows() + ":" + block.time())
                    .collect(Collectors.joining(" "))),
    SMALLEST_TASK("smallestTask", machine -> machine.costs().tasks().smallest()),
    ROW_TASK("rowTask", machine -> machine.costs().tasks().rowWise()),
    PRODUCTS_PER_ELEMENT("products", machine -> machine.costs().tasks().productsPerElement()),
    RIGHT_ELEMENT("rightElement", machine -> machine.costs().tasks().rightElement()),
    CHUNK_TILES("chunkTiles", machine -> machine.costs().splits().chunkTiles()),
    SPLIT_TILES("splitTiles", machine -> machine.costs().splits().tiles()),
    SPLIT_TASKS("splitTasks", machine -> machine.costs().splits().tasks()),
    SPLIT_RESIDENT("splitResident", machine -> machine.costs().splits().residentTasks()),
    SPLIT_COLUMNS("splitColumns", machine -> machine.costs().splits().columns()),
    TASK_COST("taskCost", machine -> number(machine.costs().products().task())),
    SECTION_COST("sectionCost", machine -> number(machine.costs().products().section())),
    MOVE_COST("moveCost", machine -> number(machine.costs().products().move())),
    MOVE_ROWS_COST("moveRowsCost", machine -> number(machine.costs().products().moveRows())),
    FAR_COST("farCost", machine -> number(machine.costs().products().far())),
    NEAR_COST("nearCost", machine -> number(machine.costs().products().near())),
    STEP_COST("stepCost", machine -> number(machine.costs().products().step())),
    PACK_COST("packCost", machine -> number(machine.costs().products().pack())),
    ROW_COST("rowCost", machine -> number(machine.costs().products().row())),
    TILE_ROWS("tileRows", machine -> machine.costs().bounds().rows()),
    TILE_COLUMNS("tileColumns", machine -> machine.costs().bounds().columns()),
    OPERAND_ROWS("operandRows", machine -> machine.costs().bounds().operandRows()),
    OPERAND_COLUMNS("operandColumns", machine -> machine.costs().bounds().operandColumns()),
    ONLINE_ROWS("onlineRows", machine -> machine.costs().bounds().onlineRows()),
    ONLINE_KEYS("onlineKeys", machine -> machine.costs().bounds().onlineKeys()),
    FAR_TILES("farTiles", machine -> machine.costs().bounds().farTiles());

    /** The labels of all fields. */
    static final List<String> LABELS =
            Arrays.stream(values()).map(field -> field.label).toList();

    final String label;
    private final Function<NpuSpec, Object> value;

    MachineField(String label, Function<NpuSpec, Object> value) {
        this.label = label;
        this.value = value;
    }

    /** {@return the field with a label} */
    static MachineField of(String label) {
        return values()[LABELS.indexOf(label)];
    }

    /** {@return the value that a machine has, as text} */
    String of(NpuSpec machine) {
        return value.apply(machine).toString();
    }

    /** True for what is written though it has the usual value: all but what decides which programs are made, not how they run. */
    boolean isAlwaysWritten() {
        return compareTo(WORK) <= 0;
    }

    private static String number(double value) {
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }
}
