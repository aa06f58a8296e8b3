package org.jdvm.reference;

import java.util.Arrays;
import org.jdvm.ir.Node;
import org.jdvm.ir.Node.GroupedMatmul.Split;

/** Products of matrices in groups: the sizes of the groups are data. */
final class GroupedProducts {
    private GroupedProducts() {}

    /** Fills the result, whose elements are 0. */
    static ReferenceTensor compute(
            Node.GroupedMatmul node,
            ReferenceTensor left,
            ReferenceTensor right,
            ReferenceTensor groups,
            ReferenceTensor result) {
        int rows = left.dim(left.rank() - 2);
        int inner = left.dim(left.rank() - 1);
        int columns = right.dim(right.rank() - 1);
        Split split = node.split();
        int[] groupOf = groupOf(
                groups,
                switch (split) {
                    case ROWS -> rows;
                    case COLUMNS -> columns;
                    case DEPTH -> inner;
                },
                split);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < inner; k++) {
                    int leftMatrix = split == Split.COLUMNS ? groupOf[j] : 0;
                    int rightMatrix = split == Split.ROWS ? groupOf[i] : 0;
                    int resultMatrix = split == Split.DEPTH ? groupOf[k] : 0;
                    double product = left.asDouble((leftMatrix * rows + i) * inner + k)
                            * right.asDouble((rightMatrix * inner + k) * columns + j);
                    int at = (resultMatrix * rows + i) * columns + j;
                    result.set(at, result.asDouble(at) + product);
                }
            }
        }
        return result;
    }

    /** For each index of the divided size the group that it belongs to. */
    private static int[] groupOf(ReferenceTensor groups, int size, Split split) {
        int[] groupOf = new int[size];
        int start = 0;
        for (int group = 0; group < groups.elements(); group++) {
            long length = groups.asLong(group);
            if (length < 0 || length > size - start) {
                throw new IllegalArgumentException("grouped_matmul by " + split + ": group " + group + " of size "
                        + length + " is not inside the " + (size - start) + " that remain of " + size);
            }
            int end = start + (int) length;
            Arrays.fill(groupOf, start, end, group);
            start = end;
        }
        if (start != size) {
            throw new IllegalArgumentException(
                    "grouped_matmul by " + split + ": the groups sum up to " + start + ", not " + size);
        }
        return groupOf;
    }
}
