package org.jdvm.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jdvm.Dvm;
import org.jdvm.JdvmException;
import org.jdvm.embeddings.tokenizer.ReferenceTokenizer;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.onnx.OnnxModel;
import org.junit.jupiter.api.Test;

/** A model whose logit is the sum of the ids of the second text, and its end mark. */
class RerankerTest {
    private static final byte[] JSON = ReferenceTokenizer.resource("all-minilm-l6-v2-tokenizer.json");
    private static final Tokenizer TOKENIZER = Tokenizer.parse(JSON, "tokenizer.json");

    /** A field of a protocol buffer that has bytes. */
    private static byte[] field(int number, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        for (int size = content.size(); ; size >>>= 7) {
            out.write(size > 0x7f ? size & 0x7f | 0x80 : size);
            if (size <= 0x7f) {
                break;
            }
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] text(int number, String text) {
        return field(number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] node(String operator, String result, byte[] attribute, String... inputs) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        for (String input : inputs) {
            node.writeBytes(text(1, input));
        }
        return field(1, node.toByteArray(), text(2, result), text(4, operator), attribute);
    }

    private static byte[] value(int number, String name, int type, String... dims) {
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        for (String dim : dims) {
            shape.writeBytes(field(1, text(2, dim)));
        }
        return field(
                number, text(1, name), field(2, field(1, new byte[] {8, (byte) type}, field(2, shape.toByteArray()))));
    }

    private static OnnxModel model() {
        // Cast has "to" = 1, float; ReduceSum has "axes" = [1]. Attributes have a type: 2 an integer, 7 integers.
        byte[] toFloat = field(5, text(1, "to"), new byte[] {3 << 3, 1, (byte) 0xa0, 1, 2});
        byte[] axes = field(5, text(1, "axes"), new byte[] {8 << 3, 1, (byte) 0xa0, 1, 7});
        byte[] graph = field(
                7,
                node("Cast", "ids", toFloat, "input_ids"),
                node("Cast", "types", toFloat, "token_type_ids"),
                node("Mul", "second", new byte[0], "ids", "types"),
                node("ReduceSum", "logits", axes, "second"),
                text(2, "sum"),
                value(11, "input_ids", 7, "batch", "tokens"),
                value(11, "token_type_ids", 7, "batch", "tokens"),
                value(12, "logits", 1, "batch", "one"));
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        model.writeBytes(new byte[] {1 << 3, 7});
        model.writeBytes(graph);
        model.writeBytes(field(8, text(1, ""), new byte[] {2 << 3, 11}));
        return OnnxModel.parse(model.toByteArray(), "sum.onnx");
    }

    @Test
    void textsAreScoredAsSecondOfAPair() {
        List<String> texts = List.of("A cat.", "", "Something longer, Über alles");
        float[] scores = new Reranker(model(), TOKENIZER, 512).score("What is it?", texts);
        try (ReferenceTokenizer reference = new ReferenceTokenizer(JSON, Map.of())) {
            for (int i = 0; i < scores.length; i++) {
                int sum = 0;
                for (int id : reference.ids(texts.get(i))) {
                    sum += id;
                }
                // Without the first of the marks [CLS] and [SEP].
                assertEquals(sum - 101, scores[i]);
            }
        }
    }

    @Test
    void aRerankerMayHaveThreads() {
        long before = Dvm.shared().statistics().launches();
        Reranker reranker = new Reranker(model(), TOKENIZER, 512, 1);
        float[] scores = reranker.score("What is it?", List.of("A cat."));
        assertEquals(before, Dvm.shared().statistics().launches(), "launches of the shared machine");
        try (Reranker shared = new Reranker(model(), TOKENIZER, 512)) {
            assertEquals(shared.score("What is it?", List.of("A cat."))[0], scores[0]);
        }
        reranker.close();
        assertThrows(IllegalStateException.class, () -> reranker.score("late", List.of("x")));
        assertThrows(JdvmException.class, () -> new Reranker(model(), TOKENIZER, 512, 0));
    }

    @Test
    void otherModelsAreRefused() {
        OnnxModel encoder =
                OnnxModel.parse(ReferenceTokenizer.resource("all-minilm-l6-v2.onnx"), "all-minilm-l6-v2.onnx");
        String message = assertThrows(JdvmException.class, () -> new Reranker(encoder, TOKENIZER, 512))
                .getMessage();
        assertTrue(message.startsWith("model all-minilm-l6-v2.onnx"), message);
        assertTrue(message.contains("is no cross-encoder: its output last_hidden_state: float["), message);
        String other = assertThrows(
                        JdvmException.class,
                        () -> Embedder.builder()
                                .model(model())
                                .tokenizer(TOKENIZER)
                                .build())
                .getMessage();
        assertTrue(other.contains("is no encoder: its output logits: float[batch, 1] has not 3 dims"), other);
    }
}
