package org.jdvm.examples.cli;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.examples.io.InputException;
import org.jdvm.onnx.OnnxInfo;

/** A model in ONNX Runtime. The class is loaded only where ONNX Runtime is on the class path, which it is for tests and benchmarks. */
final class OnnxRuntimePeer implements AutoCloseable {
    /**
     * How far an output is from that of ONNX Runtime.
     *
     * @param output its name
     * @param absolute the largest difference of an element
     * @param relative the same, relative to the largest magnitude of an element
     * @param scale that magnitude
     */
    record Difference(String output, double absolute, double relative, double scale) {}

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    private final OrtSession session;

    OnnxRuntimePeer(Path model, int threads) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            session = environment.createSession(model.toString(), options);
        } catch (OrtException e) {
            throw new InputException("ONNX Runtime does not read %s: %s".formatted(model, e.getMessage()), e);
        }
    }

    /** {@return whether ONNX Runtime is there} */
    static boolean isPresent() {
        try {
            Class.forName("ai.onnxruntime.OrtEnvironment", false, OnnxRuntimePeer.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    /**
     * {@return for each output how far it is from that of ONNX Runtime}
     *
     * @param described the inputs of the model
     * @param inputs a tensor for each
     * @param outputs what jdvm gives for them
     */
    List<Difference> compare(List<OnnxInfo> described, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            for (OnnxInfo input : described) {
                Tensor tensor = inputs.get(input.name());
                if (tensor != null) {
                    given.put(input.name(), tensor(input, tensor));
                }
            }
            try (OrtSession.Result result = session.run(given)) {
                return outputs.entrySet().stream()
                        .map(output -> difference(output.getKey(), output.getValue(), (OnnxTensor)
                                result.get(output.getKey()).orElseThrow()))
                        .toList();
            }
        } catch (OrtException e) {
            throw new InputException("ONNX Runtime does not run the model: " + e.getMessage(), e);
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    private static Difference difference(String name, Tensor tensor, OnnxTensor expected) {
        long[] dims = expected.getInfo().getShape();
        if (!Arrays.equals(dims, Arrays.stream(tensor.dims()).asLongStream().toArray())) {
            throw new InputException("output '%s' is %s, but that of ONNX Runtime %s"
                    .formatted(name, Arrays.toString(tensor.dims()), Arrays.toString(dims)));
        }
        double[] wanted = elements(expected);
        double scale = 0;
        double largest = 0;
        float[] floats = tensor.type().isFloat() ? tensor.toFloatArray() : null;
        long[] longs = floats == null ? tensor.toLongArray() : null;
        for (int i = 0; i < wanted.length; i++) {
            double there = floats != null ? floats[i] : longs[i];
            boolean isEqual = there == wanted[i] || Double.isNaN(there) && Double.isNaN(wanted[i]);
            double difference = isEqual ? 0 : Math.abs(there - wanted[i]);
            // Not a number is further away than any number.
            largest = difference <= largest ? largest : difference;
            scale = Math.max(scale, Math.abs(wanted[i]));
        }
        return new Difference(name, largest, largest == 0 ? 0 : largest / scale, scale);
    }

    private OnnxTensor tensor(OnnxInfo input, Tensor tensor) throws OrtException {
        OnnxJavaType type = switch (input.type()) {
            case "float" -> OnnxJavaType.FLOAT;
            case "int64" -> OnnxJavaType.INT64;
            case "int32" -> OnnxJavaType.INT32;
            case "int8" -> OnnxJavaType.INT8;
            case "uint8" -> OnnxJavaType.UINT8;
            case "bool" -> OnnxJavaType.BOOL;
            case "float16" -> OnnxJavaType.FLOAT16;
            default ->
                throw new InputException(
                        "input %s is not compared: float, float16, int64, int32, int8, uint8 and bool are"
                                .formatted(input));
        };
        Tensor carried = tensor.cast(
                switch (type) {
                    case FLOAT -> DType.F32;
                    case INT64 -> DType.I64;
                    case INT32 -> DType.I32;
                    case INT8 -> DType.I8;
                    case UINT8 -> DType.U8;
                    case FLOAT16 -> DType.F16;
                    default -> DType.BOOL;
                });
        ByteBuffer bytes = ByteBuffer.allocateDirect(
                        carried.size() * carried.type().bytes())
                .order(ByteOrder.nativeOrder());
        carried.copyTo(bytes);
        bytes.rewind();
        return OnnxTensor.createTensor(
                environment, bytes, Arrays.stream(tensor.dims()).asLongStream().toArray(), type);
    }

    private static double[] elements(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        double[] elements = new double[(int) info.getNumElements()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = switch (info.type) {
                case FLOAT -> bytes.getFloat(Float.BYTES * i);
                case DOUBLE -> bytes.getDouble(Double.BYTES * i);
                case FLOAT16 -> Float.float16ToFloat(bytes.getShort(Short.BYTES * i));
                case INT64 -> bytes.getLong(Long.BYTES * i);
                case INT32 -> bytes.getInt(Integer.BYTES * i);
                case INT16 -> bytes.getShort(Short.BYTES * i);
                case UINT8 -> Byte.toUnsignedInt(bytes.get(i));
                case INT8, BOOL -> bytes.get(i);
                default -> throw new InputException("outputs of type " + info.type + " are not compared");
            };
        }
        return elements;
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
