package org.jdvm.bytecode.verify;

import static org.jdvm.bytecode.verify.VerifierPrograms.COPY;
import static org.jdvm.bytecode.verify.VerifierPrograms.FIRST;
import static org.jdvm.bytecode.verify.VerifierPrograms.HEADER;
import static org.jdvm.bytecode.verify.VerifierPrograms.LOAD_X;
import static org.jdvm.bytecode.verify.VerifierPrograms.SECOND;
import static org.jdvm.bytecode.verify.VerifierPrograms.STORE_Y;
import static org.jdvm.bytecode.verify.VerifierPrograms.accepted;
import static org.jdvm.bytecode.verify.VerifierPrograms.refused;
import static org.jdvm.bytecode.verify.VerifierPrograms.section;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.text.Assembler;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One broken program for each rule on values in the local buffer, on events and on memory. */
class VerifierOrderTest {
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
            VerifierPrograms.refused("", "output y: 0 of 1000 elements are stored");
            VerifierPrograms.refused(
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
