package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.ARGUMENT;
import static org.jdvm.ir.GraphException.Problem.SIZE;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Relation;

/** The sizes of a reshape: what remains for an open one, and that the number of elements stays the same. */
final class ReshapeSizes {
    private final SizeRequirements requirements;
    private final Facts facts;

    ReshapeSizes(SizeRequirements requirements) {
        this.requirements = requirements;
        this.facts = requirements.facts();
    }

    /** The shape of these sizes, of which one may be -1: what the others leave of the elements of a shape. */
    Shape shape(Shape from, List<Dim> dims) {
        Dim minusOne = Dim.of(-1);
        Dim known = Dim.ONE;
        // sizes that stay cancel where -1 is worked out
        List<Dim> rest = new ArrayList<>(from.dims());
        int open = -1;
        for (int axis = 0; axis < dims.size(); axis++) {
            Dim dim = dims.get(axis);
            if (dim.equals(minusOne)) {
                if (open >= 0) {
                    throw new GraphException(
                            ARGUMENT, "reshape: only one size may be -1, but dims " + open + " and " + axis + " are");
                }
                open = axis;
            } else if (dim.isConstant() && dim.constantValue() < 0) {
                throw new GraphException(SIZE, "reshape: dim " + axis + " cannot be " + dim);
            } else if (!rest.remove(dim)) {
                requirements.require(
                        Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, dim, "reshape of " + from + ", dim " + axis);
                known = known.times(dim);
            }
        }
        List<Dim> sizes = new ArrayList<>(dims);
        Dim elements = new Shape(rest).elements();
        if (open >= 0) {
            if (known.equals(Dim.ZERO)) {
                throw new GraphException(SIZE, "reshape: -1 is not determined where another size is 0");
            }
            sizes.set(open, quotient(elements, known));
        }
        return new Shape(sizes);
    }

    /** What remains for the open dim of a reshape. Where a known size is 0 any number does, so that case does not count. */
    private Dim quotient(Dim elements, Dim known) {
        Facts notEmpty = facts.copy();
        notEmpty.assume(Relation.GE, known, Dim.ONE, "reshape");
        return notEmpty.simplify(elements.floorDiv(known));
    }

    void requireSameElements(Shape from, Shape to) {
        requirements.require(
                Requirement.Kind.EQUAL,
                from.elements(),
                to.elements(),
                "reshape of " + from + " to " + to + " (number of elements)");
    }

    /** A reshape that holds for no tensor but empty ones is a mistake. */
    void checkNotOnlyEmpty(Shape from, Shape to) {
        if (facts.holds(Relation.EQ, from.elements(), to.elements()).isProved()) {
            return;
        }
        Facts notEmpty = facts.copy();
        for (Dim dim : from.dims()) {
            notEmpty.assume(Relation.GE, dim, Dim.ONE, "reshape");
        }
        boolean mayBeEmpty = facts.contradiction().isEmpty()
                && notEmpty.contradiction().isEmpty()
                && !facts.holds(Relation.EQ, from.elements(), to.elements()).isRefuted();
        if (mayBeEmpty
                && notEmpty.holds(Relation.EQ, from.elements(), to.elements()).isRefuted()) {
            throw new GraphException(
                    SIZE,
                    "reshape of " + from + " to " + to + ": the number of elements is the same only where a size is 0");
        }
    }
}
