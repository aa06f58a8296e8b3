package org.jdvm.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.RowMethod;
import org.jdvm.ir.TensorMethod;

/**
 * A row of the table of operations with the ways to call it.
 *
 * @param method the row
 * @param overloads the ways to call it
 */
record CheckedOperation(TensorMethod method, List<Overload> overloads) {
    /** Rows that cannot be called by themselves, each with the reason. */
    static final Map<TensorMethod, String> NOT_CALLED = Map.of(
            Op.GROUPED_MATMUL, "checked by its three ways to divide rows, columns and depth",
            Op.WINDOW_MATRIX, "checked by the convolutions, which are products with it",
            Op.WINDOW_REDUCE, "checked by the pools",
            CompositeMethod.CALL, "a recorded call of an operator has no elements",
            CompositeMethod.RESULT, "a recorded result of an operator is not computed");

    /** {@return the rows of all three tables that can be called, by name} */
    static List<CheckedOperation> all() {
        return rows().filter(method -> !NOT_CALLED.containsKey(method))
                .sorted(Comparator.comparing(TensorMethod::method))
                .map(method -> new CheckedOperation(method, Overload.of(method)))
                .toList();
    }

    /** {@return all rows of the table} */
    static Stream<TensorMethod> rows() {
        Stream<TensorMethod> rowMethods = TensorMethod.all().values().stream().filter(RowMethod.class::isInstance);
        return Stream.of(Arrays.stream(Op.values()), Arrays.stream(CompositeMethod.values()), rowMethods)
                .flatMap(rows -> rows);
    }

    String name() {
        return method.method();
    }

    /** {@return the element types that calls of it can have} */
    List<DType> types() {
        List<DType> types = new ArrayList<>(List.of(DType.values()));
        types.removeIf(type -> !ArgumentFacts.takes(method, type));
        return types;
    }

    /** {@return whether its meaning takes the square of the length of a row} */
    boolean isScan() {
        return method instanceof RowMethod;
    }
}
