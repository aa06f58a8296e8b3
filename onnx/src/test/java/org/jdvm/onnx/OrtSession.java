package org.jdvm.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdvm.Tensor;

/** A model in ONNX Runtime, called with tensors of jdvm. */
final class OrtSession implements AutoCloseable {
    /**
     * The elements of a result.
     *
     * @param dims its sizes
     * @param elements its elements as numbers
     */
    record Output(long[] dims, double[] elements) {}

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final ai.onnxruntime.OrtSession session;

    OrtSession(byte[] model, int threads) {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            session = environment.createSession(model, options);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, Output> call(Map<String, Tensor> inputs) {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                given.put(input.getKey(), tensor(input.getValue()));
            }
            Map<String, Output> results = new LinkedHashMap<>();
            try (Result result = session.run(given)) {
                result.forEach(entry -> results.put(entry.getKey(), elements((OnnxTensor) entry.getValue())));
            }
            return results;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(Tensor tensor) throws OrtException {
        long[] dims = Arrays.stream(tensor.dims()).asLongStream().toArray();
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(tensor.size() * tensor.type().bytes()).order(ByteOrder.nativeOrder());
        tensor.copyTo(bytes);
        OnnxJavaType type = switch (tensor.type()) {
            case F32 -> OnnxJavaType.FLOAT;
            case I64 -> OnnxJavaType.INT64;
            case F64 -> OnnxJavaType.DOUBLE;
            case I32 -> OnnxJavaType.INT32;
            case BOOL -> OnnxJavaType.BOOL;
            default -> throw new IllegalArgumentException(tensor.type().toString());
        };
        bytes.rewind();
        return OnnxTensor.createTensor(environment, bytes, dims, type);
    }

    private static Output elements(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        int count = (int) info.getNumElements();
        double[] elements = new double[count];
        for (int i = 0; i < count; i++) {
            elements[i] = switch (info.type) {
                case FLOAT -> bytes.getFloat(4 * i);
                case INT64 -> bytes.getLong(8 * i);
                case INT32 -> bytes.getInt(4 * i);
                default -> bytes.get(i);
            };
        }
        return new Output(info.getShape(), elements);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
