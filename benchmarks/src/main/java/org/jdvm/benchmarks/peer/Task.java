package org.jdvm.benchmarks.peer;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.machine.NpuSpec;

/**
 * Work that jdvm and ONNX Runtime can both do.
 *
 * @param name what it is called
 * @param requests how many times it is done in one go, with other inputs each time
 * @param operator does it on jdvm
 * @param peers the same for ONNX Runtime, by the name of the engine: in operations of the standard, and with its own fused ones
 */
public record Task(String name, int requests, Operator operator, Map<String, Supplier<Peer>> peers) {
    /** The engine that this project is about. */
    public static final String JDVM = "jdvm";

    /** A model in operations of the standard; ONNX Runtime fuses what it can. */
    public static final String STANDARD = "onnxruntime";

    /** A model in the fused operations that ONNX Runtime adds to the standard. */
    public static final String FUSED = "onnxruntime-fused";

    private static final double TOLERANCE = 1e-4;

    /** What jdvm does. */
    public interface Operator {
        /** {@return what does a request on a machine} */
        IntFunction<Tensor> on(Dvm dvm);
    }

    /**
     * A model with its inputs.
     *
     * @param model the file
     * @param inputs for each request, by name
     */
    record Peer(byte[] model, List<Map<String, Tensor>> inputs) {}

    /** A task on an engine. */
    public interface Running extends AutoCloseable {
        /** Does all requests. */
        Object run() throws OrtException;

        /** {@return the result of one request} */
        float[] result(int request) throws OrtException;

        @Override
        void close() throws OrtException;
    }

    /** {@return whether there is a model for an engine} */
    public boolean supports(String engine) {
        return engine.equals(JDVM) || peers.containsKey(engine);
    }

    /**
     * {@return this task on an engine, after a look at whether its results are those of the other side}
     *
     * @param engine who does it
     * @param threads how many threads it may use
     */
    public Running open(String engine, int threads) throws OrtException {
        Running running = start(engine, threads);
        try (Running other = start(engine.equals(JDVM) ? STANDARD : JDVM, threads)) {
            for (int request : List.of(0, requests - 1)) {
                compare(engine, other.result(request), running.result(request));
            }
        }
        return running;
    }

    private void compare(String engine, float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            throw new IllegalStateException("%s: %s gives %d numbers, the other side %d"
                    .formatted(name, engine, actual.length, expected.length));
        }
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            // Written so that NaN does not pass.
            if (!(Math.abs(expected[i] - actual[i]) <= TOLERANCE * largest)) {
                throw new IllegalStateException("%s: element %d is %s with %s and %s with the other side"
                        .formatted(name, i, actual[i], engine, expected[i]));
            }
        }
    }

    private Running start(String engine, int threads) throws OrtException {
        if (engine.equals(JDVM)) {
            return new OnJdvm(operator, requests, threads);
        }
        Supplier<Peer> peer = peers.get(engine);
        if (peer == null) {
            throw new IllegalArgumentException("%s: no engine is called %s".formatted(name, engine));
        }
        return new OnOnnxRuntime(peer.get(), threads);
    }

    private static final class OnJdvm implements Running {
        private final int requests;
        private final Dvm dvm;
        private final IntFunction<Tensor> operator;

        OnJdvm(Operator operator, int requests, int threads) {
            this.requests = requests;
            dvm = new Dvm(NpuSpec.host(threads));
            this.operator = operator.on(dvm);
        }

        @Override
        public Object run() {
            List<Tensor> results = new ArrayList<>(requests);
            for (int request = 0; request < requests; request++) {
                results.add(operator.apply(request));
            }
            return results;
        }

        @Override
        public float[] result(int request) {
            return operator.apply(request).toFloatArray();
        }

        @Override
        public void close() {
            dvm.close();
        }
    }

    private static final class OnOnnxRuntime implements Running {
        private final OnnxSession session;

        OnOnnxRuntime(Peer peer, int threads) throws OrtException {
            session = new OnnxSession(peer.model(), threads);
            for (Map<String, Tensor> inputs : peer.inputs()) {
                session.add(inputs);
            }
        }

        @Override
        public Object run() throws OrtException {
            session.run();
            return session;
        }

        @Override
        public float[] result(int request) throws OrtException {
            return session.result(request);
        }

        @Override
        public void close() throws OrtException {
            session.close();
        }
    }
}
