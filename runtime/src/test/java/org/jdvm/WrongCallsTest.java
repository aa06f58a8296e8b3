package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jdvm.annotations.DType;
import org.jdvm.call.PlannedOperator;
import org.jdvm.exec.state.KernelException;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are wrong: each fails before anything runs, with a message that says what to fix, and affects no other call. */
class WrongCallsTest {
    private static final OperatorTemplate SCALE = OperatorTemplate.parse("""
        operator scale(%0 x: f32[T, H], %1 gamma: f32[H], %2 wide: f32[2*H], heads: int, factor: float) {
          require H == heads*floordiv(H, heads) "@Where(\\"H % heads == 0\\")"
          %3: f32[T, H] = mul %0, %1
          %4: f32[T, H] = mul %3, {factor}
          return %4
        }
        """);

    private static final OperatorTemplate LOOK_UP = OperatorTemplate.parse("""
        operator lookUp(%0 ids: i64[T], %1 table: f32[V, H]) {
          %2: f32[T, H] = gather %1, %0 axis 0
          return %2
        }
        """);

    private final Dvm dvm = new Dvm(NpuSpec.host(2));

    @AfterEach
    void close() {
        dvm.close();
    }

    private static Tensor ones(int... dims) {
        return Tensor.zeros(DType.F32, dims);
    }

    private String messageOf(Tensor x, Tensor gamma, Tensor wide, int heads) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> SCALE.call(dvm, new Tensor[] {x, gamma, wide}, new double[] {heads, 1}))
                .getMessage();
    }

    @Test
    void rank() {
        assertEquals("scale: x has 3 dims [2, 3, 4], but [T, H] has 2", messageOf(ones(2, 3, 4), ones(4), ones(8), 2));
    }

    @Test
    void sizeOfAnotherArgument() {
        assertEquals(
                "scale: gamma has 5 in dim 0, but H = 4 (from x, dim 1)", messageOf(ones(2, 4), ones(5), ones(8), 2));
    }

    @Test
    void sizeOfAnExpression() {
        assertEquals(
                "scale: wide has 9 in dim 0, but 2*H = 8 (H = 4 from x, dim 1)",
                messageOf(ones(2, 4), ones(4), ones(9), 2));
    }

    @Test
    void whereClause() {
        assertEquals(
                "scale: @Where(\"H % heads == 0\"): needs H == heads*floordiv(H, heads), but has 4 and 3"
                        + " (H = 4 from x, dim 1, heads = 3 the argument)",
                messageOf(ones(2, 4), ones(4), ones(8), 3));
    }

    @Test
    void broadcastToASmallerSize() {
        GraphBuilder builder = new GraphBuilder("repeat");
        Value x = builder.input(new TensorParameter("x", DType.F32, Shape.of(Dim.symbol("S")), false));
        builder.scalar(new ScalarParameter("t", ScalarType.INT));
        OperatorTemplate repeat = new OperatorTemplate(
                PlannedOperator.of(builder.build(List.of(builder.broadcastTo(x, Shape.of(Dim.symbol("t")))))));
        assertArrayEquals(
                new float[3],
                repeat.call(dvm, new Tensor[] {ones(1)}, new double[] {3}).toFloatArray());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> repeat.call(dvm, new Tensor[] {ones(5)}, new double[] {1}))
                .getMessage();
        assertTrue(message.startsWith("repeat: broadcast of [S] to [t]: needs "), message);
    }

    @Test
    void divisionByZeroInASize() {
        assertTrue(
                messageOf(ones(2, 4), ones(4), ones(8), 0).startsWith("scale: a size cannot be computed: "),
                () -> messageOf(ones(2, 4), ones(4), ones(8), 0));
    }

    @Test
    void elementType() {
        assertEquals(
                "scale: gamma is i32, but f32 is expected; cast it",
                messageOf(ones(2, 4), Tensor.of(new int[4], 4), ones(8), 2));
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullArgument() {
        assertEquals("scale: gamma is null", messageOf(ones(2, 4), null, ones(8), 2));
    }

    @Test
    void numberOfArguments() {
        assertEquals(
                "scale: takes 3 tensors and 2 scalars, not 1 and 0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> SCALE.call(dvm, new Tensor[] {ones(2, 4)}, new double[0]))
                        .getMessage());
    }

    @Test
    void arrayTooShort() {
        assertEquals(
                "Tensor.of: an array of 5 elements is too short for [2, 3], which has 6",
                assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[5], 2, 3))
                        .getMessage());
    }

    @Test
    void negativeSize() {
        assertEquals(
                "Tensor.of: dim 1 cannot be -3",
                assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[5], 2, -3))
                        .getMessage());
    }

    @Test
    void resultTensorOfTheWrongSize() {
        assertEquals(
                "scale: the tensor for the result is f32[4, 2], but the result is f32[2, 4]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> SCALE.callInto(
                                        dvm,
                                        new Tensor[] {ones(4, 2)},
                                        new Tensor[] {ones(2, 4), ones(4), ones(8)},
                                        new double[] {2, 1}))
                        .getMessage());
    }

    @Test
    void recordedOperationsAreCheckedAtOnce() {
        assertEquals(
                "add of [2, 3] and [4]: 3 and 4 are neither equal nor 1",
                assertThrows(GraphException.class, () -> ones(2, 3).add(ones(4)))
                        .getMessage());
    }

    @Test
    void closedMachine() {
        Dvm closed = new Dvm(NpuSpec.host(2));
        Tensor[] arguments = {ones(2, 4), ones(4), ones(8)};
        SCALE.call(closed, arguments, new double[] {2, 1});
        closed.close();
        assertEquals(
                "scale: this Dvm was closed",
                assertThrows(IllegalStateException.class, () -> SCALE.call(closed, arguments, new double[] {2, 1}))
                        .getMessage());
    }

    @Test
    void indexOutOfRangeLeavesTheMachineWhole() {
        Tensor table = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        KernelException wrong = assertThrows(
                KernelException.class,
                () -> LOOK_UP.call(dvm, new Tensor[] {Tensor.of(new long[] {1, 7}, 2), table}, new double[0]));
        assertTrue(wrong.getMessage().contains("lookUp") && wrong.getMessage().contains("7"), wrong::getMessage);
        Tensor right = LOOK_UP.call(dvm, new Tensor[] {Tensor.of(new long[] {1, 0}, 2), table}, new double[0]);
        assertArrayEquals(new float[] {3, 4, 1, 2}, right.toFloatArray());
    }

    @Test
    void otherThreadsGoOn() throws InterruptedException {
        float[] data = new float[300 * 64];
        for (int i = 0; i < data.length; i++) {
            data[i] = i;
        }
        Tensor x = Tensor.of(data, 300, 64);
        float[] gamma = new float[64];
        Arrays.fill(gamma, 2);
        Tensor[] arguments = {x, Tensor.of(gamma, 64), ones(128)};
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            boolean wrong = t % 2 == 0;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    if (wrong) {
                        messageOf(ones(2, 4), ones(5), ones(8), 2);
                    } else {
                        float[] result =
                                SCALE.call(dvm, arguments, new double[] {2, 1}).toFloatArray();
                        for (int j = 0; j < data.length; j++) {
                            assertEquals(2 * data[j], result[j]);
                        }
                    }
                }
            });
            thread.setUncaughtExceptionHandler((_, error) -> failure.compareAndSet(null, error));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertNull(failure.get());
    }
}
