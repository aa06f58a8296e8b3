package org.jdvm.examples.blocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.examples.BothTiers;
import org.jdvm.examples.kernelbench.RandomCase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operator interpreted and as JVM classes against its graph evaluated in double precision, at random small sizes. */
class BlocksTest {
    private static final int CASES = 2;

    private static BothTiers tiers;

    @BeforeAll
    static void start() {
        tiers = BothTiers.start();
    }

    /** A section whose code cannot be made, or be tried, is rejected. */
    @AfterAll
    static void end() {
        long rejected = tiers.lowering().tierCounters().rejected();
        tiers.close();
        assertEquals(0, rejected, "sections that were rejected");
    }

    static Stream<OperatorTemplate> operators() {
        return Stream.of(
                        AttentionBlocksOperators.templates(),
                        SequenceBlocksOperators.templates(),
                        ImageBlocksOperators.templates(),
                        LossBlocksOperators.templates(),
                        IntegerBlocksOperators.templates())
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void hasTheNumbersOfItsGraph(OperatorTemplate template) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(template.name().hashCode());
        for (int i = 0; i < CASES; i++) {
            RandomCase of = RandomCase.of(template.graph(), random);
            Tensor[] tensors = of.tensors();
            double[] numbers = of.numbers();
            Tensor[] interpreted = template.callAll(tiers.interpreting(), tensors, numbers);
            assertNull(of.difference(interpreted), () -> "interpreted" + of.test());
            tiers.lowering().warmUp(template, template.sizes(tensors, numbers));
            Tensor[] lowered = template.callAll(tiers.lowering(), tensors, numbers);
            assertNull(of.difference(lowered), () -> "lowered" + of.test());
        }
    }
}
