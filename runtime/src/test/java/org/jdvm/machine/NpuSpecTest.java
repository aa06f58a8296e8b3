package org.jdvm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines as text. */
class NpuSpecTest {
    private static final NpuSpec ODD = new NpuSpec(
            "odd", 3, 65536, 32, 4096, 5, new CubeSpec(7, 9, 11, 13, 15, 17), Long.MIN_VALUE, Long.MAX_VALUE);

    private static NpuSpec named(String name) {
        return new NpuSpec(name, 1, 65536, 64, 8192, 8, 12, 32, 0);
    }

    @Test
    void allFieldsAreInTheText() {
        assertEquals(
                "odd, cores 3, local 65536, align 32, tile 4096, events 5, cube 7 x 9, depth 11, results 13, left 15,"
                        + " right 17, spawn -9223372036854775808, work 9223372036854775807",
                ODD.toString());
        assertEquals(ODD, NpuSpec.parse(ODD.toString()));
        assertEquals(NpuSpec.host(), NpuSpec.parse(NpuSpec.host().toString()));
        assertEquals(NpuSpec.ascend910b(), NpuSpec.parse(NpuSpec.ascend910b().toString()));
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
                        + " spawn, work and its number, found 'corse 1'",
                "m, cores | expected one of cores, local, align, tile, events, cube, depth, results, left, right,"
                        + " spawn, work and its number, found 'cores'",
                "m, cube 12 | cube: expected rows x columns, found '12'",
                "m, cube 12 x y | cube: expected a number, found 'y'",
                "m, cube 1 x 1, cores 3000000000 | cores: expected a number of 32 bits, found '3000000000'",
                "m, cube 1 x 1, cores 1, local 65536, align 64, tile 8192, events 8, spawn 0, work 0 | a machine's"
                        + " limit of work must be positive, not 0",
                "m, cube 1 x 1, cores 1, local 65536, align 134217728, tile 134217728, events 8, spawn 0 | a local"
                        + " buffer of 65536 bytes holds no tiles",
            })
    void errorsNameTheField(String text, String message) {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> NpuSpec.parse(text));
        assertEquals(message, wrong.getMessage());
    }
}
