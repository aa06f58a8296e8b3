package org.jdvm.examples.encoder;

import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.RaggedTensor;
import org.jdvm.Tensor;

/** A layer of an encoder, as its parameters are kept. */
sealed interface EncoderLayer {
    /** Parameters that are multiplied with floats. */
    record Floats(BertLayers.Layer parameters) implements EncoderLayer {}

    /** Parameters that are multiplied with floats rounded to 16 bits. */
    record Bfloats(BertLayers.Layer parameters) implements EncoderLayer {}

    /** Matrices of 8-bit integers, which are multiplied with integers. */
    record Integers(IntegerLayers.Layer parameters) implements EncoderLayer {}

    /** {@return the parameters that the model's file has} */
    default Stream<Tensor> tensors() {
        return switch (this) {
            case Floats(BertLayers.Layer parameters) -> parameters.tensors();
            case Bfloats(BertLayers.Layer parameters) -> parameters.tensors();
            case Integers(IntegerLayers.Layer parameters) -> parameters.tensors();
        };
    }

    /** Runs the layer on one text. */
    default Tensor run(Dvm dvm, Tensor x, int heads, float eps) {
        return switch (this) {
            case Floats(BertLayers.Layer parameters) -> BertLayersOperators.layer(dvm, x, parameters, heads, eps);
            case Bfloats(BertLayers.Layer parameters) ->
                BfloatLayersOperators.bfloatLayer(dvm, x, parameters, heads, eps);
            case Integers(IntegerLayers.Layer parameters) ->
                IntegerLayersOperators.integerLayer(dvm, x, parameters, heads, eps);
        };
    }

    /** Runs the layer on many texts: row by row for all of them at once, attention for each text. */
    default RaggedTensor run(Dvm dvm, RaggedTensor x, int heads, float eps) {
        BertLayers.Projections projections = switch (this) {
            case Floats(BertLayers.Layer parameters) -> BertLayersOperators.projections(dvm, x.values(), parameters);
            case Bfloats(BertLayers.Layer parameters) ->
                BfloatLayersOperators.bfloatProjections(dvm, x.values(), parameters);
            case Integers(IntegerLayers.Layer parameters) ->
                IntegerLayersOperators.integerProjections(dvm, x.values(), parameters);
        };
        Tensor attended = BertLayersOperators.attention(
                        dvm,
                        x.withValues(projections.query()),
                        x.withValues(projections.key()),
                        x.withValues(projections.value()),
                        heads)
                .values();
        return x.withValues(
                switch (this) {
                    case Floats(BertLayers.Layer parameters) ->
                        BertLayersOperators.finish(dvm, x.values(), attended, parameters, eps);
                    case Bfloats(BertLayers.Layer parameters) ->
                        BfloatLayersOperators.bfloatFinish(dvm, x.values(), attended, parameters, eps);
                    case Integers(IntegerLayers.Layer parameters) ->
                        IntegerLayersOperators.integerFinish(dvm, x.values(), attended, parameters, eps);
                });
    }
}
