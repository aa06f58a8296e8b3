package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Direct calls that are wrong: each is a {@link JdvmException} that begins with the method that was called. */
class MisuseTest {
    private static final Tensor X = Tensor.zeros(DType.F32, 3, 4);
    private static final Tensor V = Tensor.zeros(DType.F32, 5);
    private static final Tensor INDICES = Tensor.copyOf(new long[] {0, 9}, 2);
    private static final OperatorTemplate EXP = OperatorTemplate.parse("""
        operator s(%0 x: f32[T, H], n: int) {
          %1: f32[T, H] = exp %0
          return %1
        }
        """);

    private static DynamicTest wrong(String message, Executable call) {
        return DynamicTest.dynamicTest(
                message,
                () -> assertEquals(
                        message, assertThrows(JdvmException.class, call).getMessage()));
    }

    @TestFactory
    @SuppressWarnings("DataFlowIssue")
    Stream<DynamicTest> messages() {
        return Stream.of(
                wrong("Tensor.of: the array is null", () -> Tensor.of((float[]) null, 3)),
                wrong("Tensor.of: the array is null", () -> Tensor.of((boolean[]) null, 3)),
                wrong("Tensor.of: the list of sizes is null", () -> Tensor.of(new float[3], (int[]) null)),
                wrong("Tensor.of: dim 0 cannot be -4", () -> Tensor.of(new float[3], -4)),
                wrong("Tensor.copyOf: the array is null", () -> Tensor.copyOf((int[]) null, 3)),
                wrong("Tensor.copyOf: the data is null", () -> Tensor.copyOf(DType.F32, (ByteBuffer) null, 3)),
                wrong("Tensor.copyOf: the element type is null", () -> Tensor.copyOf(null, ByteBuffer.allocate(9), 1)),
                wrong("Tensor.zeros: the element type is null", () -> Tensor.zeros(null, 3)),
                wrong("add of [3, 4] and [5]: 4 and 5 are neither equal nor 1", () -> X.add(V)),
                wrong("add: argument 1 is null", () -> X.add((Tensor) null)),
                wrong("reshape: the list of sizes is null", () -> X.reshape((int[]) null)),
                wrong("permute: the list of axes is null", () -> X.permute((int[]) null)),
                wrong("broadcastTo: the list of sizes is null", () -> X.broadcastTo((int[]) null)),
                wrong("broadcastTo: [3, 4] does not fit [5, 5] in dim 0", () -> X.broadcastTo(5, 5)),
                wrong("softmax: [3, 4] has 2 dims, so there is no axis 5", () -> X.softmax(5)),
                wrong("logSumExp: [3, 4] has 2 dims, so there is no axis 5", () -> X.logSumExp(5)),
                wrong("layerNorm: gamma has 5 in dim 0, but x has 4 in dim 1", () -> X.layerNorm(V, V, 1e-5f)),
                wrong("rmsNorm: gamma has 5 in dim 0, but x has 4 in dim 1", () -> X.rmsNorm(V, 1e-5f)),
                wrong("assign: [5] does not fit [3, 4] in dim 0", () -> X.assign(V)),
                wrong(
                        "gather: index 9 into f32[3, 4] is outside 0..2",
                        () -> X.gather(0, INDICES).toFloatArray()),
                wrong("copyTo: the buffer is null", () -> X.copyTo((ByteBuffer) null)),
                wrong(
                        "copyTo: the buffer is read-only",
                        () -> X.copyTo(ByteBuffer.allocate(100).asReadOnlyBuffer())),
                wrong("RaggedTensor.of: the list of lengths is null", () -> RaggedTensor.of(X, (int[]) null)),
                wrong("s: the machine is null", () -> EXP.call(null, new Tensor[] {X}, new double[1])),
                wrong("s: the array of tensors is null", () -> EXP.call(Dvm.shared(), null, new double[1])),
                wrong("s: the array of scalars is null", () -> EXP.call(Dvm.shared(), new Tensor[] {X}, null)),
                wrong(
                        "s: has 1 results, but there are 0 tensors for them",
                        () -> EXP.callInto(Dvm.shared(), new Tensor[0], new Tensor[] {X}, new double[1])),
                wrong(
                        "s: T would be 1099511627776, more than an array can hold",
                        () -> EXP.explain(new HashMap<>(Map.of("T", 1L << 40, "H", 1L, "n", 1L)), NpuSpec.host(1))),
                wrong(
                        "line 1, column 1: expected 'operator', found 'nonsense'",
                        () -> OperatorTemplate.parse("nonsense").name()));
    }
}
