package org.jdvm.embeddings;

import java.util.List;
import java.util.Set;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.embeddings.tokenizer.TokenizedText;
import org.jdvm.onnx.OnnxInfo;
import org.jdvm.onnx.OnnxModel;
import org.jspecify.annotations.Nullable;

/** A model of an ONNX file that takes tokens: how its inputs are made of them, and one of its outputs. */
final class EncoderInputs {
    private static final String IDS = "input_ids";
    private static final String TYPES = "token_type_ids";
    private static final Set<String> INPUTS = Set.of(IDS, "attention_mask", TYPES);

    private final OnnxModel model;
    private final EncoderThreads threads;
    private final List<String> inputs;
    private final int output;

    /**
     * Takes a model, and has it prepared in the background.
     *
     * @param model the model
     * @param threads where it runs
     * @param kind what it is expected to be, for messages
     * @param outputs names of the output, the first choice first; the first output if it has none of them
     * @param rank the rank of the output
     * @throws JdvmException if inputs or output are others
     */
    EncoderInputs(OnnxModel model, EncoderThreads threads, String kind, List<String> outputs, int rank) {
        this.model = model;
        this.threads = threads;
        this.inputs = model.inputs().stream().map(OnnxInfo::name).toList();
        if (!inputs.contains(IDS) || !INPUTS.containsAll(inputs)) {
            throw new JdvmException(
                    "model %s is no %s: its inputs are not among input_ids, attention_mask and token_type_ids"
                            .formatted(model, kind));
        }
        List<String> names = model.outputs().stream().map(OnnxInfo::name).toList();
        this.output = outputs.stream()
                .mapToInt(names::indexOf)
                .filter(index -> index >= 0)
                .findFirst()
                .orElse(0);
        List<String> dims = model.outputs().get(output).dims();
        if (dims != null && dims.size() != rank) {
            throw new JdvmException("model %s is no %s: its output %s has not %d dims"
                    .formatted(model, kind, model.outputs().get(output), rank));
        }
        model.prepareAsync();
    }

    /** {@return the output for texts that have the same number of tokens} */
    Tensor run(List<TokenizedText> texts) {
        int length = texts.getFirst().length();
        int[] ids = new int[texts.size() * length];
        int[] types = new int[ids.length];
        for (int i = 0; i < texts.size(); i++) {
            System.arraycopy(texts.get(i).ids(), 0, ids, i * length, length);
            System.arraycopy(texts.get(i).typeIds(), 0, types, i * length, length);
        }
        return run(ids, types, texts.size(), length);
    }

    /** {@return the output for tokens of texts, one text after the other} */
    Tensor run(int[] ids, int[] types, int count, int length) {
        @Nullable Tensor[] arguments = new Tensor[inputs.size()];
        for (int i = 0; i < arguments.length; i++) {
            long[] values = new long[ids.length];
            for (int j = 0; j < values.length; j++) {
                values[j] = switch (inputs.get(i)) {
                    case IDS -> ids[j];
                    case TYPES -> types[j];
                    default -> 1;
                };
            }
            arguments[i] = Tensor.of(values, count, length);
        }
        return threads.run(() -> {
            Tensor result = model.call(arguments)[output].cast(DType.F32);
            Tensor.compute(result);
            return result;
        });
    }

    /** {@return name, inputs and outputs of the model} */
    @Override
    public String toString() {
        return model.toString();
    }
}
