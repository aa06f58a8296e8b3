package org.jdvm.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jdvm.Dvm;
import org.jdvm.RaggedTensor;
import org.jdvm.Tensor;
import org.jdvm.examples.encoder.BertEncoder;
import org.jdvm.examples.encoder.BertReader;
import org.jdvm.examples.encoder.ModelFiles;
import org.jdvm.examples.onnx.OnnxModel;
import org.jdvm.machine.NpuSpec;

/** The sentence encoder all-MiniLM-L6-v2 as one method, run by jdvm or by ONNX Runtime. */
interface SentenceModel extends AutoCloseable {
    /** The last hidden states of one text; something that depends on them. */
    Object run(long[] ids) throws OrtException;

    /** The last hidden states of several inputs in one call; something that depends on them. */
    Object runAll(List<long[]> texts) throws OrtException;

    @Override
    void close() throws OrtException;

    /** The model on an engine, {@code jdvm} or {@code onnxruntime}, with a number of threads. */
    static SentenceModel open(String engine, int threads) throws OrtException {
        return switch (engine) {
            case "jdvm" -> new OnJdvm(threads);
            case "onnxruntime" -> new OnOnnxRuntime(threads);
            default -> throw new IllegalArgumentException("no engine is called " + engine);
        };
    }

    /** On jdvm: each text at its own length, alone or in a ragged batch. */
    final class OnJdvm implements SentenceModel {
        private final Dvm dvm;
        private final BertEncoder encoder;

        OnJdvm(int threads) {
            ModelFiles files = ModelFiles.bundled();
            dvm = new Dvm(NpuSpec.host(threads));
            encoder = new BertEncoder(BertReader.read(OnnxModel.parse(files.model(), files.modelName())), dvm);
        }

        @Override
        public Object run(long[] ids) {
            return encoder.hiddenStates(ids);
        }

        @Override
        public Object runAll(List<long[]> texts) {
            long[] ids = texts.stream().flatMapToLong(LongStream::of).toArray();
            int[] lengths = texts.stream().mapToInt(text -> text.length).toArray();
            return encoder.hiddenStates(RaggedTensor.of(Tensor.of(ids, ids.length), lengths));
        }

        @Override
        public void close() {
            dvm.close();
        }
    }

    /** On ONNX Runtime with all its optimisations: a text at its own length, or a batch padded to the longest. */
    final class OnOnnxRuntime implements SentenceModel {
        private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        private final OrtSession session;

        OnOnnxRuntime(int threads) throws OrtException {
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(threads);
                options.setInterOpNumThreads(1);
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
                ByteBuffer model = ModelFiles.bundled().model();
                byte[] bytes = new byte[model.remaining()];
                model.get(model.position(), bytes);
                session = environment.createSession(bytes, options);
            }
        }

        @Override
        public Object run(long[] ids) throws OrtException {
            return runAll(List.of(ids));
        }

        @Override
        public Object runAll(List<long[]> texts) throws OrtException {
            int longest = texts.stream().mapToInt(text -> text.length).max().orElse(0);
            long[][] ids = new long[texts.size()][];
            long[][] ones = new long[texts.size()][longest];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = Arrays.copyOf(texts.get(i), longest);
                Arrays.fill(ones[i], 0, texts.get(i).length, 1);
            }
            try (OnnxTensor input = OnnxTensor.createTensor(environment, ids);
                    OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                    OnnxTensor types = OnnxTensor.createTensor(environment, new long[ids.length][longest]);
                    OrtSession.Result result =
                            session.run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
                return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
            }
        }

        @Override
        public void close() throws OrtException {
            session.close();
        }
    }
}
