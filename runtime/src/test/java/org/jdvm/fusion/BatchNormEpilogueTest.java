package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.passes.Passes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch norm with known statistics after a dense layer or a convolution is computed on the blocks of the product. */
class BatchNormEpilogueTest {
    @ParameterizedTest
    @ValueSource(strings = {"batch_norm_gelu_relu", "conv_batch_norm_scale"})
    void joinsTheProduct(String name) {
        Graph graph = OperatorFile.graphs().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
        Plan plan = Planner.plan(Passes.run(graph));
        Kernel last = plan.kernels().getLast();
        assertTrue(last.steps().stream().anyMatch(Step.Matmul.class::isInstance), plan::toString);
        assertTrue(
                last.steps().stream().anyMatch(step -> step instanceof Step.Apply apply && apply.op() == Op.RSQRT),
                plan::toString);
        List<Decision> products = plan.decisions().stream()
                .filter(decision -> decision.node() instanceof Node.Matmul
                        || decision.rule().equals("matmul-epilogue"))
                .toList();
        assertEquals(1, products.size(), plan::toString);
        assertTrue(products.getFirst().fused(), plan::toString);
        assertEquals("matmul-epilogue", products.getFirst().rule());
        assertEquals(
                "the block of the product is still in the local buffer",
                products.getFirst().reason());
        assertEquals(plan.kernels().size() - 1, products.getFirst().kernel());
    }
}
