package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jdvm.Conversions.Layout;
import org.jdvm.reference.GraphCase;
import org.jdvm.testing.GraphGenerator;

/** Random graphs, fused, against the oracle, and on one core against two. */
class RandomGraphsTest {
    @Provide
    Arbitrary<GraphCase> graphs() {
        return numbers().map(numbers -> GraphGenerator.generate(numbers, 3000, Set.of()));
    }

    @Provide
    Arbitrary<List<Layout>> layouts() {
        return Arbitraries.of(Layout.class).list().ofSize(4);
    }

    private static Arbitrary<List<Integer>> numbers() {
        return Arbitraries.integers().between(0, 9999).list().ofMaxSize(100);
    }

    @Property(tries = 500, seed = "11")
    void fusedGraphsAgreeWithTheOracle(@ForAll("graphs") GraphCase test, @ForAll("layouts") List<Layout> layouts) {
        assertNull(FusedRunner.difference(test, layouts));
        assertNull(FusedRunner.differenceOnTinyMachine(test, layouts));
    }
}
