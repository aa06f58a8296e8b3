package org.jdvm.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One broken program for each rule, and programs that keep all of them. */
class VerifierTest {
    private static final String HEADER = """
        program test
        machine m, cores 2, local 65536, align 64, tile 8192, events 4, cube 12 x 32, spawn 0
        scalars 2
        input x f32 1000
        input h f16 1000
        input ids i32 10
        output y f32 1000
        workspace w f32 1000
        """;

    /** 5 tasks of 2 rows of 100 columns; the local buffer holds four tiles of 896 bytes. */
    private static final String SECTION = "section grid i0 5; rows 2 of 10 by i0; columns 100; cost 9; local 4096\n";

    private static final String LOAD_X = "load.f32 tile@0x0000, x[0 + 200*i0; rows 100, cols 1]";
    private static final String STORE_Y = "store.f32 tile@0x0000, y[0 + 200*i0; rows 100, cols 1]";

    private static final String COPY = section(LOAD_X + " set store:0", STORE_Y + " wait load:0");

    /** Where the first instruction of a section with one axis stands. */
    private static final int FIRST = 10;

    /** Where the second one stands, after a load or store with one axis term. */
    private static final int SECOND = FIRST + 7;

    private static void accepted(String text) {
        Verifier.verify(Assembler.parse(HEADER + text));
    }

    private static void refused(String text, String message) {
        Program program = Assembler.parse(HEADER + text);
        BytecodeException problem = assertThrows(BytecodeException.class, () -> Verifier.verify(program));
        assertEquals(message, problem.getMessage());
    }

    /** The message also shows the instruction, which is cut out here. */
    private static void refused(String text, int word, String message) {
        Program program = Assembler.parse(HEADER + text);
        BytecodeException problem = assertThrows(BytecodeException.class, () -> Verifier.verify(program));
        String instruction = ProgramReader.read(program).stream()
                .filter(placed -> placed.position() == word)
                .map(placed -> Disassembler.line(placed.instruction(), program))
                .findAny()
                .orElse("no instruction begins here");
        assertEquals("word " + word + ": " + instruction + ": " + message, problem.getMessage());
    }

    private static String section(String... instructions) {
        return SECTION + String.join("\n", instructions) + "\nend\n";
    }

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
            refused("end", 0, "stands outside of sections");
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
            refused(loops("loop i1\nloop i1"), 15, "stands inside a loop over the same axis");
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
            VerifierTest.refused(text, 0, message);
        }

        private void refused(String text, int word, String message) {
            VerifierTest.refused(text, word, message);
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
                """, 16, "stands outside of the loop over i0");
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
        void productsAreTilesOfFloats() {
            refusedFirst(
                    "matmul.f32 row@0x0000, x[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 1",
                    "the target must be a tile, not a row");
            refusedFirst(
                    "matmul.f32 tile@0x0000, ids[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 1",
                    "matmul does not multiply i32");
            refusedFirst(
                    "matmul.f32 tile@0x0000, x[0; rows 0, cols 1], x[0; rows 0, cols 1], depth 0",
                    "the depth must be positive and less than 2^31");
        }

        @Test
        void operandsAreAligned() {
            refusedFirst("fill.f32 tile@0x0020, s0", "tile@0x20 is not aligned to 64 bytes");
        }

        @Test
        void operandsLieInsideTheLocalBuffer() {
            refusedFirst(
                    "fill.f32 tile@0x0cc0, s0",
                    "tile@0xcc0 ends at byte 4160, but the section has 4096 bytes of local buffer");
        }
    }

    @Nested
    class LocalValues {
        @Test
        void areDefinedBeforeUse() {
            refused(section("exp.f32 tile@0x0400, tile@0x0000"), FIRST, "tile.f32@0x0000 is not defined here");
        }

        @Test
        void areReadAsWhatTheyAre() {
            refused(
                    section("fill.f32 tile@0x0000, s0", "exp.f32 tile@0x0400, row@0x0000"),
                    14,
                    "row.f32@0x0000 is not defined here: there is tile.f32@0x0000 of word 10");
            refused(
                    section("fill.f32 row@0x0000, s0", "neg.i32 row@0x0400, row@0x0000"),
                    14,
                    "row.i32@0x0000 is not defined here: there is row.f32@0x0000 of word 10");
        }

        @Test
        void areNotOverwrittenWhileTheyAreNeeded() {
            refused(
                    section(
                            "fill.f32 tile@0x0000, s0",
                            "fill.f32 tile@0x0340, s0",
                            "add.f32 tile@0x0800, tile@0x0340, tile@0x0000"),
                    18,
                    "tile.f32@0x0000 is not defined here: word 10 defined it, word 14 overwrote it");
        }

        @Test
        void areOverwrittenInPlaceOnlyByTheSamePlace() {
            refused(
                    section("fill.f32 row@0x0040, s0", "fill.f32 tile@0x0000, row@0x0040"),
                    14,
                    "the target overlaps row.f32@0x0040 but is not the same place");
            refused(
                    section("fill.i64 row@0x0000, s0", "lt.i64 row@0x0000, row@0x0000, s0"),
                    14,
                    "the target overlaps row.i64@0x0000 but is not the same place");
        }

        @Test
        void areOverwrittenInPlaceOnlyElementByElement() {
            refused(
                    section("fill.f32 tile@0x0000, s0", "reduce_x.sum.f32 column@0x0000, tile@0x0000"),
                    14,
                    "reduce_x cannot overwrite what it reads");
        }

        @Test
        void areThereBeforeTheyAccumulate() {
            refused(
                    section("fill.f32 tile@0x0000, s0", "reduce_x.sum.f32.acc column@0x0400, tile@0x0000"),
                    14,
                    "column.f32@0x0400 is not defined here");
        }

        @Test
        void areThereAtEachIndexOfALoop() {
            refused("""
                section loop i0 3; rows 1; columns 1; cost 9; local 4096
                  fill.f32 one@0x0000, s0
                  loop i0
                    exp.f32 one@0x0080, one@0x0000
                    fill.f32 row@0x0000, s1
                  next i0
                end
                """, 17, "one.f32@0x0000 is not defined here: word 10 defined it, word 21 overwrote it");
        }

        @Test
        void areNotUsedBeyondTheTail() {
            refused(
                    """
                    section loop i0 3; rows 1; columns 4 of 10 by i0; cost 9; local 4096
                      loop i0
                        fill.f32 row@0x0000, s0
                      next i0
                      loop i0
                        exp.f32 row@0x0080, row@0x0000
                      next i0
                    end
                    """,
                    23,
                    "row.f32@0x0000 is not defined here: word 13 defined it, "
                            + "but only as far as the tile reached in the loop that ends at word 17");
        }

        @Test
        void doNotOutliveTheirSection() {
            refused(
                    section("fill.f32 tile@0x0000, s0") + section("exp.f32 tile@0x0400, tile@0x0000"),
                    26,
                    "tile.f32@0x0000 is not defined here");
        }
    }

    @Nested
    class Events {
        @Test
        void waitsHaveTheirSet() {
            refused(
                    section(LOAD_X + " set store:0", STORE_Y + " wait load:1"),
                    SECOND,
                    "waits for load:1, which is not set before");
        }

        @Test
        void setsHaveTheirWait() {
            refused(
                    section(LOAD_X + " set vector:1"),
                    FIRST,
                    "sets vector:1, but nothing waits for it up to the end of the section");
        }

        @Test
        void eventsDoNotCrossLoopBoundaries() {
            refused("""
                section loop i0 3; rows 1; columns 1; cost 9; local 4096
                  load.f32 one@0x0000, x[0; rows 0, cols 0] set vector:0
                  loop i0
                    exp.f32 one@0x0080, one@0x0000 wait load:0
                  next i0
                end
                """, 10, "sets vector:0, but nothing waits for it up to word 16");
        }

        @Test
        void idsAreFreeWhenTheyAreSetAgain() {
            refused(
                    section(LOAD_X + " set store:0", LOAD_X.replace("0x0000", "0x0400") + " set store:0"),
                    SECOND,
                    "sets store:0 again, but nothing has waited for that of word 10");
        }

        @Test
        void pipesHaveNoEventsWithThemselves() {
            refused(section(LOAD_X + " set load:0"), FIRST, "a pipe runs in order and has no events with itself");
        }

        @Test
        void theMachineHasTheId() {
            refused(
                    section(LOAD_X + " set store:4"),
                    FIRST,
                    "there is no event store:4; m has 4 for each pair of pipes");
        }

        @Test
        void readsFollowWrites() {
            refused(
                    section(LOAD_X, STORE_Y),
                    SECOND,
                    "no event orders it after word 10, which writes tile@0x0000 on pipe LOAD");
        }

        @Test
        void writesFollowReads() {
            refused(
                    section(LOAD_X + " set store:0", STORE_Y + " wait load:0", LOAD_X),
                    24,
                    "no event orders it after word 17, which reads tile@0x0000 on pipe STORE");
        }

        @Test
        void writesFollowWrites() {
            refused(
                    section(LOAD_X, "fill.f32 column@0x0040, s0"),
                    SECOND,
                    "no event orders it after word 10, which writes tile@0x0000 on pipe LOAD");
        }

        @Test
        void ordersAreTransitive() {
            accepted(section(
                    LOAD_X + " set vector:0",
                    "fill.f32 column@0x0400, s0 wait load:0 set store:0",
                    STORE_Y + " wait vector:0"));
        }

        @Test
        void accessesToMemoryKeepTheirOrder() {
            refused(
                    section(
                            "fill.f32 tile@0x0000, s0 set store:0",
                            "store.f32 tile@0x0000, w[0 + 200*i0; rows 100, cols 1] wait vector:0",
                            "load.f32 tile@0x0400, w[0 + 200*i0; rows 100, cols 1]"),
                    21,
                    "no event orders it after word 14, which stores to w on pipe STORE");
        }
    }

    @Nested
    class Memory {
        private String load(String address) {
            return section("load.f32 tile@0x0000, " + address);
        }

        private String store(String address) {
            return section(
                    "fill.f32 tile@0x0000, s0 set store:0", "store.f32 tile@0x0000, " + address + " wait vector:0");
        }

        @Test
        void addressesStayInsideTheBuffers() {
            refused(
                    load("x[1 + 200*i0; rows 100, cols 1]"),
                    FIRST,
                    "reaches from element 1 to 1000 of x, which has 1000");
            refused(
                    load("x[0 - 200*i0; rows 100, cols 1]"),
                    FIRST,
                    "reaches from element -800 to 199 of x, which has 1000");
        }

        @Test
        void tailsCount() {
            String thirds = "section grid i0 4; rows 3 of 10 by i0; columns 1; cost 9; local 4096\n";
            accepted(thirds + "load.f32 column@0x0000, x[971 + 4*i0; rows 10, cols 1]\nend\n" + COPY);
            refused(
                    thirds + "load.f32 column@0x0000, x[972 + 4*i0; rows 10, cols 1]\nend",
                    FIRST,
                    "reaches from element 972 to 1000 of x, which has 1000");
        }

        @Test
        void indexedAddressesStayInsideTheBuffers() {
            refused(
                    section(
                            "load.i32 column@0x0400, ids[0 + 2*i0; rows 1, cols 0]",
                            "load_indexed.f32 tile@0x0000, column@0x0400, x[0; rows 0, cols 1], stride 100, limit 11"),
                    SECOND,
                    "reaches from element 0 to 1099 of x, which has 1000");
        }

        @Test
        void bothMatricesStayInsideTheBuffers() {
            refused(
                    section("matmul.f32 tile@0x0000, x[0 + 200*i0; rows 100, cols 1], x[0; rows 100, cols 1], depth"
                            + " 11"),
                    FIRST,
                    "reaches from element 0 to 1099 of x, which has 1000");
            refused(
                    section("matmul.f32 tile@0x0000, x[0 + 400*i0; rows 200, cols 1], x[0; rows 100, cols 1], depth"
                            + " 10"),
                    FIRST,
                    "reaches from element 0 to 1809 of x, which has 1000");
        }

        @Test
        void outputsAreStored() {
            VerifierTest.refused("", "output y: 0 of 1000 elements are stored");
            VerifierTest.refused(
                    "section rows 9; columns 100; cost 9; local 8192\n"
                            + "fill.f32 tile@0x0000, s0 set store:0\n"
                            + "store.f32 tile@0x0000, y[0; rows 100, cols 1] wait vector:0\nend",
                    "output y: 900 of 1000 elements are stored");
        }

        @Test
        void outputsAreStoredOnce() {
            refused(store("y[0 + 200*i0; rows 50, cols 1]"), 14, "stores y[50], which has been stored before");
            refused(store("y[0; rows 100, cols 1]"), 14, "stores y[0], which has been stored before");
            refused(
                    store("y[0 + 200*i0; rows 100, cols 1]") + store("y[0 + 200*i0; rows 100, cols 1]"),
                    37,
                    "stores y[0], which has been stored before");
        }

        @Test
        void largeOutputsNeedAProof() {
            String section = store("y[0 + 200*i0; rows 50, cols 1]");
            BytecodeException problem = assertThrows(
                    BytecodeException.class,
                    () -> Verifier.verify(
                            Assembler.parse(HEADER.replace("output y f32 1000", "output y f32 9000000") + section)));
            assertEquals("output y: cannot prove that each element is stored once", problem.getMessage());
        }

        @Test
        void tasksDoNotStoreToTheSamePlace() {
            refused(store("w[0 + 100*i0; rows 100, cols 1]"), 14, "task 1 stores w[100], which task 0 stores");
        }

        @Test
        void tasksDoNotReadWhatOthersStore() {
            refused(
                    section(
                            "fill.f32 tile@0x0000, s0 set store:0",
                            "store.f32 tile@0x0000, w[0 + 200*i0; rows 100, cols 1] wait vector:0 set load:0",
                            "load.f32 row@0x0400, w[100 + 150*i0; rows 0, cols 1] wait store:0"),
                    21,
                    "task 3 reads w[550], which task 2 stores");
        }

        @Test
        void workspaceIsStoredBeforeItIsRead() {
            refused(load("w[0 + 200*i0; rows 100, cols 1]"), FIRST, "reads w[0], which nothing has stored before");
            refused(
                    store("w[0 + 200*i0; rows 100, cols 2]").replace("columns 100", "columns 50")
                            + load("w[0 + 200*i0; rows 100, cols 1]"),
                    33,
                    "reads w[1], which nothing has stored before");
        }
    }
}
