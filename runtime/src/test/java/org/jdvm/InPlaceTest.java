package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing in place keeps the order of the program: one test for each hazard, on memory of the caller, of jdvm, and on recorded tensors. */
class InPlaceTest {
    private enum Kind {
        OF_CALLER,
        OF_JDVM,
        RECORDED
    }

    private static Tensor numbers(Kind kind, int... dims) {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        float[] data = new float[size];
        for (int i = 0; i < size; i++) {
            data[i] = i + 1;
        }
        Tensor tensor = Tensor.of(data, dims);
        return switch (kind) {
            case OF_CALLER -> tensor;
            case OF_JDVM -> {
                Tensor sum = tensor.add(0.25).sub(0.25);
                sum.toFloatArray();
                yield sum;
            }
            case RECORDED -> tensor.add(0.25).sub(0.25);
        };
    }

    private static void assertElements(Tensor tensor, double... expected) {
        float[] floats = new float[expected.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) expected[i];
        }
        assertArrayEquals(floats, tensor.toFloatArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whatIsRecordedBeforeAWriteReadsTheOldElements(int kind) {
        Tensor x = numbers(Kind.values()[kind], 4);
        Tensor before = x.mul(10);
        x.assign(Tensor.of(new float[] {5, 6, 7, 8}, 4));
        Tensor after = x.mul(10);
        assertElements(after, 50, 60, 70, 80);
        assertElements(before, 10, 20, 30, 40);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whatIsRecordedBeforeAWriteIntoASliceReadsTheOldElements(int kind) {
        Tensor x = numbers(Kind.values()[kind], 4);
        Tensor before = x.mul(10);
        x.slice(0, 1, 3).assign(0);
        Tensor between = x.mul(10);
        x.slice(0, 2, 4).assign(-1);
        Tensor after = x.mul(10);
        assertElements(after, 10, 0, -10, -10);
        assertElements(between, 10, 0, 0, 40);
        assertElements(before, 10, 20, 30, 40);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void writesThroughAViewAreSeenInTheTensorAndTheOtherWayRound(int kind) {
        Tensor x = numbers(Kind.values()[kind], 2, 3);
        Tensor column = x.slice(1, 1, 2);
        Tensor turned = x.transpose();
        Tensor flat = x.reshape(6);
        column.assign(9);
        assertElements(x, 1, 9, 3, 4, 9, 6);
        turned.slice(0, 0, 1).assign(Tensor.of(new float[] {7, 8}, 1, 2));
        assertElements(x, 7, 9, 3, 8, 9, 6);
        assertElements(flat, 7, 9, 3, 8, 9, 6);
        x.mulInPlace(2);
        assertElements(column, 18, 18);
        assertElements(turned, 14, 16, 18, 18, 6, 12);
        flat.addInPlace(1);
        assertElements(x, 15, 19, 7, 17, 19, 13);
        assertElements(turned.slice(0, 2, 3), 7, 13);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void overlappingSlicesAreCopiedAsIfAtOnce(int kind) {
        Tensor up = numbers(Kind.values()[kind], 5);
        up.slice(0, 1, 5).assign(up.slice(0, 0, 4));
        assertElements(up, 1, 1, 2, 3, 4);
        Tensor down = numbers(Kind.values()[kind], 5);
        down.slice(0, 0, 4).assign(down.slice(0, 1, 5));
        assertElements(down, 2, 3, 4, 5, 5);
        Tensor turned = numbers(Kind.values()[kind], 2, 2);
        turned.assign(turned.transpose());
        assertElements(turned, 1, 3, 2, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whatIsWrittenIsAsItWasWhenItWasWritten(int kind) {
        Tensor x = numbers(Kind.values()[kind], 3);
        Tensor y = numbers(Kind.values()[kind], 3).neg();
        x.assign(y);
        y.addInPlace(100);
        x.slice(0, 0, 1).assign(0);
        assertElements(x, 0, -2, -3);
        assertElements(y, 99, 98, 97);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void updatesReadTheirOwnOldElements(int kind) {
        Tensor x = numbers(Kind.values()[kind], 3);
        Tensor first = x.add(0);
        x.addInPlace(x).mulInPlace(x).addInPlace(first);
        assertElements(x, 5, 18, 39);
        assertElements(first, 1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void viewsMadeBeforeAWriteShowTheNewElements(int kind) {
        Tensor x = numbers(Kind.values()[kind], 4);
        Tensor tail = x.slice(0, 2, 4);
        Tensor read = tail.add(0);
        x.mulInPlace(3);
        assertElements(tail.add(0), 9, 12);
        assertElements(tail, 9, 12);
        assertElements(read, 3, 4);
    }

    @Test
    void theArrayOfTheCallerIsWritten() {
        float[] data = {1, 2, 3, 4};
        Tensor x = Tensor.of(data, 2, 2);
        x.addInPlace(1);
        assertArrayEquals(new float[] {2, 3, 4, 5}, data);
        x.slice(1, 0, 1).mulInPlace(Tensor.of(new float[] {10}, 1));
        assertArrayEquals(new float[] {20, 3, 40, 5}, data);
    }

    @Test
    void anArrayHandedOutStaysTheArrayOfItsTensor() {
        Tensor x = Tensor.zeros(DType.F32, 2);
        float[] data = x.floatArray();
        x.assign(7);
        assertArrayEquals(new float[] {7, 7}, data);
        assertSame(data, x.floatArray());
    }

    @Test
    void anOperatorThatWritesIntoATensorLeavesWhatWasRecordedBefore() {
        OperatorTemplate twice = OperatorTemplate.parse("""
            operator twice(%0 x: f32[N]) {
              %1: f32[N] = add %0, %0
              return %1
            }
            """);
        Tensor target = Tensor.of(new float[] {1, 2}, 2);
        Tensor before = target.neg();
        twice.callInto(
                Dvm.shared(), new Tensor[] {target}, new Tensor[] {Tensor.of(new float[] {5, 6}, 2)}, new double[0]);
        assertElements(target, 10, 12);
        assertElements(before, -1, -2);
    }

    @Test
    void oldVersionsAreKeptForEachReader() {
        Tensor x = Tensor.zeros(DType.F32, 8);
        Tensor[] sums = new Tensor[8];
        for (int i = 0; i < 8; i++) {
            sums[i] = x.sum();
            x.slice(0, i, i + 1).assign(1);
        }
        for (int i : List.of(7, 3, 0, 5, 1, 6, 2, 4)) {
            assertEquals(i, sums[i].item());
        }
    }

    @Test
    void aWholeTensorCanBeOverwrittenAgainAndAgainWithoutComputing() {
        Tensor x = Tensor.zeros(DType.F32, 3);
        long launches = Dvm.shared().statistics().launches();
        for (int i = 0; i < 20; i++) {
            x.addInPlace(1).mulInPlace(1.5);
        }
        assertEquals(launches, Dvm.shared().statistics().launches());
        float expected = 0;
        for (int i = 0; i < 20; i++) {
            expected = (expected + 1) * 1.5f;
        }
        assertArrayEquals(new float[] {expected, expected, expected}, x.toFloatArray());
        assertEquals(launches + 1, Dvm.shared().statistics().launches());
    }

    @Test
    void smallerSourcesBroadcast() {
        Tensor x = Tensor.zeros(DType.F32, 2, 3);
        x.assign(Tensor.of(new float[] {1, 2, 3}, 3));
        x.slice(0, 1, 2).assign(Tensor.scalar(9));
        assertElements(x, 1, 2, 3, 9, 9, 9);
        Tensor flags = Tensor.zeros(DType.BOOL, 3);
        flags.slice(0, 1, 2).assign(1);
        assertArrayEquals(new boolean[] {false, true, false}, flags.toBooleanArray());
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        Tensor x = Tensor.zeros(DType.F32, 2, 2);
        String type = assertThrows(IllegalArgumentException.class, () -> x.assign(Tensor.zeros(DType.I32, 2, 2)))
                .getMessage();
        assertTrue(type.contains("f32") && type.contains("i32"), type);
        Tensor repeated = Tensor.zeros(DType.F32, 1, 2).broadcastTo(3, 2);
        String view = assertThrows(IllegalStateException.class, () -> repeated.addInPlace(1))
                .getMessage();
        assertTrue(view.contains("[3, 2]"), view);
        Tensor constant = Tensor.zeros(DType.F32, 2).constant();
        String marked = assertThrows(IllegalStateException.class, () -> constant.assign(1))
                .getMessage();
        assertTrue(marked.contains("constant"), marked);
        String larger = assertThrows(
                        IllegalArgumentException.class, () -> x.addInPlace(Tensor.zeros(DType.F32, 3, 2, 2)))
                .getMessage();
        assertTrue(larger.contains("[3, 2, 2]"), larger);
    }
}
