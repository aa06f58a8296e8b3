package org.jdvm.ir;

import static java.util.Objects.requireNonNull;
import static org.jdvm.ir.GraphException.Problem.SIZE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** Sizes of a graph for the shape rules: places in a list of expressions. What must be equal becomes a requirement. */
final class SymbolicSizes implements SizeAlgebra {
    private final SizeRequirements requirements;
    private final Supplier<String> origin;
    private final List<Dim> dims = new ArrayList<>(List.of(Dim.ONE));

    /** The origin says who asks, for messages. */
    SymbolicSizes(SizeRequirements requirements, Supplier<String> origin) {
        this.requirements = requirements;
        this.origin = origin;
    }

    int[] of(Shape shape) {
        return shape.dims().stream().mapToInt(this::add).toArray();
    }

    private int add(Dim dim) {
        if (dim.equals(Dim.ONE)) {
            return 0;
        }
        dims.add(dim);
        return dims.size() - 1;
    }

    /** The rules find a shape, or what must be equal throws. */
    Shape shape(int @Nullable [] sizes) {
        return new Shape(
                Arrays.stream(requireNonNull(sizes)).mapToObj(dims::get).toList());
    }

    @Override
    public int one() {
        return 0;
    }

    @Override
    public int equal(int a, int b, int dim) {
        String what = dim == INNER ? " (inner dims)" : " (dim " + dim + ")";
        requirements.require(Requirement.Kind.EQUAL, dims.get(a), dims.get(b), origin.get() + what);
        return a;
    }

    @Override
    public int broadcast(int left, int right, int dim) {
        Dim a = dims.get(left);
        Dim b = dims.get(right);
        if (a.equals(b) || b.equals(Dim.ONE) || requirements.facts().equal(a, b).isProved()) {
            return left;
        }
        if (a.equals(Dim.ONE)) {
            return right;
        }
        if (a.isConstant() && b.isConstant()) {
            throw new GraphException(SIZE, origin.get() + ": " + a + " and " + b + " are neither equal nor 1");
        }
        requirements.require(Requirement.Kind.BROADCASTS, a, b, origin.get());
        return a.isConstant() ? left : b.isConstant() ? right : add(a.broadcast(b));
    }

    @Override
    public int sum(int[] sizes) {
        Dim sum = Dim.ZERO;
        for (int size : sizes) {
            sum = sum.plus(dims.get(size));
        }
        return add(sum);
    }
}
