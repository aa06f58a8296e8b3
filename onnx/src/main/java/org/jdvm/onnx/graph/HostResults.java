package org.jdvm.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a program give that compute on the host, by the sizes of its inputs: half of the steps of a transformer are arithmetic on shapes,
 * which is the same in each call with the same sizes. Nothing is kept of a call in which elements were read on the host, since sizes may depend on them.
 */
final class HostResults {
    /** When there are more, all are forgotten. */
    private static final int MOST = 64;

    private final Map<Key, Known> known = new ConcurrentHashMap<>();

    @Nullable
    Known find(Key key) {
        return known.get(key);
    }

    void add(Key key, Recording recording) {
        if (recording.reads != TensorValue.reads()) {
            return;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(key, new Known(recording.places, recording.isHost));
    }

    /**
     * Types and sizes of inputs.
     *
     * @param words for each input its type and its sizes
     */
    record Key(List<Object> words) {
        /** {@return the key of some inputs; null if elements of one are known on the host, or one is no tensor} */
        static @Nullable Key of(@Nullable OnnxValue... values) {
            List<Object> words = new ArrayList<>();
            for (OnnxValue value : values) {
                switch (value) {
                    case null -> words.add("");
                    case TensorValue tensor
                    when !tensor.isHost() -> {
                        words.add(tensor.type());
                        words.add(Arrays.stream(tensor.dims()).boxed().toList());
                    }
                    default -> {
                        return null;
                    }
                }
            }
            return new Key(List.copyOf(words));
        }
    }

    /** What a call computes on the host; belongs to that call. */
    static final class Recording {
        private final long reads = TensorValue.reads();
        private final @Nullable OnnxValue[] places;
        private final boolean[] isHost;

        Recording(int places, int steps) {
            this.places = new OnnxValue[places];
            this.isHost = new boolean[steps];
        }

        /** Notes the results of a step if all of them are on the host. */
        void add(int step, int[] outputs, @Nullable OnnxValue[] values) {
            for (int place : outputs) {
                if (place >= 0 && !(values[place] instanceof TensorValue value && value.isHost())) {
                    return;
                }
            }
            isHost[step] = true;
            for (int place : outputs) {
                if (place >= 0) {
                    places[place] = values[place];
                }
            }
        }
    }

    /** What calls with some sizes compute on the host. */
    static final class Known {
        private final @Nullable OnnxValue[] places;
        private final boolean[] isHost;

        private Known(@Nullable OnnxValue[] places, boolean[] isHost) {
            this.places = places;
            this.isHost = isHost;
        }

        /** {@return whether the results of a step are known, after they were put into their places} */
        boolean restore(int step, int[] outputs, @Nullable OnnxValue[] values) {
            if (isHost[step]) {
                for (int place : outputs) {
                    if (place >= 0) {
                        values[place] = places[place];
                    }
                }
            }
            return isHost[step];
        }
    }
}
