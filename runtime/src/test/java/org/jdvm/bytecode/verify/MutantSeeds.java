package org.jdvm.bytecode.verify;

import java.util.List;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;

/** Valid programs that together have every instruction form, element type and extent: what mutants are made from. */
final class MutantSeeds {
    /** A machine that allows so little work that each mutant it accepts can be run, and checked element by element. */
    private static final String HEADER = """
        program %s
        machine m, cores 2, local 65536, align 64, tile 8192, events 4, cube 12 x 32, spawn 0
        scalars 2
        """;

    private static final String SOFTMAX = """
        input x f16 380
        output y f16 380
        section grid i0 2; rows 5 of 10 by i0; columns 38; cost 760; local 1088
          load.f16 tile@0x0000, x[0 + 190*i0; rows 38, cols 1] set vector:0
          reduce_x.max.f32 column@0x0400, tile@0x0000 wait load:0
          sub.f32 tile@0x0000, tile@0x0000, column@0x0400
          exp.f32 tile@0x0000, tile@0x0000
          reduce_x.sum.f32 column@0x0400, tile@0x0000
          div.f32 tile@0x0000, tile@0x0000, column@0x0400 set store:0
          store.f16 tile@0x0000, y[0 + 190*i0; rows 38, cols 1] wait vector:0
        end
        """;

    private static final String PRODUCTS = """
        input x f32 1000
        input ids i64 10
        output y f32 1000
        workspace w f32 1000
        section grid i0 4, loop i1 3; rows 3 of 10 by i0; columns 40 of 100 by i1; cost 9; local 4096
          fill.f32 column@0x0c00, s0
          loop i1
            matmul.f32 tile@0x0000, x[0 + 60*i0; rows 20, cols 1], x[0 + 40*i1; rows 1, cols 7], depth 20 set vector:1
            reduce_x.sum.f32.acc column@0x0c00, tile@0x0000 wait cube:1 set store:3
            store.f32 tile@0x0000, w[0 + 300*i0 + 40*i1; rows 100, cols 1] wait vector:3
          next i1
        end
        section grid i0 5; rows 2 of 10 by i0; columns 100; cost 9; local 4096
          load.i64 column@0x0000, ids[0 + 2*i0; rows 1, cols 0]
          load_indexed.f32 tile@0x0100, column.i64@0x0000, w[0; rows 0, cols 1], stride 100, limit 10 set vector:0
          iota.f32 row@0x0600, [0; rows 0, cols 1]
          lt.f32 tile@0x0800, tile@0x0100, row@0x0600 wait load:0
          select.f32 tile@0x0100, tile@0x0800, tile@0x0100, s0 set store:0
          store.f32 tile@0x0100, y[0 + 200*i0; rows 100, cols 1] wait vector:0
        end
        """;

    /** Columns that are two axes folded into one: repeated, spread, and in another order. */
    private static final String FOLDS = """
        input x f32 120
        input a f32 24
        input b f32 5
        input c f16 150
        output y f32 120
        section grid i0 3, grid i1 2; rows 2 of 6 by i0; columns 12 of 20 by i1; cost 9; local 4096
          load.f32 tile@0x0000, x[0 + 40*i0 + 12*i1; rows 20, cols 1]
          load_folded.f32 tile@0x0100, a[0 + 8*i0; rows 4, cols 0], fold 4, stride 1 set vector:1
          add.f32 tile@0x0000, tile@0x0000, tile@0x0100 wait load:1
          load_folded.f32 row@0x0200, b[0 + 3*i1; rows 0, cols 1], fold 4, stride 0 set vector:0
          add.f32 tile@0x0000, tile@0x0000, row@0x0200 wait load:0
          load_folded.f16 tile@0x0300, c[0 + 50*i0 + 3*i1; rows 25, cols 1], fold 4, stride 5 set vector:0
          add.f32 tile@0x0000, tile@0x0000, tile@0x0300 wait load:0 set store:0
          store.f32 tile@0x0000, y[0 + 40*i0 + 12*i1; rows 20, cols 1] wait vector:0
        end
        """;

    /** Scores, softmax and the product with values, with inner indices that a mask leaves out. */
    private static final String ATTENTION = """
        input q f32 48
        input k f16 160
        input v bf16 200
        input mask f32 120
        output y f32 60
        section grid i0 2; rows 3 of 6 by i0; columns 10; inner 20; cost 9; local 4096
          clip_inner_by_scores mask[0 + 60*i0; rows 20, cols 1], unit 16, q[0 + 24*i0; rows 8, cols 1], k[0; rows 1, cols 8], depth 8, s0, s1
          matmul.f32 inner_tile@0x0000, q[0 + 24*i0; rows 8, cols 1], k[0; rows 1, cols 8], depth 8 set vector:0
          load.f32 inner_tile@0x0200, mask[0 + 60*i0; rows 20, cols 1] set vector:0
          add.f32 inner_tile@0x0000, inner_tile@0x0000, inner_tile@0x0200 wait load:0, cube:0
          reduce_x.max.f32 column@0x0400, inner_tile@0x0000
          sub.f32 inner_tile@0x0000, inner_tile@0x0000, column@0x0400
          exp.f32 inner_tile@0x0000, inner_tile@0x0000
          reduce_x.sum.f32 column@0x0400, inner_tile@0x0000
          div.f32 inner_tile@0x0000, inner_tile@0x0000, column@0x0400 set cube:1
          matmul_local.f32 tile@0x0500, inner_tile@0x0000, v[0; rows 10, cols 1] wait vector:1 set store:0
          store.f32 tile@0x0500, y[0 + 30*i0; rows 10, cols 1] wait cube:0
        end
        """;

    /** The same in segments of the inner indices, without a softmax, and with keys that a truth value leaves out. */
    private static final String SEGMENTS = """
        input q f32 30
        input k f32 300
        input mask bool 360
        output y f32 60
        section loop i0 3; rows 6; columns 10; inner 20 of 60 by i0; cost 9; local 4096
          fill.f32 tile@0x0500, s0
          loop i0
            clip_inner_by_mask mask[0 + 20*i0; rows 60, cols 1], unit 4
            matmul.f32 inner_tile@0x0000, q[0; rows 5, cols 1], k[0 + 20*i0; rows 60, cols 1], depth 5 set vector:0
            reduce_y.min.f32 inner_row@0x0400, inner_tile@0x0000 wait cube:0
            add.f32 inner_tile@0x0000, inner_tile@0x0000, inner_row@0x0400 set cube:1
            matmul_local.f32.acc tile@0x0500, inner_tile@0x0000, k[100*i0; rows 5, cols 0] wait vector:1
          next i0
          store.f32 tile@0x0500, y[0; rows 10, cols 1]
        end
        """.replace("k[100*i0;", "k[0 + 100*i0;");

    private static final String GROUPS = """
        input x f32 120
        input w i8 240
        input sizes i32 3
        output a f32 60
        output b f32 60
        output c f32 300
        section grid i0 2; rows 6 of 12 by i0; columns 5; cost 9; local 1024
          matmul_rows.f32 tile@0x0000, x[0 + 60*i0; rows 10, cols 1], w[0; rows 5, cols 1], depth 10, sizes[0; rows 0, cols 1], stride 50, limit 3 set store:0
          store.f32 tile@0x0000, a[0 + 30*i0; rows 5, cols 1] wait cube:0
        end
        section grid i0 3; rows 5; columns 4 of 12 by i0; cost 9; local 1024
          matmul_columns.f32 tile@0x0000, x[0; rows 6, cols 1], w[0 + 4*i0; rows 12, cols 1], depth 6, sizes[0; rows 0, cols 1], stride 30, limit 3 set store:0
          store.f32 tile@0x0000, b[0 + 4*i0; rows 12, cols 1] wait cube:0
        end
        section grid i0 3; rows 10; columns 10; cost 9; local 1024
          matmul_depth.f32 tile@0x0000, x[0; rows 1, cols 10], w[0; rows 10, cols 1], depth 12, sizes[0; rows 0, cols 1], limit 3, by i0 set store:0
          store.f32 tile@0x0000, c[0 + 100*i0; rows 10, cols 1] wait cube:0
        end
        """;

    /** Integers, truth values and narrow floats, backwards and across. */
    private static final String TYPES = """
        input x i32 60
        input h bf16 60
        input flags bool 6
        output y i64 60
        output z i8 10
        output t bool 60
        section grid i0 3; rows 2 of 6 by i0; columns 10; cost 9; local 2048
          load.i32 tile@0x0000, x[59 - 20*i0; rows -10, cols -1]
          load.bf16 tile@0x0100, h[0 + 2*i0; rows 1, cols 6] set vector:0
          load.bool column@0x0200, flags[0 + 2*i0; rows 1, cols 0] set vector:1
          cast.i32 tile@0x0100, tile.f32@0x0100 wait load:0
          min.i32 tile@0x0000, tile@0x0000, tile@0x0100
          not.i32 column@0x0200, column@0x0200 wait load:1
          select.i32 tile@0x0000, column@0x0200, tile@0x0000, s0
          cast.i64 tile@0x0300, tile.i32@0x0000 set store:0
          ge.i32 tile@0x0100, tile@0x0000, s1 set store:1
          store.i64 tile@0x0300, y[40 - 20*i0; rows 10, cols 1] wait vector:0
          store.bool tile@0x0100, t[0 + 20*i0; rows 10, cols 1] wait vector:1
        end
        section loop i0 4; rows 2 of 7 by i0; columns 10; cost 9; local 1024
          fill.i32 row@0x0300, s0
          fill.i32 one@0x0340, s1
          loop i0
            load.i32 tile@0x0000, x[0 + 16*i0; rows 8, cols 1] set vector:0
            reduce_y.max.i32.acc row@0x0300, tile@0x0000 wait load:0
            reduce_x.sum.i32.acc one@0x0340, row@0x0300
          next i0
          add.i32 row@0x0300, row@0x0300, one@0x0340 set store:0
          store.i8 row@0x0300, z[9; rows 0, cols -1] wait vector:0
        end
        """;

    /** Sides of one index, whose strides lead nowhere. */
    private static final String SINGLES = """
        input x f32 40
        input h f16 40
        output y f32 40
        section rows 1; columns 40; cost 9; local 1024
          matmul.f32 tile@0x0000, x[0; rows 40, cols 1], h[0; rows 40, cols 1], depth 1 set vector:0
          load.f32 tile@0x0100, x[0; rows 40, cols 1] set vector:0
          add.f32 tile@0x0000, tile@0x0000, tile@0x0100 wait load:0, cube:0 set store:0
          store.f32 tile@0x0000, y[0; rows 40, cols 1] wait vector:0
        end
        """;

    static final List<Program> ALL = List.of(
            program("softmax", SOFTMAX),
            program("products", PRODUCTS),
            program("folds", FOLDS),
            program("attention", ATTENTION),
            program("segments", SEGMENTS),
            program("groups", GROUPS),
            program("types", TYPES),
            program("singles", SINGLES));

    private MutantSeeds() {}

    private static Program program(String name, String text) {
        return Assembler.parse(HEADER.formatted(name) + text);
    }
}
