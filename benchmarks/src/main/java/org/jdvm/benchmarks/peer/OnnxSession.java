package org.jdvm.benchmarks.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jdvm.Tensor;

/** A model on ONNX Runtime with all its optimisations; inputs are ready in native memory. */
final class OnnxSession implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final OrtSession session;
    private final List<Map<String, OnnxTensor>> requests = new ArrayList<>();

    OnnxSession(byte[] model, int threads) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = ENVIRONMENT.createSession(model, options);
        }
    }

    /** Adds inputs that {@link #run()} goes through. */
    void add(Map<String, Tensor> inputs) throws OrtException {
        requests.add(tensors(inputs));
    }

    /** Inputs in native memory, for any session. */
    static Map<String, OnnxTensor> tensors(Map<String, Tensor> inputs) throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
            tensors.put(input.getKey(), tensor(input.getValue()));
        }
        return tensors;
    }

    private static OnnxTensor tensor(Tensor tensor) throws OrtException {
        long[] sizes = IntStream.range(0, tensor.rank()).mapToLong(tensor::dim).toArray();
        int count = Math.toIntExact(tensor.size());
        return switch (tensor.type()) {
            case F32 -> {
                FloatBuffer floats = direct(count * Float.BYTES).asFloatBuffer();
                floats.put(tensor.toFloatArray()).rewind();
                yield OnnxTensor.createTensor(ENVIRONMENT, floats, sizes);
            }
            case I32 -> {
                var integers = direct(count * Integer.BYTES).asIntBuffer();
                integers.put(tensor.toIntArray()).rewind();
                yield OnnxTensor.createTensor(ENVIRONMENT, integers, sizes);
            }
            case I64 -> {
                var integers = direct(count * Long.BYTES).asLongBuffer();
                integers.put(tensor.toLongArray()).rewind();
                yield OnnxTensor.createTensor(ENVIRONMENT, integers, sizes);
            }
            default -> throw new IllegalArgumentException("inputs of type " + tensor.type() + " are not made");
        };
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Runs all inputs, one after another. */
    void run() throws OrtException {
        for (Map<String, OnnxTensor> request : requests) {
            run(request);
        }
    }

    /** Runs inputs that were not added. */
    void run(Map<String, OnnxTensor> request) throws OrtException {
        session.run(request).close();
    }

    /** What one of the inputs gives. */
    float[] result(int request) throws OrtException {
        return result(requests.get(request));
    }

    /** What inputs give that were not added. */
    float[] result(Map<String, OnnxTensor> request) throws OrtException {
        try (OrtSession.Result result = session.run(request)) {
            FloatBuffer floats = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[floats.remaining()];
            floats.get(values);
            return values;
        }
    }

    @Override
    public void close() throws OrtException {
        for (Map<String, OnnxTensor> request : requests) {
            request.values().forEach(OnnxTensor::close);
        }
        session.close();
    }
}
