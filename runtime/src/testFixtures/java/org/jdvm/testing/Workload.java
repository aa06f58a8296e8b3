package org.jdvm.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Decompositions;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Rearrangements;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;

/**
 * A graph over symbolic sizes with inputs for one golden file.
 *
 * @param name the workload
 * @param shape the sizes in the name of the golden file
 * @param graph the formula
 * @param inputs the arguments in the order of the graph's parameters
 */
public record Workload(String name, String shape, Graph graph, List<ReferenceTensor> inputs) {

    /** The golden file. */
    public GoldenFile golden() {
        return GoldenFile.read(this + ".safetensors");
    }

    @Override
    public String toString() {
        return name + "." + shape;
    }

    /** A formula: adds nodes to a draft and gives the result. */
    interface Formula {
        Value write(Draft draft);
    }

    static Workload of(String name, String shape, Formula formula) {
        Draft draft = new Draft(name);
        Value result = formula.write(draft);
        return new Workload(name, shape, draft.builder.build(List.of(result)), draft.inputs);
    }

    /** A workload while it is written: short names for what formulas need. */
    static final class Draft {
        final GraphBuilder builder;
        final Decompositions composites;
        final Rearrangements rearrangements;
        private final String name;
        private final List<ReferenceTensor> inputs = new ArrayList<>();

        Draft(String name) {
            this.name = name;
            this.builder = new GraphBuilder(name);
            this.composites = new Decompositions(builder);
            this.rearrangements = new Rearrangements(builder);
        }

        /** An input with the next number. */
        Value input(String symbols, int... dims) {
            return input(1, 0, symbols, dims);
        }

        Value input(double scale, double add, String symbols, int... dims) {
            return add("in" + inputs.size(), symbols, GoldenInputs.floats(streamName(dims), dims, scale, add));
        }

        Value bytes(String symbols, int... dims) {
            return add("in" + inputs.size(), symbols, GoldenInputs.bytes(streamName(dims), dims));
        }

        Value weight(String parameter, double scale, double add, String symbols, int... dims) {
            return add(parameter, symbols, GoldenInputs.floats(name + "/" + parameter, dims, scale, add));
        }

        Value given(String symbols, ReferenceTensor tensor) {
            return add("in" + inputs.size(), symbols, tensor);
        }

        private String streamName(int[] dims) {
            return name + "/in" + inputs.size() + "/"
                    + Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining("x"));
        }

        private Value add(String parameter, String symbols, ReferenceTensor tensor) {
            inputs.add(tensor);
            DType type = tensor.type();
            List<Dim> dims = Arrays.stream(symbols.split(",")).map(Dim::parse).toList();
            return builder.input(new TensorParameter(parameter, type, new Shape(dims), false));
        }

        Value add(Value a, Value b) {
            return builder.elementwise(Op.ADD, a, b);
        }

        Value mul(Value a, Value b) {
            return builder.elementwise(Op.MUL, a, b);
        }

        Value mul(Value a, double b) {
            return builder.elementwise(Op.MUL, a, new Operand.Scalar(ScalarExpr.of(b)));
        }

        Value apply(Op op, Value a) {
            return builder.elementwise(op, a);
        }

        /** [B, S, C] to [B, heads, S, C / heads]. */
        Value heads(Value x, int heads) {
            Shape shape = x.shape();
            List<Dim> split = List.of(
                    shape.dim(0), shape.dim(1), Dim.of(heads), shape.dim(2).floorDiv(Dim.of(heads)));
            return rearrangements.transpose(builder.reshape(x, split), 1, 2);
        }

        /** [B, heads, S, D] to [B, S, heads * D]. */
        Value joined(Value x) {
            Shape shape = x.shape();
            List<Dim> joined = List.of(shape.dim(0), shape.dim(2), shape.dim(1).times(shape.dim(3)));
            return builder.reshape(rearrangements.transpose(x, 1, 2), joined);
        }

        /** x * cos + rotateHalf(x) * sin over the last axis. */
        Value rotary(Value x, Value cos, Value sin) {
            Dim width = x.shape().dim(x.rank() - 1);
            Dim half = width.floorDiv(Dim.of(2));
            Value upper = apply(Op.NEG, builder.slice(x, -1, half, width, 1));
            Value lower = builder.slice(x, -1, Dim.ZERO, half, 1);
            return add(mul(x, cos), mul(builder.concat(List.of(upper, lower), -1), sin));
        }

        Value attention(Value q, Value k, Value v, Value mask, double scale) {
            Value scores = mul(builder.matmul(q, rearrangements.transpose(k, -1, -2)), scale);
            return builder.matmul(composites.softmax(add(scores, mask), -1), v);
        }

        Value swiglu(Value x, Value w1, Value w3, Value w2) {
            Value gate = apply(Op.SILU, builder.matmul(x, w1));
            return builder.matmul(mul(gate, builder.matmul(x, w3)), w2);
        }
    }
}
