package org.jdvm.fusion.draft;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.ir.Shape;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;

/**
 * How the dims of a reshape correspond: runs of dims on either side with the same number of elements. Dims of size 1 belong to no
 * group.
 */
final class ReshapeGroups {
    /**
     * A run of axes before and the run of axes after that holds the same elements.
     *
     * @param before axes of the operand
     * @param after axes of the result
     */
    record Group(List<Integer> before, List<Integer> after) {}

    private ReshapeGroups() {}

    static List<Group> of(Shape before, Shape after, Facts facts) {
        List<Integer> left = notOne(before);
        List<Integer> right = notOne(after);
        List<Group> groups = new ArrayList<>();
        List<Group> trailing = new ArrayList<>();
        while (!left.isEmpty() && !right.isEmpty() && equal(before, left.getLast(), after, right.getLast(), facts)) {
            trailing.addFirst(new Group(List.of(left.removeLast()), List.of(right.removeLast())));
        }
        while (!left.isEmpty() || !right.isEmpty()) {
            Group group = smallest(before, left, after, right, facts);
            groups.add(group);
            left = left.subList(group.before().size(), left.size());
            right = right.subList(group.after().size(), right.size());
        }
        groups.addAll(trailing);
        return groups;
    }

    /** The smallest provable group at the beginning; all that is left if there is none, for the totals are equal. */
    private static Group smallest(Shape before, List<Integer> left, Shape after, List<Integer> right, Facts facts) {
        for (int total = 2; total <= left.size() + right.size(); total++) {
            for (int i = 1; i < total && i <= left.size(); i++) {
                int j = total - i;
                if (j >= 1
                        && j <= right.size()
                        && facts.areEqual(product(before, left.subList(0, i)), product(after, right.subList(0, j)))) {
                    return new Group(List.copyOf(left.subList(0, i)), List.copyOf(right.subList(0, j)));
                }
            }
        }
        return new Group(List.copyOf(left), List.copyOf(right));
    }

    private static boolean equal(Shape before, int i, Shape after, int j, Facts facts) {
        return facts.areEqual(before.dim(i), after.dim(j));
    }

    private static Dim product(Shape shape, List<Integer> axes) {
        Dim product = Dim.ONE;
        for (int axis : axes) {
            product = product.times(shape.dim(axis));
        }
        return product;
    }

    private static List<Integer> notOne(Shape shape) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (!shape.dim(axis).equals(Dim.ONE)) {
                axes.add(axis);
            }
        }
        return axes;
    }
}
