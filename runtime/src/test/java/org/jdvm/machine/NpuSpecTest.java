package org.jdvm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines as text. */
class NpuSpecTest {
    private static final NpuSpec ODD = new NpuSpec(
            "odd",
            3,
            5,
            new MemorySpec(65536, 4096, 19),
            new VectorSpec(32),
            new CubeSpec(7, 9, 11, 13, 15, 17, List.of(new CubeSpec.Block(21, 23), new CubeSpec.Block(1, 25))),
            new CostSpec(
                    new CostSpec.Tasks(Long.MIN_VALUE, 27, 29, 31, 33),
                    new CostSpec.Splits(35, 37, 39, 41, 43),
                    new CostSpec.Products(45.5, 47, 49, 51, 53, 55, 57, 59, 61),
                    new CostSpec.Bounds(63, 65, 67, 69, 71, 73, 75)),
            Long.MAX_VALUE);

    private static NpuSpec named(String name) {
        return new NpuSpec(name, 1, 65536, 64, 8192, 8, 12, 32, 0);
    }

    @Test
    void allFieldsAreInTheText() {
        assertEquals(
                "odd, cores 3, local 65536, align 32, tile 4096, events 5, cube 7 x 9, depth 11, results 13, left 15,"
                        + " right 17, spawn -9223372036854775808, work 9223372036854775807, line 19,"
                        + " blocks 21:23 1:25, smallestTask 27, rowTask 29, products 31, rightElement 33,"
                        + " chunkTiles 35, splitTiles 37, splitTasks 39, splitResident 41, splitColumns 43,"
                        + " taskCost 45.5, sectionCost 47, moveCost 49, moveRowsCost 51, farCost 53, nearCost 55,"
                        + " stepCost 57, packCost 59, rowCost 61, tileRows 63, tileColumns 65, operandRows 67,"
                        + " operandColumns 69, onlineRows 71, onlineKeys 73, farTiles 75",
                ODD.toString());
        assertEquals(ODD, NpuSpec.parse(ODD.toString()));
        for (NpuSpec machine : NpuSpec.known()) {
            assertEquals(machine, NpuSpec.parse(machine.toString()));
        }
        assertEquals(
                NpuSpec.reproducible(2), NpuSpec.parse(NpuSpec.reproducible(2).toString()));
    }

    @Test
    void usualCostsAreNotInTheText() {
        assertEquals(
                "\"neoverse-n1\", cores 64, local 393216, align 16, tile 8192, events 8, cube 12 x 8, depth 2048,"
                        + " results 16384, left 131072, right 2097152, spawn 24000, work 17592186044416",
                NpuSpec.neoverseN1().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "two words", "a,b", "a \"quoted\" \\ name", "\n\t\u00e9 // ", "ends \\"})
    void anyName(String name) {
        assertEquals(named(name), NpuSpec.parse(named(name).toString()));
    }

    @Test
    void usualValuesMayBeLeftOut() {
        assertEquals(
                named("m"),
                NpuSpec.parse("m, spawn 0, cores 1, local 65536, align 64, tile 8192, events 8, cube 12 x 32"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "m | 'cube' is missing",
                "ascend-910b, cores 1 | the machine's name needs quotation marks: \"ascend-910b\"",
                "\"m, cores 1 | the machine's name ends without a quotation mark",
                "\"m\" cores 1 | after the machine's name expected ',', found 'cores 1'",
                "m, cores 1, cores 2 | cores is there twice",
                "m, corse 1 | expected one of cores, local, align, tile, events, cube, depth, results, left, right,"
                    + " spawn, work, line, blocks, smallestTask, rowTask, products, rightElement, chunkTiles,"
                    + " splitTiles, splitTasks, splitResident, splitColumns, taskCost, sectionCost, moveCost,"
                    + " moveRowsCost, farCost, nearCost, stepCost, packCost, rowCost, tileRows, tileColumns,"
                    + " operandRows, operandColumns, onlineRows, onlineKeys, farTiles and its number, found 'corse 1'",
                "m, cores | expected one of cores, local, align, tile, events, cube, depth, results, left, right,"
                    + " spawn, work, line, blocks, smallestTask, rowTask, products, rightElement, chunkTiles,"
                    + " splitTiles, splitTasks, splitResident, splitColumns, taskCost, sectionCost, moveCost,"
                    + " moveRowsCost, farCost, nearCost, stepCost, packCost, rowCost, tileRows, tileColumns,"
                    + " operandRows, operandColumns, onlineRows, onlineKeys, farTiles and its number, found 'cores'",
                "m, cube 12 | cube: expected rows x columns, found '12'",
                "m, cube 12 x y | cube: expected a number, found 'y'",
                "m, cube 1 x 1, cores 3000000000 | cores: expected a number of 32 bits, found '3000000000'",
                "m, cube 1 x 1, cores 1, local 65536, align 64, tile 8192, events 8, spawn 0, work 0 | a machine's"
                        + " limit of work must be positive, not 0",
                "m, cube 1 x 1, cores 1, local 65536, align 64, tile 8192, events 8, spawn 0, blocks 4 | blocks:"
                        + " expected rows:time, found '4'",
                "m, cube 1 x 1, cores 1, local 65536, align 64, tile 8192, events 8, spawn 0, blocks 4:1 | a cube unit"
                        + " has a block of one row, and one block for each number of rows, not [Block[rows=4, time=1]]",
                "m, cube 1 x 1, cores 1, local 65536, align 64, tile 8192, events 8, spawn 0, line 0 | a cache line has"
                        + " at least one byte, not 0",
                "m, cube 1 x 1, cores 1, local 65536, align 64, tile 8192, events 8, spawn 0, farCost x | farCost:"
                        + " expected a number, found 'x'",
                "m, cube 1 x 1, cores 1, local 65536, align 64, tile 8192, events 8, spawn 0, farCost NaN | the costs"
                        + " of products must be positive, not NaN",
                "m, cube 1 x 1, cores 1, local 65536, align 64, tile 8192, events 8, spawn 0, rowTask 0 | the costs of"
                        + " tasks must be positive, not 0",
                "m, cube 1 x 1, cores 1, local 65536, align 134217728, tile 134217728, events 8, spawn 0 | a local"
                        + " buffer of 65536 bytes holds no tiles",
            })
    void errorsNameTheField(String text, String message) {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> NpuSpec.parse(text));
        assertEquals(message, wrong.getMessage());
    }
}
