package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;

/** Sequences of different lengths in one tensor: how they are made, read, and refused. */
class RaggedTensorTest {
    private static Tensor rows(int count) {
        float[] elements = new float[2 * count];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = i;
        }
        return Tensor.of(elements, count, 2);
    }

    private static void refused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Test
    void showsItsSequences() {
        RaggedTensor ragged = RaggedTensor.of(rows(6), 3, 0, 2, 1);
        assertEquals(4, ragged.count());
        assertEquals(2, ragged.length(2));
        assertArrayEquals(new int[] {3, 0, 2, 1}, ragged.lengths());
        assertEquals(5, ragged.offset(3));
        assertEquals(6, ragged.offset(4));
        assertArrayEquals(new int[] {0, 2}, ragged.sequence(1).dims());
        assertArrayEquals(new float[] {6, 7, 8, 9}, ragged.sequence(2).toFloatArray());
        assertEquals("f32[(3, 0, 2, 1), 2]", ragged.toString());
        assertEquals(
                "f32[(1, 1, 1, 1, 1, 1, 1, 1, ... 4 more)]",
                RaggedTensor.of(Tensor.zeros(DType.F32, 12), 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
                        .toString());
    }

    @Test
    void aSequenceIsAViewOfTheValues() {
        RaggedTensor ragged = RaggedTensor.of(rows(3), 1, 2);
        ragged.sequence(1).slice(0, 0, 1).assign(7);
        assertArrayEquals(new float[] {0, 1, 7, 7, 4, 5}, ragged.values().toFloatArray());
    }

    @Test
    void otherValuesKeepTheSequences() {
        RaggedTensor ragged = RaggedTensor.of(rows(5), 4, 1);
        Tensor doubled = ragged.values().mul(2);
        RaggedTensor other = ragged.withValues(doubled);
        assertSame(doubled, other.values());
        assertArrayEquals(new float[] {16, 18}, other.sequence(1).toFloatArray());
        refused(
                "RaggedTensor.withValues: the values [4, 2] have 4 rows, but the sequences have 5",
                () -> ragged.withValues(rows(4)));
    }

    @Test
    void copiesTensorsOneAfterTheOther() {
        Tensor turned = Tensor.of(new float[] {0, 2, 4, 1, 3, 5}, 2, 3).transpose();
        RaggedTensor ragged = RaggedTensor.of(List.of(turned, rows(0), rows(1)));
        assertArrayEquals(new int[] {3, 0, 1}, ragged.lengths());
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 0, 1}, ragged.values().toFloatArray());
        refused(
                "RaggedTensor.of: sequence 1 is f32[3], but sequence 0 is f32[1, 2]; only dim 0 may differ",
                () -> RaggedTensor.of(List.of(rows(1), Tensor.zeros(DType.F32, 3))));
        refused(
                "RaggedTensor.of: sequence 1 is i32[1, 2], but sequence 0 is f32[1, 2]; only dim 0 may differ",
                () -> RaggedTensor.of(List.of(rows(1), Tensor.zeros(DType.I32, 1, 2))));
        refused(
                "RaggedTensor.of: the list is empty, which leaves type and sizes open; give values without rows",
                () -> RaggedTensor.of(List.of()));
    }

    @Test
    void showsTensorsWhereTheyAre() {
        Tensor turned = Tensor.of(new float[] {0, 2, 4, 1, 3, 5}, 2, 3).transpose();
        RaggedTensor ragged = RaggedTensor.view(List.of(turned, rows(0), rows(1)));
        assertEquals(3, ragged.count());
        assertArrayEquals(new int[] {3, 0, 1}, ragged.lengths());
        assertEquals(3, ragged.offset(2));
        assertSame(turned, ragged.sequence(0));
        assertEquals("f32[(3, 0, 1), 2]", ragged.toString());
        Tensor values = ragged.values();
        turned.slice(0, 0, 1).assign(9);
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 0, 1}, values.toFloatArray());
        assertArrayEquals(new float[] {9, 9, 2, 3, 4, 5, 0, 1}, ragged.values().toFloatArray());
        RaggedTensor other = ragged.withValues(rows(4));
        assertArrayEquals(new float[] {6, 7}, other.sequence(2).toFloatArray());
        refused(
                "RaggedTensor.withValues: the values [5, 2] have 5 rows, but the sequences have 4",
                () -> ragged.withValues(rows(5)));
        refused(
                "RaggedTensor.view: sequence 1 is f32[3], but sequence 0 is f32[1, 2]; only dim 0 may differ",
                () -> RaggedTensor.view(List.of(rows(1), Tensor.zeros(DType.F32, 3))));
        refused(
                "RaggedTensor.view: the list is empty, which leaves type and sizes open; give values without rows",
                () -> RaggedTensor.view(List.of()));
        refused("RaggedTensor.view: the list of sequences is null", () -> RaggedTensor.view(null));
        refused(
                "RaggedTensor.view: sequence 0: the tensor has rank 0, but sequences need a first dim",
                () -> RaggedTensor.view(List.of(Tensor.scalar(1))));
    }

    @Test
    void lengthsMustFitTheValues() {
        refused(
                "RaggedTensor.of: the lengths of 2 sequences add up to 5, but the values [6, 2] have 6 in dim 0",
                () -> RaggedTensor.of(rows(6), 2, 3));
        refused("RaggedTensor.of: sequence 1 has the length -1", () -> RaggedTensor.of(rows(6), 7, -1));
        refused(
                "RaggedTensor.of: the lengths of 3 sequences add up to 4294967297, but the values [1, 2] have 1 in dim"
                        + " 0",
                () -> RaggedTensor.of(rows(1), Integer.MAX_VALUE, Integer.MAX_VALUE, 3));
        refused(
                "RaggedTensor.of: the tensor has rank 0, but sequences need a first dim",
                () -> RaggedTensor.of(Tensor.scalar(1), 1));
    }

    @Test
    void offsetsMustFitTheValues() {
        assertArrayEquals(
                new int[] {2, 0, 4}, RaggedTensor.ofOffsets(rows(6), 0, 2, 2, 6).lengths());
        assertEquals(0, RaggedTensor.ofOffsets(rows(0), 0).count());
        String range =
                "RaggedTensor.ofOffsets: offsets go from 0 to 6, the first dim of the values [6, 2], but these are ";
        refused(range + "1, 6", () -> RaggedTensor.ofOffsets(rows(6), 1, 6));
        refused(range + "0, 5", () -> RaggedTensor.ofOffsets(rows(6), 0, 5));
        refused(range, () -> RaggedTensor.ofOffsets(rows(6)));
        refused(
                "RaggedTensor.ofOffsets: offset 2 is 3, less than 4 before it",
                () -> RaggedTensor.ofOffsets(rows(6), 0, 4, 3, 6));
    }

    @Test
    void thereIsNoSequenceAfterTheLast() {
        RaggedTensor ragged = RaggedTensor.of(rows(3), 1, 2);
        assertEquals(
                "RaggedTensor.sequence: there is no sequence 2; there are 2, counted from 0",
                assertThrows(IndexOutOfBoundsException.class, () -> ragged.sequence(2))
                        .getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> ragged.length(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> ragged.offset(3));
    }
}
