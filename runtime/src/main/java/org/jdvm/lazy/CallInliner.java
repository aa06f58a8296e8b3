package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.JdvmException;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Rearrangements;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Updates;
import org.jdvm.ir.Value;
import org.jdvm.ir.WindowAxis;
import org.jdvm.symbolic.Dim;

/** Builds the graph of an operator into another graph, with arguments for its parameters. */
final class CallInliner {
    private final GraphBuilder builder;
    private final OperatorCall call;
    private final Graph graph;
    private final Map<String, Value> tensors = new HashMap<>();
    private final Map<String, Dim> symbols = new HashMap<>();
    private final Map<String, ScalarExpr> scalars = new HashMap<>();
    private final List<Value> values = new ArrayList<>();
    private List<Dim> leading = List.of();

    CallInliner(GraphBuilder builder, OperatorCall call, List<Value> arguments, List<ScalarExpr> numbers) {
        this.builder = builder;
        this.call = call;
        this.graph = call.graph();
        call.symbols().forEach((symbol, value) -> symbols.put(symbol, Dim.of(value)));
        int tensor = 0;
        int scalar = 0;
        for (Parameter parameter : graph.parameters()) {
            switch (parameter) {
                case TensorParameter p -> bind(p, arguments.get(tensor++));
                case ScalarParameter p -> {
                    ScalarExpr value = numbers.get(scalar++);
                    if (p.type().isInteger()) {
                        symbols.put(p.name(), size(value));
                    } else {
                        scalars.put(p.name(), value);
                    }
                }
            }
        }
    }

    private static Dim size(ScalarExpr value) {
        return switch (value) {
            case ScalarExpr.Size(Dim dim) -> dim;
            case ScalarExpr.Literal(double number) -> Dim.of((long) number);
            case ScalarExpr.Parameter _, ScalarExpr.Unary _, ScalarExpr.Binary _ ->
                throw new JdvmException("not a size: " + value);
        };
    }

    private void bind(TensorParameter parameter, Value argument) {
        Value folded = argument;
        if (parameter.leading()) {
            int count = argument.rank() - (parameter.shape().rank() - 1);
            leading = argument.shape().dims().subList(0, count);
            List<Dim> dims = new ArrayList<>();
            dims.add(new Shape(leading).elements());
            dims.addAll(argument.shape().dims().subList(count, argument.rank()));
            folded = builder.reshape(argument, dims);
        }
        tensors.put(parameter.name(), folded);
        for (int axis = 0; axis < folded.rank(); axis++) {
            Dim size = folded.shape().dim(axis);
            parameter.shape().dim(axis).symbolName().ifPresent(symbol -> symbols.putIfAbsent(symbol, size));
        }
    }

    /** The results, with leading dims as the arguments have them. */
    List<Value> results() {
        for (Requirement r : graph.requirements()) {
            builder.require(r.kind(), inner(r.left()), inner(r.right()), r.origin());
        }
        for (Node node : graph.nodes()) {
            values.add(build(node));
        }
        List<Value> results = new ArrayList<>();
        for (Value result : graph.results()) {
            Value value = value(result);
            if (call.isLeading(result.shape())) {
                List<Dim> dims = new ArrayList<>(leading);
                dims.addAll(value.shape().dims().subList(1, value.rank()));
                value = builder.reshape(value, dims);
            }
            results.add(value);
        }
        return results;
    }

    private Value build(Node node) {
        Shape shape = inner(node.result().shape());
        return switch (node) {
            case Node.Input n -> tensors.get(n.name());
            case Node.Elementwise n ->
                n.op() == Op.CAST
                        ? builder.cast(
                                value((Value) n.operands().getFirst()),
                                n.result().type())
                        : builder.elementwise(
                                n.op(), n.operands().stream().map(this::operand).toArray(Operand[]::new));
            case Node.Reduce n -> builder.reduce(n.op(), value(n.operand()), n.axes(), n.keepDims());
            case Node.Matmul n -> builder.matmul(value(n.left()), value(n.right()));
            case Node.Broadcast n -> builder.broadcastTo(value(n.operand()), shape);
            case Node.Reshape n -> builder.reshape(value(n.operand()), shape.dims());
            case Node.Permute n -> builder.permute(value(n.operand()), n.order());
            case Node.Slice n ->
                builder.sliceOfLength(value(n.operand()), n.axis(), inner(n.start()), shape.dim(n.axis()), n.step());
            case Node.Unfold n ->
                builder.unfold(
                        value(n.operand()),
                        n.axis(),
                        shape.dim(n.axis()),
                        shape.dim(shape.rank() - 1),
                        n.step(),
                        n.dilation());
            case Node.WindowMatrix n ->
                new Rearrangements(builder).windowMatrix(value(n.operand()), inner(n.windows()));
            case Node.WindowReduce n ->
                new Rearrangements(builder).windowReduce(n.op(), value(n.operand()), inner(n.windows()));
            case Node.Copy n -> builder.copy(value(n.operand()));
            case Node.Concat n ->
                builder.concat(n.operands().stream().map(this::value).toList(), n.axis());
            case Node.Pad n -> pad(n, shape);
            case Node.Gather n
            when n.paired() ->
                new Rearrangements(builder).takeAlongAxis(value(n.operand()), n.axis(), value(n.indices()));
            case Node.Gather n -> builder.gather(value(n.operand()), n.axis(), value(n.indices()));
            case Node.Iota n -> builder.iota(n.result().type(), shape, n.axis());
            case Node.Fill n -> builder.fill(n.result().type(), shape, inner(n.value()));
            case Node.RowWise n
            when n.op().hasUpdates() ->
                new Updates(builder)
                        .rows(
                                n.op(),
                                n.op().text(),
                                n.operands().stream().map(this::value).toList(),
                                n.axis(),
                                n.options().getFirst());
            case Node.RowWise n ->
                builder.rowWise(n.op(), value(n.operand()), n.axis(), shape.dim(n.axis()), n.optionArray(), n.output());
            case Node.GroupedMatmul n ->
                builder.groupedMatmul(value(n.left()), value(n.right()), value(n.groups()), n.split());
        };
    }

    private List<WindowAxis> inner(List<WindowAxis> windows) {
        return windows.stream().map(window -> window.map(this::inner)).toList();
    }

    private Value pad(Node.Pad node, Shape shape) {
        Value operand = value(node.operand());
        List<Dim> before = node.before().stream().map(this::inner).toList();
        List<Dim> after = new ArrayList<>();
        for (int axis = 0; axis < before.size(); axis++) {
            after.add(shape.dim(axis)
                    .minus(before.get(axis))
                    .minus(operand.shape().dim(axis)));
        }
        return builder.pad(operand, before, after, inner(node.value()));
    }

    private Value value(Value inGraph) {
        return values.get(inGraph.id());
    }

    private Operand operand(Operand operand) {
        return switch (operand) {
            case Value value -> value(value);
            case Operand.Scalar(ScalarExpr expression) -> new Operand.Scalar(inner(expression));
        };
    }

    private Dim inner(Dim dim) {
        return dim.substitute(symbols);
    }

    private Shape inner(Shape shape) {
        return new Shape(shape.dims().stream().map(this::inner).toList());
    }

    private ScalarExpr inner(ScalarExpr expression) {
        return switch (expression) {
            case ScalarExpr.Literal literal -> literal;
            case ScalarExpr.Parameter(String name) -> scalars.get(name);
            case ScalarExpr.Size(Dim dim) -> ScalarExpr.size(inner(dim));
            case ScalarExpr.Unary(ScalarExpr.UnaryFunction function, ScalarExpr operand) ->
                ScalarExpr.unary(function, inner(operand));
            case ScalarExpr.Binary(ScalarExpr.BinaryFunction function, ScalarExpr left, ScalarExpr right) ->
                ScalarExpr.binary(function, inner(left), inner(right));
        };
    }
}
