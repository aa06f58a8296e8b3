package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jdvm.nativetiles.CpuExtension.Leaf;
import org.jdvm.nativetiles.CpuExtension.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is concluded from the answers of made-up processors. */
class CpuExtensionTest {
    private static final int AVX = 0x06;
    private static final int AVX512 = 0xe6;
    private static final int TILES = 0x6_0000;
    private static final Leaf BASIC = new Leaf(0, 0, 1 << 27 | 1 << 28, 0);
    private static final Leaf MOST = new Leaf(7, 0, 0, 0);
    private static final Leaf WITH_ALL = new Leaf(1, 1 << 5 | 1 << 16, 1 << 11, 1 << 22 | 1 << 24 | 1 << 25);

    /** Its leaves are those of number 7 and their own number 0, but the last. */
    private static final class Fake implements Processor {
        private final Map<Integer, Leaf> leaves;
        private final int saved;
        private final boolean isAllowed;
        private boolean isAsked;

        Fake(Leaf most, Leaf basic, Leaf extended, int saved, boolean isAllowed) {
            leaves = Map.of(0, most, 10, basic, 70, extended, 71, new Leaf(1 << 4 | 1 << 5, 0, 0, 0));
            this.saved = saved;
            this.isAllowed = isAllowed;
        }

        @Override
        public Leaf features(int leaf, int subleaf) {
            return leaves.get(10 * leaf + subleaf);
        }

        @Override
        public int saved() {
            return saved;
        }

        @Override
        public boolean allowsTiles() {
            isAsked = true;
            return isAllowed;
        }
    }

    private static Set<CpuExtension> of(Leaf extended, int saved, boolean isAllowed) {
        return CpuExtension.of(new Fake(MOST, BASIC, extended, saved, isAllowed));
    }

    @Test
    void findsWhatThereIs() {
        assertEquals(EnumSet.allOf(CpuExtension.class), of(WITH_ALL, AVX512 | TILES, true));
        assertEquals(Set.of(), CpuExtension.of(new Fake(MOST, new Leaf(0, 0, 1 << 28, 0), WITH_ALL, -1, true)));
        assertEquals(Set.of(), CpuExtension.of(new Fake(new Leaf(6, 0, 0, 0), BASIC, WITH_ALL, -1, true)));
        assertEquals(Set.of(CpuExtension.AVX2, CpuExtension.AVX_VNNI), of(WITH_ALL, AVX, true));
        assertEquals(Set.of(CpuExtension.AVX2), of(new Leaf(0, 1 << 5, 0, 0), AVX512 | TILES, true));
    }

    @Test
    void bfloatsHaveTheirBits() {
        Leaf noTiles = new Leaf(1, WITH_ALL.b(), WITH_ALL.c(), WITH_ALL.d() & ~(1 << 22));
        assertEquals(EnumSet.complementOf(EnumSet.of(CpuExtension.AMX_BF16)), of(noTiles, AVX512 | TILES, true));
        Leaf noSubleaf = new Leaf(0, WITH_ALL.b(), WITH_ALL.c(), WITH_ALL.d());
        assertEquals(
                EnumSet.complementOf(EnumSet.of(CpuExtension.AVX_VNNI, CpuExtension.AVX512_BF16)),
                of(noSubleaf, AVX512 | TILES, true));
    }

    @Test
    void withoutThePermissionThereAreNoTiles() {
        assertEquals(
                EnumSet.complementOf(EnumSet.of(CpuExtension.AMX_INT8, CpuExtension.AMX_BF16)),
                of(WITH_ALL, AVX512 | TILES, false));
    }

    /** Bits of the answer of which one is missing. */
    @ParameterizedTest
    @ValueSource(ints = {24, 25})
    void thePermissionIsNotAskedForOtherProcessors(int missing) {
        Leaf extended = new Leaf(1, WITH_ALL.b(), WITH_ALL.c(), WITH_ALL.d() & ~(1 << missing));
        Fake fake = new Fake(MOST, BASIC, extended, AVX512 | TILES, true);
        assertFalse(CpuExtension.of(fake).contains(CpuExtension.AMX_INT8));
        assertFalse(fake.isAsked);
    }

    /** The question itself, on this machine. */
    @Test
    void thePermissionIsRefusedWhereThereAreNoTiles() {
        HostReport report = HostReport.read();
        assumeTrue(
                !report.extensions().isEmpty() && !report.extensions().contains(CpuExtension.AMX_INT8),
                "not Linux on x86-64, or it has tiles");
        assertFalse(new HostProcessor().allowsTiles());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x2_0000, 0x4_0000, 0})
    void thePermissionIsNotAskedWhereTilesAreNotSaved(int saved) {
        Fake fake = new Fake(MOST, BASIC, WITH_ALL, AVX512 | saved, true);
        assertFalse(CpuExtension.of(fake).contains(CpuExtension.AMX_INT8));
        assertFalse(fake.isAsked);
    }
}
