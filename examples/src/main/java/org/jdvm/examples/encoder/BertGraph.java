package org.jdvm.examples.encoder;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.onnx.OnnxModel;
import org.jdvm.examples.onnx.OnnxNode;
import org.jdvm.examples.onnx.OnnxTensor;

/**
 * Answers what only the nodes of an exported BERT encoder tell: where the dense weights are, how many heads, which
 * epsilon, which activation.
 */
final class BertGraph {
    /** Nodes that pass a vector on in its shape; they may be between a bias and the node that is looked for after it. */
    private static final Set<String> PASSING = Set.of("Mul", "Div", "Cast", "Identity");

    private final OnnxModel model;

    BertGraph(OnnxModel model) {
        this.model = model;
    }

    /** Where a dense weight is: the name of a stored matrix, and whether it holds one row an output. */
    record DenseWeight(String value, boolean transposed) {}

    /** The weight that goes with a bias: {@code x * weight + bias} as MatMul and Add, or as one Gemm. */
    DenseWeight denseWeight(String bias) {
        for (OnnxNode node : model.consumers(bias)) {
            if (node.is("Gemm")
                    && node.inputs().size() == 3
                    && node.inputs().get(2).equals(bias)) {
                return gemmWeight(node);
            }
            if (node.is("Add")) {
                Optional<OnnxNode> producer = node.otherInput(bias).flatMap(model::producer);
                if (producer.isPresent()
                        && producer.get().is("MatMul")
                        && producer.get().inputs().size() == 2) {
                    return matMulWeight(producer.get());
                }
                throw misfit(
                        bias, "an Add of the output of a MatMul", "%s, fed by %s".formatted(node, describe(producer)));
            }
        }
        throw misfit(bias, "an Add or a Gemm that takes it", describe(model.consumers(bias)));
    }

    private DenseWeight gemmWeight(OnnxNode gemm) {
        String weight = gemm.inputs().get(1);
        if (gemm.floatAttribute("alpha", 1f) != 1f
                || gemm.floatAttribute("beta", 1f) != 1f
                || gemm.intAttribute("transA", 0) != 0) {
            throw misfit(weight, "a Gemm with alpha 1, beta 1 and transA 0", gemm + " with other attributes");
        }
        return new DenseWeight(weight, gemm.intAttribute("transB", 0) != 0);
    }

    private DenseWeight matMulWeight(OnnxNode matMul) {
        String weight = matMul.inputs().get(1);
        if (model.tensor(weight).isPresent()) {
            return new DenseWeight(weight, false);
        }
        Optional<OnnxNode> producer = model.producer(weight);
        if (producer.isPresent()
                && producer.get().is("Transpose")
                && model.tensor(producer.get().inputs().getFirst()).isPresent()) {
            return new DenseWeight(producer.get().inputs().getFirst(), true);
        }
        throw misfit(weight, "a stored matrix as the second input of " + matMul, describe(producer));
    }

    /** What a layer norm adds to the variance: a constant under the square root, or an attribute of the whole norm. */
    float epsilon(String gamma) {
        List<OnnxNode> consumers = model.consumers(gamma);
        for (OnnxNode node : consumers) {
            if (node.is("LayerNormalization")) {
                return node.floatAttribute("epsilon", 1e-5f);
            }
            Optional<Float> epsilon = node.is("Mul") ? rootConstant(node, gamma) : Optional.empty();
            if (epsilon.isPresent()) {
                return epsilon.get();
            }
        }
        throw misfit(
                gamma,
                "a layer norm: a LayerNormalization, or a Mul after a Div by the Sqrt of an Add of a constant",
                describe(consumers));
    }

    private Optional<Float> rootConstant(OnnxNode mul, String gamma) {
        return mul.otherInput(gamma)
                .flatMap(value -> producer(value, "Div"))
                .flatMap(div -> producer(div.inputs().getLast(), "Sqrt"))
                .flatMap(sqrt -> producer(sqrt.inputs().getFirst(), "Add"))
                .flatMap(add -> add.inputs().stream()
                        .map(model::tensor)
                        .flatMap(Optional::stream)
                        .findFirst())
                .map(OnnxTensor::floats)
                .filter(values -> values.length == 1)
                .map(values -> values[0]);
    }

    /** The number of attention heads: the shape that the queries are reshaped to ends with heads and head size. */
    int heads(String queryBias, int hidden) {
        Deque<String> values = new ArrayDeque<>();
        model.consumers(queryBias).forEach(node -> values.addAll(node.outputs()));
        // A few steps are enough: the queries may be scaled or cast before they are split.
        for (int steps = 0; steps < 16 && !values.isEmpty(); steps++) {
            for (OnnxNode node : model.consumers(values.removeFirst())) {
                if (node.is("Reshape")) {
                    long[] shape = shape(node.inputs().get(1));
                    if (shape.length >= 2) {
                        long heads = shape[shape.length - 2];
                        long size = shape[shape.length - 1];
                        long found = heads > 0 ? heads : size > 0 && hidden % size == 0 ? hidden / size : 0;
                        if (found > 0 && found <= hidden && (size <= 0 || found * size == hidden)) {
                            return (int) found;
                        }
                    }
                } else if (PASSING.contains(node.type())) {
                    values.addAll(node.outputs());
                }
            }
        }
        throw new InputException(("model %s does not tell the number of attention heads: expected a Reshape of the"
            + " queries (the sum with '%s') to a shape that ends with heads and head size; give the number with "
            + "--heads")
                .formatted(model.source(), queryBias));
    }

    /** The parts of a shape that are known; the others are -1. */
    private long[] shape(String value) {
        Optional<OnnxTensor> constant = model.tensor(value);
        if (constant.isPresent()) {
            return constant.get().longs();
        }
        Optional<OnnxNode> concat = producer(value, "Concat");
        return concat.map(node -> node.inputs().stream()
                        .flatMapToLong(part -> Arrays.stream(
                                model.tensor(part).map(OnnxTensor::longs).orElse(new long[] {-1})))
                        .toArray())
                .orElse(new long[0]);
    }

    /** Refuses another activation than the erf form of gelu between the two dense parts of the feed-forward step. */
    void requireGelu(String intermediateBias) {
        Set<String> seen = new TreeSet<>();
        Set<String> visited = new HashSet<>();
        Deque<String> values = new ArrayDeque<>();
        model.consumers(intermediateBias).forEach(node -> values.addAll(node.outputs()));
        while (!values.isEmpty()) {
            String value = values.removeFirst();
            for (OnnxNode node : model.consumers(value)) {
                boolean exact = node.is("Erf")
                        || (node.is("Gelu")
                                && node.textAttribute("approximate", "none").equals("none"));
                if (exact) {
                    return;
                }
                boolean next = node.is("MatMul") || node.is("Gemm");
                if (!next && visited.add(node.outputs().getFirst())) {
                    seen.add(node.type());
                    values.addAll(node.outputs());
                }
            }
        }
        throw misfit(
                intermediateBias,
                "the activation gelu in its erf form after it",
                seen.isEmpty() ? "none" : String.join(", ", seen));
    }

    /** Refuses positions counted from the token ids, as RoBERTa counts: other rows of the table would be used. */
    void requirePositionsCountFromZero(String positions) {
        Deque<String> values = new ArrayDeque<>();
        Set<String> visited = new HashSet<>();
        model.consumers(positions).forEach(node -> values.addAll(node.inputs()));
        values.remove(positions);
        while (!values.isEmpty()) {
            Optional<OnnxNode> producer = model.producer(values.removeFirst());
            if (producer.isPresent() && visited.add(producer.get().toString())) {
                if (producer.get().is("CumSum")) {
                    throw misfit(
                            positions,
                            "positions 0, 1, 2, ... as in BERT",
                            "positions counted by " + producer.get() + ", as RoBERTa does");
                }
                values.addAll(producer.get().inputs());
            }
        }
    }

    /** Refuses attention with relative positions, which has one more table a layer. */
    void requireNoRelativePositions() {
        model.tensorNames().stream()
                .filter(name -> name.endsWith("distance_embedding.weight"))
                .findFirst()
                .ifPresent(name -> {
                    throw new InputException(
                            "model %s uses relative positions (tensor '%s'); expected absolute positions"
                                    .formatted(model.source(), name));
                });
    }

    private Optional<OnnxNode> producer(String value, String type) {
        return model.producer(value).filter(node -> node.is(type));
    }

    private InputException misfit(String value, String expected, String found) {
        return new InputException(
                "model %s: '%s': expected %s, found %s".formatted(model.source(), value, expected, found));
    }

    private static String describe(Optional<OnnxNode> producer) {
        return producer.map(OnnxNode::toString).orElse("no node");
    }

    private static String describe(List<OnnxNode> nodes) {
        return nodes.isEmpty()
                ? "no node"
                : nodes.stream()
                        .map(OnnxNode::toString)
                        .distinct()
                        .limit(4)
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("no node");
    }
}
