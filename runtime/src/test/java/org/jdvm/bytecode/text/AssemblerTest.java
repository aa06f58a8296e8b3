package org.jdvm.bytecode.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jdvm.bytecode.BytecodeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text form: what it looks like, and what is said about text that is wrong. */
class AssemblerTest {
    /** Softmax over rows of 384, 5 rows a task, followed by an embedding look-up of ids. */
    private static final String TEXT = """
        program softmax
        machine host, cores 2, local 65536, align 64, tile 8192, events 8, cube 12 x 32, depth 2048, results 16384, left 131072, right 2097152, spawn 24000, work 17592186044416
        scalars 2
        scalar s1 = div(1.0, sqrt(eps))
        input x f16 38400
        input table f32 3840000
        input "token ids" i32 100
        output y f16 38400
        workspace w0 f32 100

        section grid i0 20; rows 5 of 100 by i0; columns 384; cost 76800; local 7744                          // 0
          load.f16 tile@0x0000, x[0 + 1920*i0; rows 384, cols 1] set vector:0                                 // 10
          reduce_x.max.f32 column@0x1e00, tile@0x0000 wait load:0                                             // 17
          sub.f32 tile@0x0000, tile@0x0000, column@0x1e00                                                     // 21
          exp.f32 tile@0x0000, tile@0x0000                                                                    // 26
          reduce_x.sum.f32 column@0x1e00, tile@0x0000                                                         // 30
          div.f32 tile@0x0000, tile@0x0000, column@0x1e00 set store:0                                         // 34
          store.f16 tile@0x0000, y[0 + 1920*i0; rows 384, cols 1] wait vector:0                               // 39
        end                                                                                                   // 46

        section grid i0 20, loop i1 10; rows 5 of 100 by i0; columns 384; cost 76800; local 7744              // 48
          loop i1                                                                                             // 59
            load.i32 column@0x0000, #2[0 + 5*i0; rows 1, cols 0] set load:7                                   // 62
            load_indexed.f32 tile@0x0100, column@0x0000, table[9 - 3*i1; rows 0, cols 1], stride 384, limit 9  // 69
            select.i64 one@0x0040, one@0x0000, s0.i32, one.f32@0x0080                                         // 79
            cast.i32 tile@0x0000, tile.f32@0x0000                                                             // 85
            is_finite.f32 row@0x0000, s0                                                                      // 89
            fill.f32 row@0x0000, s0                                                                           // 93
            iota.f32 row@0x0000, [7; rows 0, cols 1]                                                          // 97
            matmul.f32.acc tile@0x0000, x[0; rows 1, cols 2], #9[4; rows 3, cols 4], depth 5                  // 103
            reduce_y.all.i32.acc row@0x0000, tile@0x0000 wait load:1, cube:2 set load:3, store:4              // 113
          next i1                                                                                             // 117
        end                                                                                                   // 120
        """;

    @Test
    void textIsStable() {
        assertEquals(TEXT, Disassembler.print(Assembler.parse(TEXT)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subb.f32 tile@0x0, s0, s1 | 5:1 | expected an instruction, a unary or a binary function, found 'subb'",
                "sub.f16 tile@0x0, s0, s1 | 5:5 | expected the lane type f32, i32, i64 or f64, found 'f16'",
                "sub.f32 s0, s0, s1 | 5:9 | expected an operand in the local buffer, found 's0'",
                "sub.f32 tile@0x0 s0, s1 | 5:18 | expected ',', found 's0'",
                "sub.f32 tile@0x0, s0 | 5:21 | expected ',', found the end of the line",
                "sub.f32 tile@0x0, s0, s1 s2 | 5:26 | expected the end of the line, found 's2'",
                "sub.f32 tiles@0x0, s0, s1 | 5:9 | expected tile, row, column, one or a scalar such as s0, found"
                        + " 'tiles'",
                "sub.f32 tile@0x100000000, s0, s1 | 5:14 | expected a byte offset of 32 bits, found '0x100000000'",
                "sub.f32 tile@0x0, s0, s5000000000 | 5:23 | expected the number of a scalar, of 32 bits, found"
                        + " 's5000000000'",
                "load.f33 tile@0x0, x[0; rows 0, cols 1] | 5:6 | expected an element type, found 'f33'",
                "load.f32 tile@0x0, z[0; rows 0, cols 1] | 5:20 | expected one of the buffers x, y, found 'z'",
                "load.f32 tile@0x0, x[0; columns 1] | 5:25 | expected 'rows', found 'columns'",
                "load.f32 tile@0x0, x[0 + 3*j0; rows 0, cols 1] | 5:28 | expected an axis such as i0, found 'j0'",
                "load.f32 tile@0x0, x[9999999999999; rows 0, cols 1] | 5:1 | a number is too large for its field",
                "load.f32 tile@0x0, x[0; rows 0, cols 1] wait load:8 | 5:51 | expected an event id from 0 to 7, found"
                        + " '8'",
                "load.f32 tile@0x0, x[0; rows 0, cols 1] wait loads:1 | 5:46 | expected load, store, vector or cube,"
                        + " found 'loads'",
                "load.f32 tile@0x0, x[0; rows 0, cols 1] set cube:1, load:1 | 5:53 | expected a pipe after CUBE, found"
                        + " 'load'",
                "cast.f32 tile@0x0, one@0x0 | 5:23 | expected '.' and the lane type, found '@'",
                "reduce_x.add.f32 column@0x0, tile@0x0 | 5:10 | expected a reducing function, found 'add'",
                "matmul_local.i32 tile@0x0, tile@0x0, x[0; rows 1, cols 1] | 5:14 | expected 'f32', found" + " 'i32'",
                "matmul_depth.f32 tile@0x0, x[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 1, x[0; rows 0, cols 1],"
                        + " limit 4 by i0 | 5:111 | expected the end of the line, found 'by'",
                "section grid i1 4; rows 1; columns 1; cost 1; local 0 | 5:14 | expected axis i0, found 'i1'",
                "loop i255 | 5:6 | expected an axis from i0 to i254, found 'i255'",
                "scalars one | 5:9 | expected the number of scalar slots, found 'one'",
                "scalars 3000000000 | 5:9 | expected the number of scalar slots of 32 bits, found '3000000000'",
                "scalars 70000 | 5:9 | expected the number of scalar slots, 0 to 65535, found '70000'",
                "scalar s0 = eps | 5:8 | expected one of the 0 scalar slots, found 's0'",
                "input \"never ends f32 4 | 5:7 | expected a name that ends with a quotation mark, found '\"'",
            })
    void errorsNameThePlaceAndWhatWasExpected(String line, String place, String message) {
        String text = """
            program test
            machine m, cores 1, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
            input x f32 100
            output y f32 100
            """ + line;
        BytecodeException wrong = assertThrows(BytecodeException.class, () -> Assembler.parse(text));
        String[] lineAndColumn = place.split(":");
        assertEquals("line " + lineAndColumn[0] + ", column " + lineAndColumn[1] + ": " + message, wrong.getMessage());
    }

    @Test
    void aMachineMustBePossible() {
        BytecodeException wrong = assertThrows(
                BytecodeException.class,
                () -> Assembler.parse(
                        "program p\nmachine m, cores 1, local 65536, align 5, tile 1, events 8, cube 1 x 1, spawn 0"));
        assertEquals(
                "line 2, column 9: expected sizes of a machine (alignment must be a power of two of at least 8 bytes,"
                        + " not 5), found 'm'",
                wrong.getMessage());
    }

    @Test
    void aProgramNamesItsMachine() {
        BytecodeException wrong = assertThrows(BytecodeException.class, () -> Assembler.parse("program p\nend"));
        assertEquals(
                "line 2, column 4: expected a line 'machine' with the sizes of the machine before the instructions,"
                        + " found the end of the line",
                wrong.getMessage());
    }
}
