package org.jdvm.ir.passes;

import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.ir.WindowAxis;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** Views that change nothing, views of views of the same kind, and reductions that only drop dims of size 1. */
final class ViewRules {
    private ViewRules() {}

    static @Nullable Value replacement(Node node, GraphRewriter copy) {
        return switch (node) {
            case Node.Reshape(var result, var operand) -> {
                if (operand.shape().equals(result.shape())) {
                    yield operand;
                }
                if (!(copy.made(operand) instanceof Node.Reshape(var _, var origin))) {
                    yield null;
                }
                yield origin.shape().equals(result.shape())
                        ? origin
                        : copy.append(result, value -> new Node.Reshape(value, origin));
            }
            case Node.Broadcast(var result, var operand) -> {
                if (operand.shape().equals(result.shape())) {
                    yield operand;
                }
                yield copy.made(operand) instanceof Node.Broadcast(var _, var origin)
                        ? copy.append(result, value -> new Node.Broadcast(value, origin))
                        : null;
            }
            case Node.Permute permute -> permute(permute, copy);
            case Node.Slice slice -> slice(slice, copy);
            case Node.Unfold(var result, var operand, var _, var step, var _)
            when step == 1 && result.shape().dim(operand.rank()).equals(Dim.ONE) ->
                copy.append(result, value -> new Node.Reshape(value, operand));
            case Node.WindowMatrix(var result, var operand, var windows)
            when copy.made(operand) instanceof Node.Pad pad && isBorder(pad, windows) ->
                copy.append(result, value -> new Node.WindowMatrix(value, pad.operand(), inside(pad, windows)));
            case Node.Copy(var _, var operand) when copy.made(operand) instanceof Node.Copy -> operand;
            case Node.Reduce(var result, var _, var operand, var axes, var _)
            when axes.stream().allMatch(axis -> operand.shape().dim(axis).equals(Dim.ONE)) ->
                operand.shape().equals(result.shape())
                        ? operand
                        : copy.append(result, value -> new Node.Reshape(value, operand));
            default -> null;
        };
    }

    /** Zeros around the axes of windows only, which windows read where there is nothing. */
    private static boolean isBorder(Node.Pad pad, List<WindowAxis> windows) {
        int leading = pad.before().size() - windows.size();
        Shape from = pad.operand().shape();
        return pad.value().equals(ScalarExpr.of(0))
                && pad.before().subList(0, leading).stream().allMatch(Dim.ZERO::equals)
                && from.dims()
                        .subList(0, leading)
                        .equals(pad.result().shape().dims().subList(0, leading))
                && windows.stream().allMatch(window -> window.spread() == 1);
    }

    private static List<WindowAxis> inside(Node.Pad pad, List<WindowAxis> windows) {
        int leading = pad.before().size() - windows.size();
        return IntStream.range(0, windows.size())
                .mapToObj(axis -> windows.get(axis).within(pad.before().get(leading + axis)))
                .toList();
    }

    private static @Nullable Value permute(Node.Permute node, GraphRewriter copy) {
        if (isIdentity(node.order())) {
            return node.operand();
        }
        if (!(copy.made(node.operand()) instanceof Node.Permute(var _, var origin, var inner))) {
            return null;
        }
        List<Integer> composed = node.order().stream().map(inner::get).toList();
        return isIdentity(composed)
                ? origin
                : copy.append(node.result(), value -> new Node.Permute(value, origin, composed));
    }

    private static boolean isIdentity(List<Integer> order) {
        return order.equals(IntStream.range(0, order.size()).boxed().toList());
    }

    private static @Nullable Value slice(Node.Slice node, GraphRewriter copy) {
        Value operand = node.operand();
        if (node.start().equals(Dim.ZERO)
                && node.step() == 1
                && operand.shape().equals(node.result().shape())) {
            return operand;
        }
        if (!(copy.made(operand) instanceof Node.Slice inner) || inner.axis() != node.axis()) {
            return null;
        }
        Dim start = inner.start().plus(node.start().times(inner.step()));
        long step = Math.multiplyExact(inner.step(), node.step());
        return copy.append(node.result(), value -> new Node.Slice(value, inner.operand(), node.axis(), start, step));
    }
}
