package org.jdvm.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;

/** Tests of shape inference. */
class GraphBuilderTest {
    @Test
    void aKnownZeroMakesAllReshapesToZeroRight() {
        GraphBuilder builder = new GraphBuilder("test");
        Value x = builder.input(new TensorParameter("x", DType.F32, Shape.of(2, 0, 31), false));
        assertEquals(
                Shape.of(2, 0), builder.reshape(x, List.of(Dim.of(2), Dim.ZERO)).shape());
    }
}
