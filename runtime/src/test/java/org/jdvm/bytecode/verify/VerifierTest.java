package org.jdvm.bytecode.verify;

import static org.jdvm.bytecode.verify.VerifierPrograms.COPY;
import static org.jdvm.bytecode.verify.VerifierPrograms.FIRST;
import static org.jdvm.bytecode.verify.VerifierPrograms.SECTION;
import static org.jdvm.bytecode.verify.VerifierPrograms.accepted;
import static org.jdvm.bytecode.verify.VerifierPrograms.refused;
import static org.jdvm.bytecode.verify.VerifierPrograms.section;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Programs that keep all rules, and one broken program for each rule on single instructions and their nesting. */
class VerifierTest {
    @Test
    void theMessageShowsTheInstruction() {
        refused(
                section("exp.f32 tile@0x0040, tile@0x0000"),
                "word 10: exp.f32 tile@0x0040, tile@0x0000: tile.f32@0x0000 is not defined here");
    }

    @Nested
    class Good {
        @Test
        void copy() {
            accepted(COPY);
        }

        @Test
        void rowsInSegmentsWithAnAccumulator() {
            accepted("""
                section grid i0 5, loop i1 4; rows 2 of 10 by i0; columns 30 of 100 by i1; cost 9; local 4096
                  fill.f32 column@0x0000, s0
                  loop i1
                    load.f32 tile@0x0040, x[0 + 200*i0 + 30*i1; rows 100, cols 1] set vector:0
                    reduce_x.sum.f32.acc column@0x0000, tile@0x0040 wait load:0
                  next i1
                  loop i1
                    load.f32 tile@0x0040, x[0 + 200*i0 + 30*i1; rows 100, cols 1] set vector:0
                    sub.f32 tile@0x0040, tile@0x0040, column@0x0000 wait load:0 set store:0
                    store.f32 tile@0x0040, y[0 + 200*i0 + 30*i1; rows 100, cols 1] wait vector:0
                  next i1
                end
                """);
        }

        @Test
        void anAccumulatorTileThatTheLastSegmentFillsInPart() {
            accepted("""
                section grid i0 5, loop i1 4; rows 2 of 10 by i0; columns 30 of 100 by i1; cost 9; local 4096
                  fill.f32 tile@0x0000, s0
                  loop i1
                    load.f32 tile@0x0400, x[0 + 200*i0 + 30*i1; rows 100, cols 1] set vector:0
                    add.f32 tile@0x0000, tile@0x0000, tile@0x0400 wait load:0
                  next i1
                  reduce_x.sum.f32 column@0x0800, tile@0x0000
                  loop i1
                    fill.f32 tile@0x0000, column@0x0800 set store:0
                    store.f32 tile@0x0000, y[0 + 200*i0 + 30*i1; rows 100, cols 1] wait vector:0
                  next i1
                end
                """);
        }

        @Test
        void aProductWithAnEpilogue() {
            accepted("""
                section grid i0 4, grid i1 3; rows 3 of 10 by i0; columns 40 of 100 by i1; cost 9; local 4096
                  matmul.f32 tile@0x0000, x[0 + 60*i0; rows 20, cols 1], x[0 + 40*i1; rows 1, cols 7], depth 20 set vector:1
                  load.f32 row@0x0400, x[0 + 40*i1; rows 0, cols 1] set vector:0
                  add.f32 tile@0x0000, tile@0x0000, row@0x0400 wait load:0, cube:1 set store:3
                  store.f32 tile@0x0000, y[0 + 300*i0 + 40*i1; rows 100, cols 1] wait vector:3
                end
                """);
        }

        @Test
        void twoSectionsAndTheWorkspaceBetweenThem() {
            accepted("""
                section grid i0 5; rows 2 of 10 by i0; columns 100; cost 9; local 4096
                  load.f32 tile@0x0000, x[0 + 200*i0; rows 100, cols 1] set vector:0
                  reduce_x.max.f32 column@0x0400, tile@0x0000 wait load:0 set store:0
                  store.f32 column@0x0400, w[0 + 2*i0; rows 1, cols 0] wait vector:0
                end
                section grid i0 4; rows 3 of 10 by i0; columns 100; cost 9; local 4096
                  load.f32 column@0x0000, w[0 + 3*i0; rows 1, cols 0] set vector:0
                  fill.f32 tile@0x0100, column@0x0000 wait load:0 set store:0
                  store.f32 tile@0x0100, y[0 + 300*i0; rows 100, cols 1] wait vector:0
                end
                """);
        }

        @Test
        void anOutputInInterleavedParts() {
            accepted("""
                section grid i0 5; rows 2 of 10 by i0; columns 70; cost 9; local 4096
                  fill.f32 row@0x0000, s0 set store:0
                  fill.f32 tile@0x0200, row@0x0000 set store:1
                  store.f32 tile@0x0200, y[0 + 200*i0; rows 100, cols 1] wait vector:1
                  store.f32 row@0x0000, w[0 + 70*i0; rows 0, cols 1] wait vector:0
                end
                section rows 10; columns 30; cost 9; local 4096
                  fill.f32 tile@0x0000, s1 set store:0
                  store.f32 tile@0x0000, y[70; rows 100, cols 1] wait vector:0
                end
                """);
        }

        @Test
        void anEmbedding() {
            accepted("""
                section grid i0 5; rows 2 of 10 by i0; columns 100; cost 9; local 4096
                  load.i32 column@0x0000, ids[0 + 2*i0; rows 1, cols 0]
                  load_indexed.f32 tile@0x0100, column@0x0000, x[0; rows 0, cols 1], stride 100, limit 10 set store:0
                  store.f32 tile@0x0100, y[0 + 200*i0; rows 100, cols 1] wait load:0
                end
                """);
        }

        @Test
        void columnsOfTwoAxes() {
            accepted("""
                section grid i0 5; rows 10; columns 20 of 100 by i0; cost 9; local 4096
                  load_folded.f32 tile@0x0000, x[0 + 32*i0; rows 80, cols 8], fold 5, stride 2 set store:0
                  store.f32 tile@0x0000, y[0 + 20*i0; rows 100, cols 1] wait load:0
                end
                """);
        }

        @Test
        void aFrameThatIsLargerThanItsExtent() {
            accepted("""
                section grid i0 1, loop i1 1; rows 16 of 10 by i0; columns 128 of 100 by i1; cost 9; local 8192
                  loop i1
                    iota.f32 tile@0x0000, [0; rows 100, cols 1] set store:0
                    store.f32 tile@0x0000, y[0 + 7*i0; rows 100, cols 1] wait vector:0
                  next i1
                end
                """);
        }
    }

    @Nested
    class Structure {
        @Test
        void instructionsStandInSections() {
            refused("end", 0, "is outside of sections");
        }

        @Test
        void sectionsEnd() {
            refused(SECTION, 0, "the section does not end");
            refused(SECTION + SECTION, 10, "the section at word 0 has not ended");
        }

        @Test
        void loopsEnd() {
            refused(loops("loop i1"), 15, "the loop over i1 has not ended");
        }

        @Test
        void loopsNest() {
            refused(loops("loop i1\nloop i2\nnext i1"), 18, "the innermost loop is over i2");
            refused(loops("next i1"), 12, "no loop is open");
            refused(loops("loop i1\nloop i1"), 15, "is inside a loop over the same axis");
        }

        @Test
        void loopsRunOverLoopAxes() {
            refused(loops("loop i0"), 12, "axis i0 is spread over the cores");
            refused(loops("loop i3"), 12, "the section has no axis i3");
            refused(loops("loop i1\nnext i1"), 0, "there is no loop over i2");
        }

        private String loops(String instructions) {
            String axes = "section grid i0 5, loop i1 3, loop i2 3; rows 1; columns 1; cost 9; local 4096\n";
            return axes + instructions + "\nend";
        }

        @Test
        void framesFitTheirAxes() {
            refused(
                    frame("grid i0 4; rows 2 of 10 by i0; columns 1"),
                    "rows: axis i0 needs 5 indices for 10 in steps of 2, but has 4");
            refused(frame("grid i0 5; rows 2 of 10 by i1; columns 1"), "there is no axis i1");
            refused(
                    frame("grid i0 5; rows 2 of 10 by i0; columns 2 of 10 by i0"),
                    "axis i0 steps through rows and columns");
            refused(frame("rows 2 of 10; columns 1"), "without an axis the extent of the rows must be 2");
            refused(
                    frame("rows 0; columns 1"),
                    "rows and their extent must be positive, and a frame has at most 268435456");
            refused(frame("grid i0 0; rows 1; columns 1"), "axis i0 needs at least one index");
            refused(frame("rows 1; columns 1").replace("cost 9", "cost -1"), "the cost is negative");
            refused(
                    frame("rows 1; columns 1").replace("local 4096", "local 70000"),
                    "takes 70000 bytes of local buffer, but m has 65536");
        }

        private String frame(String frame) {
            return "section " + frame + "; cost 9; local 4096\nend";
        }

        private void refused(String text, String message) {
            VerifierPrograms.refused(text, 0, message);
        }

        private void refused(String text, int word, String message) {
            VerifierPrograms.refused(text, word, message);
        }
    }

    @Nested
    class Forms {
        private void refusedFirst(String instruction, String message) {
            refused(section(instruction), FIRST, message);
        }

        @Test
        void scalarsExist() {
            refusedFirst("fill.f32 tile@0x0000, s2", "there is no scalar s2 among 2");
        }

        @Test
        void buffersExistAndHoldTheType() {
            refusedFirst("load.f32 tile@0x0000, #5[0; rows 0, cols 1]", "there is no buffer #5");
            refusedFirst("load.f32 tile@0x0000, h[0; rows 0, cols 1]", "h holds f16, not f32");
        }

        @Test
        void inputsAreNotStoredTo() {
            refusedFirst("store.f32 tile@0x0000, x[0; rows 0, cols 1]", "x is an input");
        }

        @Test
        void axesOfTermsExistAndRun() {
            refusedFirst("load.f32 tile@0x0000, x[0 + 1*i1; rows 0, cols 1]", "the section has no axis i1");
            refused("""
                section loop i0 5; rows 1; columns 1; cost 9; local 4096
                  loop i0
                  next i0
                  load.f32 tile@0x0000, x[0 + 1*i0; rows 0, cols 1]
                end
                """, 16, "is outside of the loop over i0");
        }

        @Test
        void lanesHoldTheMemoryType() {
            refusedFirst("load.f16 tile.i32@0x0000, h[0; rows 0, cols 1]", "the target must be f32, not i32");
            refusedFirst("store.f32 tile.i64@0x0000, y[0; rows 0, cols 1]", "the source must be f32, not i64");
        }

        @Test
        void functionsWorkOnTheLanes() {
            refusedFirst("exp.i32 tile@0x0000, s0", "exp does not work on i32");
            refusedFirst("and.f32 tile@0x0000, s0, s0", "and does not work on f32");
        }

        @Test
        void operandsHaveTheLanesOfTheForm() {
            refusedFirst("add.f32 tile@0x0000, s0, s0.i32", "the source 2 must be f32, not i32");
            refusedFirst("lt.f32 tile.f32@0x0000, s0, s0", "the target must be i32, not f32");
            refusedFirst("select.f32 tile@0x0000, s0.f32, s0, s0", "the source 1 must be i32, not f32");
            refusedFirst("cast.i8 tile.f32@0x0000, s0.f32", "the target must be i32, not f32");
        }

        @Test
        void sourcesDoNotCoverMoreThanTheTarget() {
            refusedFirst(
                    "exp.f32 row@0x0000, tile@0x0400",
                    "the source is a tile, which does not fit a target that is a row");
            refusedFirst(
                    "add.f32 row@0x0000, s0, column@0x0400",
                    "the source 2 is a column, which does not fit a target that is a row");
            refusedFirst(
                    "fill.f32 one@0x0000, row@0x0400",
                    "the source is a row, which does not fit a target that is a one");
        }

        @Test
        void reductionsHaveTheExtentThatIsLeft() {
            refusedFirst("reduce_x.sum.f32 row@0x0000, tile@0x0400", "the target must be a column, not a row");
            refusedFirst("reduce_y.sum.f32 column@0x0000, tile@0x0400", "the target must be a row, not a column");
            refusedFirst("reduce_x.sum.f32 one@0x0000, column@0x0400", "a column has nothing to reduce");
        }

        @Test
        void indicesAreIntegersWithALimit() {
            refusedFirst(
                    "load_indexed.f32 tile@0x0000, column.f32@0x0400, x[0; rows 0, cols 1], stride 1, limit 10",
                    "the index must be i32 or i64, not f32");
            refusedFirst(
                    "load_indexed.f32 tile@0x0000, column@0x0400, x[0; rows 0, cols 1], stride 1, limit 0",
                    "the limit must be at least 1");
            refusedFirst(
                    "load_indexed.f32 row@0x0000, column@0x0400, x[0; rows 0, cols 1], stride 1, limit 9",
                    "the index is a column, which does not fit a target that is a row");
        }

        @Test
        void foldsArePartsOfColumns() {
            refusedFirst(
                    "load_folded.f32 column@0x0000, x[0; rows 0, cols 1], fold 10, stride 1",
                    "the target must be a tile or a row, not a column");
            refusedFirst(
                    "load_folded.f32 row@0x0000, x[0; rows 0, cols 1], fold 30, stride 1",
                    "columns of 100 and their extent of 100 are not multiples of the fold of 30");
            refusedFirst(
                    "load_folded.f32 row@0x0000, x[0; rows 0, cols 1], fold 0, stride 1",
                    "the fold must be positive and less than 2^31");
            refusedFirst(
                    "load_folded.f32 row@0x0000, x[0; rows 0, cols 1], fold 10, stride 111",
                    "reaches from element 0 to 1008 of x, which has 1000");
        }

        @Test
        void productsAreTilesOfFloats() {
            refusedFirst(
                    "matmul.f32 row@0x0000, x[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 1",
                    "the target must be a tile or an inner_tile, not a row");
            refusedFirst(
                    "matmul.f32 tile@0x0000, ids[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 1",
                    "matmul in f32 does not multiply i32");
            refusedFirst(
                    "matmul.i32 tile@0x0000, x[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 1",
                    "matmul in i32 does not multiply f32");
            refusedFirst(
                    "matmul.i32 tile@0x0000, ids[0; rows 0, cols 1], ids[0; rows 0, cols 1], depth 1",
                    "matmul in i32 does not multiply i32");
            refusedFirst(
                    "matmul.i64 tile@0x0000, ids[0; rows 0, cols 1], ids[0; rows 0, cols 1], depth 1",
                    "matmul in i64 does not multiply i32");
            refusedFirst(
                    "matmul.f32 tile@0x0000, x[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 0",
                    "the depth must be positive and less than 2^31");
            refusedFirst(
                    "matmul_folded.f32 tile@0x0000, x[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 6, fold 4,"
                            + " stride 1",
                    "the depth 6 is not a multiple of the fold of 4");
            refusedFirst(
                    "matmul_folded.f32 tile@0x0000, x[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 6, fold 0,"
                            + " stride 1",
                    "the fold must be positive and less than 2^31");
            refusedFirst(
                    "matmul_folded.f32 tile@0x0000, x[0; rows 0, cols 500], x[0; rows 0, cols 1], depth 6, fold 2,"
                            + " stride 1",
                    "reaches from element 0 to 1001 of x, which has 1000");
            refusedFirst(
                    "matmul_windows.f32 tile@0x0000, x[0; rows 0, cols 1], x[0; rows 0, cols 0], depth 1, [0; rows 0,"
                        + " cols 0], windows [size 1 count 1 step 1 dilation 1 before 0 spread 1 extent -1 stride 1]",
                    "the extent of windows must be at least 0 and less than 2^31");
        }

        @Test
        void resultsOfRoutinesHaveTheirTypes() {
            String both = "row_results routine 8, options 1, of 10, to 5, x[0; rows 10, cols 1], %s[0; rows 5, cols 1],"
                    + " w[0; rows 5, cols 1]";
            refusedFirst(both.formatted("h"), "topK gives f32, not f16");
            refusedFirst(both.formatted("y"), "topK gives i64, not f32");
            refusedFirst(
                    "row_results routine 0, options 0, of 10, to 10, x[0; rows 10, cols 1], y[0; rows 10, cols 1],"
                            + " w[0; rows 10, cols 1]",
                    "cumsum has 1 results, so none 1");
        }

        @Test
        void rowsOfTheLocalBufferHaveAnInnerSide() {
            String inner = "section rows 2; columns 10; inner 20; cost 9; local 4096\n";
            String load = "load.f32 inner_tile@0x0000, x[0; rows 20, cols 1] set cube:0\n";
            String product = "matmul_local.f32 tile@0x0200, inner_tile@0x0000, x[%d; rows 10, cols 1] wait load:0\n";
            String store = "store.f32 tile@0x0200, y[0; rows 10, cols 1]\nend\n";
            refusedFirst(
                    "matmul_local.f32 tile@0x0000, inner_tile@0x0400, x[0; rows 0, cols 1]",
                    "inner_tile@0x400: the frame has no inner side");
            VerifierPrograms.refused(
                    inner + load + product.formatted(801) + store,
                    17,
                    "reaches from element 801 to 1000 of x, which has 1000");
            VerifierPrograms.refused(
                    inner + load + "sub.f32 tile@0x0200, inner_tile@0x0000, s0 wait load:0\nend\n",
                    17,
                    "the source 1 is a inner_tile, which does not fit a target that is a tile");
            VerifierPrograms.refused(
                    inner + load + "reduce_x.sum.f32 row@0x0200, inner_tile@0x0000 wait load:0\nend\n",
                    17,
                    "the target must be a column, not a row");
            VerifierPrograms.refused(
                    inner + "matmul_local.f32 tile@0x0200, inner_tile@0x0000, x[0; rows 10, cols 1]\nend\n",
                    11,
                    "inner_tile.f32@0x0000 is not defined here");
        }

        @Test
        void innerIndicesAreLeftOutForGood() {
            String section = "section rows 2; columns 10; inner 20; cost 9; local 4096\n";
            String narrow = "clip_inner_by_mask x[0; rows 20, cols 1], unit 16\n";
            String load = "load.f32 inner_tile@0x0000, x[0; rows 20, cols 1] set vector:0\n";
            VerifierPrograms.refused(
                    section + "load.f32 column@0x0200, x[0; rows 1, cols 1] set vector:0\n" + narrow
                            + "abs.f32 column@0x0200, column@0x0200 wait load:0\nend\n",
                    11,
                    "sets vector:0, but nothing waits for it up to word 17");
            VerifierPrograms.refused(
                    section + load + "abs.f32 inner_tile@0x0000, inner_tile@0x0000 wait load:0\n" + narrow
                            + "reduce_x.sum.f32 column@0x0200, inner_tile@0x0000\nend\n",
                    27,
                    "inner_tile.f32@0x0000 is not defined here: word 17 defined it, word 21 clipped the frame");
            VerifierPrograms.refused(
                    section + narrow + load + "store.f32 inner_tile@0x0000, y[0; rows 20, cols 1]\nend\n",
                    23,
                    "inner indices are left out in this section, so they cannot all be stored");
            VerifierPrograms.refused(
                    section + "clip_inner_by_mask x[961; rows 20, cols 1], unit 16\nend\n",
                    11,
                    "reaches from element 961 to 1000 of x, which has 1000");
            VerifierPrograms.refused(
                    section + "clip_inner_by_mask ids[0; rows 0, cols 0], unit 16\nend\n",
                    11,
                    "a mask holds floats of at most 32 bits or truth values, not i32");
            VerifierPrograms.refused(
                    section + "clip_inner_by_mask x[0; rows 20, cols 1], unit 0\nend\n",
                    11,
                    "the unit must be positive and less than 2^31");
            refusedFirst("clip_inner_by_mask x[0; rows 20, cols 1], unit 16", "the frame has no inner side");
            String scores =
                    "clip_inner_by_scores x[0; rows 20, cols 1], unit 16, x[0; rows 7, cols 1], x[%d; rows 20, cols 1],"
                            + " depth %d, s0, s0\nend\n";
            VerifierPrograms.refused(
                    section + scores.formatted(0, 0), 11, "the depth must be positive and less than 2^31");
            VerifierPrograms.refused(
                    section + scores.formatted(861, 7), 11, "reaches from element 861 to 1000 of x, which has 1000");
        }

        @Test
        void whatIsPassedOverIsNotDefined() {
            String section =
                    "section loop i0 3; rows 2; columns 10; inner 20 of 60 by i0; cost 9; local 4096\nloop i0\n";
            String load = "load.f32 inner_tile@0x0000, x[0 + %d*i0; rows 60, cols 1] set vector:0\n";
            String narrow = "clip_inner_by_mask x[0 + %d*i0; rows 60, cols 1], unit 16\n";
            String max = "reduce_x.max.f32 column@0x0200, inner_tile@0x0000 wait load:0\n";
            String after = "next i0\nabs.f32 column@0x0200, column@0x0200\nend\n";
            VerifierPrograms.refused(
                    section + narrow.formatted(20) + load.formatted(20) + max + after,
                    36,
                    "column.f32@0x0200 is not defined here: word 29 defined it, but only as far as the tile reached in"
                            + " the loop that ends at word 33");
            VerifierPrograms.refused(
                    section + narrow.formatted(19) + load.formatted(20) + max + after,
                    15,
                    "rows of the mask must go on over i0 in strides of 20, not 19");
            VerifierPrograms.refused(
                    "section loop i0 3, loop i1 1; rows 2; columns 10; inner 20 of 60 by i0; cost 9; local 4096\n"
                            + "loop i0\n"
                            + "loop i1\n" + narrow.formatted(20) + "next i1\nnext i0\nend\n",
                    19,
                    "must be directly inside the loop over i0");
            VerifierPrograms.refused(
                    "section loop i0 3; rows 2 of 6 by i0; columns 10; inner 20; cost 9; local 4096\nloop i0\n"
                            + "clip_inner_by_mask x[0; rows 20, cols 1], unit 16\nnext i0\nend\n",
                    15,
                    "rows must not be run through in a loop, as over i0");
        }

        @Test
        void sizesOfGroupsAreIntegersForAllTasks() {
            String product = "matmul_rows.f32 tile@0x0000, x[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 1, ";
            refusedFirst(
                    product + "w[0; rows 0, cols 1], stride 0, limit 3", "the sizes of groups are i32 or i64, not f32");
            refusedFirst(
                    product + "ids[0 + 1*i0; rows 0, cols 1], stride 0, limit 3",
                    "the sizes of groups are the same for all tasks: their address has no terms");
            refusedFirst(
                    product + "ids[0; rows 0, cols 1], stride 0, limit 0",
                    "the limit must be positive and less than 2^31");
            refusedFirst(
                    product + "ids[0; rows 0, cols 1], stride 0, limit 11",
                    "reaches from element 0 to 10 of ids, which has 10");
            refusedFirst(
                    product + "ids[0; rows 0, cols 1], stride 500, limit 3",
                    "reaches from element 0 to 1099 of x, which has 1000");
            refusedFirst(
                    product.replace("matmul_rows", "matmul_depth") + "ids[0; rows 0, cols 1], limit 4, by i0",
                    "the section has no axis i0 with at most 4 indices");
        }

        @Test
        void operandsAreAligned() {
            refusedFirst("fill.f32 tile@0x0020, s0", "tile@0x20 is not aligned to 64 bytes");
        }

        @Test
        void operandsAreInsideTheLocalBuffer() {
            refusedFirst(
                    "fill.f32 tile@0x0cc0, s0",
                    "tile@0xcc0 ends at byte 4160, but the section has 4096 bytes of local buffer");
        }
    }
}
