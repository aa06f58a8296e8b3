package org.jdvm.benchmarks.peer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.benchmarks.peer.RequestStream.Size;
import org.jdvm.benchmarks.peer.RequestStream.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All engines compute the same for each stream, and each request is one that was not seen before. */
class RequestStreamTest {
    private static final List<Size> SIZES = List.of(new Size(3, 7), new Size(2, 1), new Size(1, 19));

    @ParameterizedTest
    @EnumSource
    void allEnginesAgree(RequestStream stream) {
        Work work = stream.work(SIZES);
        assertEquals(SIZES.size(), work.task().requests());
        assertTrue(work.engines().containsAll(List.of(Task.JDVM, Task.STANDARD)), () -> "" + work.engines());
        for (String engine : work.engines()) {
            assertDoesNotThrow(() -> work.compare(engine), () -> stream + " on " + engine);
        }
    }

    @Test
    void aDifferenceIsSeen() {
        Work work = RequestStream.MLP.work(SIZES);
        Task.Operator zeros =
                _ -> request -> Tensor.zeros(DType.F32, SIZES.get(request).tokens(), Tasks.HIDDEN);
        Work wrong = new Work(work.task(), Optional.of(zeros));
        assertDoesNotThrow(() -> wrong.compare(Task.JDVM));
        assertThrows(IllegalStateException.class, () -> wrong.compare(RequestStream.RECORDED));
    }

    @ParameterizedTest
    @EnumSource
    void anotherStreamHasOtherOperators(RequestStream stream) {
        assertNotEquals(stream, stream.other());
        // These two have a layer in common.
        assertFalse(EnumSet.of(stream, stream.other())
                .containsAll(EnumSet.of(RequestStream.DECODER_LAYER, RequestStream.LLAMA6)));
    }

    @Test
    void sizesAreNew() {
        List<Size> sizes = RequestStream.sizes();
        assertEquals(20, sizes.size());
        assertEquals(20, new HashSet<>(sizes.stream().map(Size::tokens).toList()).size());
        assertEquals(20, new HashSet<>(sizes.stream().map(Size::rows).toList()).size());
        assertEquals(sizes, RequestStream.sizes());
    }

    @Test
    void aTimeForEachRequest() throws OrtException {
        Work work = RequestStream.LAYER_NORM.work(SIZES);
        for (String engine : work.engines()) {
            RequestTimes times = RequestTimes.measure(work, engine);
            assertEquals(SIZES.size(), times.first().size());
            assertEquals(SIZES.size(), times.again().size());
            assertTrue(times.first().stream().allMatch(time -> time > 0), times::toString);
            assertTrue(times.again().stream().allMatch(time -> time > 0), times::toString);
        }
    }

    @Test
    void whatAnEngineCannotDo() {
        Work work = RequestStream.BERT4.work(SIZES);
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> RequestTimes.measure(work, RequestStream.RECORDED))
                        .getMessage()
                        .contains("bert4"));
        Work norm = RequestStream.LAYER_NORM.work(SIZES);
        assertThrows(IllegalArgumentException.class, () -> RequestTimes.measure(norm, Task.FUSED));
        assertThrows(IllegalArgumentException.class, () -> new RequestTimes(List.of(1.0), List.of()));
    }
}
