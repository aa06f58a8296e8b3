package sample;

import lombok.Builder;
import lombok.Value;
import org.jdvm.Tensor;

/** The tensors of a layer, with what Lombok writes for them. */
@Value
@Builder
class Weights {
    Tensor weight;
    Tensor bias;
}
