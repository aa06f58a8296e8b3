package org.jdvm.examples.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jdvm.examples.encoder.BertWeights.Dense;
import org.jdvm.examples.encoder.BertWeights.Layer;
import org.jdvm.examples.encoder.BertWeights.Matrix;
import org.jdvm.examples.encoder.BertWeights.Norm;
import org.jdvm.examples.encoder.TinyBert.DenseStyle;
import org.jdvm.examples.encoder.TinyBert.HeadStyle;
import org.jdvm.examples.encoder.TinyBert.Storage;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.onnx.OnnxModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way to write the same model yields the same weights, and what does not fit is refused by name. */
class BertReaderFormsTest {
    private static BertWeights read(Consumer<TinyBert> change) {
        TinyBert bert = new TinyBert();
        change.accept(bert);
        return BertReader.read(bert.model());
    }

    private static String refusal(Consumer<TinyBert> change) {
        return assertThrows(InputException.class, () -> read(change)).getMessage();
    }

    private static void assertSame(BertWeights expected, BertWeights actual) {
        assertEquals(expected.config(), actual.config());
        List<float[]> all = arrays(expected);
        List<float[]> others = arrays(actual);
        assertEquals(all.size(), others.size());
        for (int i = 0; i < all.size(); i++) {
            assertArrayEquals(all.get(i), others.get(i));
        }
    }

    private static List<float[]> arrays(BertWeights weights) {
        List<float[]> out = new ArrayList<>();
        for (Matrix table : List.of(weights.words(), weights.positions(), weights.types())) {
            out.add(table.values());
        }
        add(out, weights.embeddingNorm());
        for (Layer layer : weights.layers()) {
            for (Dense dense : List.of(
                    layer.query(),
                    layer.key(),
                    layer.value(),
                    layer.attentionOutput(),
                    layer.intermediate(),
                    layer.output())) {
                out.add(dense.weight().values());
                out.add(dense.bias());
            }
            add(out, layer.attentionNorm());
            add(out, layer.outputNorm());
        }
        return out;
    }

    private static void add(List<float[]> arrays, Norm norm) {
        arrays.add(norm.gamma());
        arrays.add(norm.beta());
    }

    @Test
    void sizes() {
        assertEquals(new BertConfig(2, 8, 2, 12, 11, 6, 2, 0.5f), read(_ -> {}).config());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "QUANTISED")
    void denseForms(DenseStyle style) {
        assertSame(read(_ -> {}), read(bert -> bert.dense = style));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"EXTERNAL", "TOO_SHORT"})
    void storages(Storage storage) {
        assertSame(read(_ -> {}), read(bert -> bert.storage = storage));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOT_TOLD")
    void headForms(HeadStyle heads) {
        assertSame(read(_ -> {}), read(bert -> bert.heads = heads));
    }

    @Test
    void otherForms() {
        assertSame(read(_ -> {}), read(bert -> bert.normAsOneNode = true));
        assertSame(read(_ -> {}), read(bert -> bert.prefix = "bert."));
        assertSame(read(_ -> {}), read(bert -> bert.activation = "Gelu"));
    }

    @Test
    void headsCanBeGivenWhereTheFileDoesNotTell() {
        TinyBert bert = new TinyBert();
        bert.heads = HeadStyle.NOT_TOLD;
        assertEquals(
                4, BertReader.read(bert.model(), OptionalInt.of(4)).config().heads());
        assertEquals(
                "model tiny.onnx does not tell the number of attention heads: expected a Reshape of the queries (the "
                        + "sum with 'encoder.layer.0.attention.self.query.bias') to a shape that ends with heads and "
                        + "head size; give the number with --heads",
                refusal(tiny -> tiny.heads = HeadStyle.NOT_TOLD));
        OnnxModel model = new TinyBert().model();
        assertEquals(
                "model tiny.onnx: 3 heads do not divide the hidden size 8",
                assertThrows(InputException.class, () -> BertReader.read(model, OptionalInt.of(3)))
                        .getMessage());
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertEquals(
                "model tiny.onnx: 'encoder.layer.0.attention.self.query.bias': expected an Add of the output of a "
                        + "MatMul, found Add 'encoder.layer.0.attention.self.query/sum:Add', fed by MatMulInteger "
                        + "'encoder.layer.0.attention.self.query/product:MatMulInteger'",
                refusal(bert -> bert.dense = DenseStyle.QUANTISED));
        assertEquals(
                "model tiny.onnx: tensor 'embeddings.word_embeddings.weight' keeps its numbers in another file; save "
                        + "the model as a single file",
                refusal(bert -> bert.storage = Storage.EXTERNAL));
        assertEquals(
                "model tiny.onnx: tensor 'embeddings.word_embeddings.weight' of dims [11, 8] needs 352 bytes but "
                        + "holds 4",
                refusal(bert -> bert.storage = Storage.TOO_SHORT));
        assertEquals(
                "model tiny.onnx: 'encoder.layer.0.intermediate.dense.bias': expected the activation gelu in its erf "
                        + "form after it, found Relu",
                refusal(bert -> bert.activation = "Relu"));
        assertEquals(
                "model tiny.onnx: 'embeddings.position_embeddings.weight': expected positions 0, 1, 2, ... as in "
                        + "BERT, found positions counted by CumSum 'position_rows:CumSum', as RoBERTa does",
                refusal(bert -> bert.positions = "CumSum"));
        assertEquals(
                "model tiny.onnx has no tensor 'encoder.layer.0.attention.self.query.bias': it holds no BERT layer",
                refusal(bert -> bert.layers = 0));
        assertEquals(
                "model tiny.onnx: layer norm 'encoder.layer.1.output.LayerNorm' adds 0.25 to the variance; expected "
                        + "0.5, as the embeddings' layer norm does",
                refusal(bert -> bert.lastEpsilon = 0.25f));
        assertEquals(
                "model tiny.onnx: tensor 'encoder.layer.0.attention.self.query.bias' has the dims [6]; expected a "
                        + "vector of 8",
                refusal(bert -> bert.queryBiasSize = 6));
        assertEquals(
                "model tiny.onnx is not a BERT encoder in floating point with its parameter names kept: expected one "
                        + "tensor named 'embeddings.word_embeddings.weight', found "
                        + "xembeddings.word_embeddings.weight among 46 tensors",
                refusal(bert -> bert.prefix = "x"));
    }

    @Test
    void refusesFilesThatAreNoModel() {
        assertEquals(
                "model x.onnx is an empty file; expected an ONNX model",
                assertThrows(InputException.class, () -> OnnxModel.parse(new byte[0], "x.onnx"))
                        .getMessage());
        byte[] text = "This is not a model, but text.".getBytes(StandardCharsets.UTF_8);
        String message = assertThrows(InputException.class, () -> OnnxModel.parse(text, "x.onnx"))
                .getMessage();
        assertEquals("model x.onnx (30 bytes) is not an ONNX model, or is damaged", message.split(":")[0]);
        byte[] half = new TinyBert().bytes();
        byte[] cut = Arrays.copyOf(half, half.length / 2);
        String damaged = assertThrows(InputException.class, () -> OnnxModel.parse(cut, "x.onnx"))
                .getMessage();
        assertEquals(
                "model x.onnx (%d bytes) is not an ONNX model, or is damaged".formatted(cut.length),
                damaged.split(":")[0]);
    }
}
