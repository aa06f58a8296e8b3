package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jdvm.Dvm;
import org.jdvm.JdvmException;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Divisions of integers by elements are left to the interpreter, which finds a divisor of 0; they work before and after that. */
class DivisorsTest {
    @ParameterizedTest
    @EnumSource(names = {"DIV", "FLOOR_DIV", "FLOOR_MOD", "REM"})
    void zeros(Op op) throws InterruptedException {
        for (DType type : List.of(DType.I32, DType.I64)) {
            GraphBuilder builder = new GraphBuilder("parts");
            Shape shape = new Shape(List.of(Dim.symbol("R"), Dim.symbol("C")));
            Value x = builder.input(new TensorParameter("x", type, shape, false));
            Value y = builder.input(new TensorParameter("y", type, shape, false));
            OperatorTemplate parts = OperatorTemplate.parse(
                    builder.build(List.of(builder.elementwise(op, x, y))).toString());
            long[] ones = new long[37 * 67];
            Arrays.fill(ones, 1);
            long[] divisors = ones.clone();
            divisors[ones.length - 1] = 0;
            try (Dvm dvm = Dvm.builder()
                    .cores(2)
                    .tier(TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured())
                    .start()) {
                dvm.warmUp(parts, Map.of("R", 37L, "C", 67L));
                Tensor one = Tensor.of(ones, 37, 67).cast(type);
                Tensor zero = Tensor.of(divisors, 37, 67).cast(type);
                long[] expected = ones.clone();
                Arrays.fill(expected, op.semantics().integerBinary().applyAsLong(1, 1));
                for (int i = 0; i < 3; i++) {
                    assertArrayEquals(
                            expected,
                            parts.call(dvm, new Tensor[] {one, one}, new double[0])
                                    .cast(DType.I64)
                                    .toLongArray());
                    assertEquals(
                            "parts: an element of the divisor of " + op + " is 0",
                            assertThrows(
                                            JdvmException.class,
                                            () -> parts.call(dvm, new Tensor[] {one, zero}, new double[0]))
                                    .getMessage());
                }
                assertEquals(0, dvm.tierCounters().rejected(), "code of " + op);
            }
        }
    }
}
