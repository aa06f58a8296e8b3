package org.jdvm.embeddings;

import java.util.List;
import java.util.Set;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.embeddings.tokenizer.TokenizedText;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.onnx.OnnxInfo;
import org.jdvm.onnx.OnnxModel;
import org.jspecify.annotations.Nullable;

/** An encoder of an ONNX file: from ids to hidden states. */
final class TextEncoder {
    private static final String IDS = "input_ids";
    private static final Set<String> INPUTS = Set.of(IDS, "attention_mask", "token_type_ids");

    /** How files name the hidden states of all tokens; the first output if none has one of these names. */
    private static final List<String> HIDDEN = List.of("last_hidden_state", "token_embeddings");

    private final OnnxModel model;
    private final List<String> inputs;
    private final int output;
    private final int dimension;

    TextEncoder(OnnxModel model, Tokenizer tokenizer) {
        this.model = model;
        this.inputs = model.inputs().stream().map(OnnxInfo::name).toList();
        if (!inputs.contains(IDS) || !INPUTS.containsAll(inputs)) {
            throw noEncoder("its inputs are %s; expected are input_ids, attention_mask and token_type_ids"
                    .formatted(model.inputs()));
        }
        List<String> outputs = model.outputs().stream().map(OnnxInfo::name).toList();
        this.output = HIDDEN.stream()
                .mapToInt(outputs::indexOf)
                .filter(index -> index >= 0)
                .findFirst()
                .orElse(0);
        List<String> dims = model.outputs().get(output).dims();
        if (dims != null && dims.size() != 3) {
            throw noEncoder("its output is %s; expected are hidden states [batch, tokens, size]"
                    .formatted(model.outputs().get(output)));
        }
        Tensor states;
        try {
            states = run(new int[] {0, tokenizer.size() - 1}, new int[2], 1, 2);
        } catch (JdvmException e) {
            throw new JdvmException(
                    "tokenizer %s does not fit the model: token %d, its last one, fails: %s"
                            .formatted(tokenizer, tokenizer.size() - 1, e.getMessage()),
                    e);
        }
        if (states.rank() != 3 || states.dim(0) != 1 || states.dim(1) != 2) {
            throw noEncoder("its output is %s for 1 text of 2 tokens; expected are hidden states [1, 2, size]"
                    .formatted(states));
        }
        this.dimension = states.dim(2);
    }

    private JdvmException noEncoder(String why) {
        return new JdvmException("model %s is no encoder: %s".formatted(model, why));
    }

    int dimension() {
        return dimension;
    }

    /** {@return the hidden states, row after row, of texts that have the same number of tokens} */
    float[] run(List<TokenizedText> texts) {
        int length = texts.getFirst().length();
        int[] ids = new int[texts.size() * length];
        int[] types = new int[ids.length];
        for (int i = 0; i < texts.size(); i++) {
            System.arraycopy(texts.get(i).ids(), 0, ids, i * length, length);
            System.arraycopy(texts.get(i).typeIds(), 0, types, i * length, length);
        }
        return run(ids, types, texts.size(), length).toFloatArray();
    }

    private Tensor run(int[] ids, int[] types, int count, int length) {
        @Nullable Tensor[] arguments = new Tensor[inputs.size()];
        for (int i = 0; i < arguments.length; i++) {
            long[] values = new long[ids.length];
            for (int j = 0; j < values.length; j++) {
                values[j] = switch (inputs.get(i)) {
                    case IDS -> ids[j];
                    case "token_type_ids" -> types[j];
                    default -> 1;
                };
            }
            arguments[i] = Tensor.of(values, count, length);
        }
        return model.call(arguments)[output].cast(DType.F32);
    }
}
