package org.jdvm.lazy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.symbolic.Dim;

/**
 * What a recorded call of an operator calls.
 *
 * @param graph the operator
 * @param symbols the sizes of the call that no dim of an argument shows directly
 * @param scalars the values of the scalar parameters
 */
public record OperatorCall(Graph graph, SortedMap<String, Long> symbols, double[] scalars) {
    /**
     * {@return a call}
     *
     * @param graph the operator
     * @param scalars the values of the scalar parameters
     * @param values gives the value of each symbol in the parameters' shapes
     */
    public static OperatorCall of(Graph graph, double[] scalars, ToLongFunction<String> values) {
        Set<String> shown = new HashSet<>();
        Set<String> all = new HashSet<>();
        for (Parameter parameter : graph.parameters()) {
            switch (parameter) {
                case TensorParameter tensor -> {
                    for (Dim dim : tensor.shape().dims()) {
                        all.addAll(dim.symbols());
                        dim.symbolName().ifPresent(shown::add);
                    }
                }
                case ScalarParameter scalar -> shown.add(scalar.name());
            }
        }
        all.removeAll(shown);
        SortedMap<String, Long> symbols = new TreeMap<>();
        all.forEach(symbol -> symbols.put(symbol, values.applyAsLong(symbol)));
        return new OperatorCall(graph, symbols, scalars.clone());
    }

    /** True if the first size of a result is that of all leading dims. */
    boolean isLeading(Shape result) {
        return result.rank() > 0
                && graph.parameters().stream()
                        .anyMatch(p -> p instanceof TensorParameter tensor
                                && tensor.leading()
                                && tensor.shape().dim(0).equals(result.dim(0)));
    }

    void encode(CaptureSignature signature) {
        for (long value : symbols.values()) {
            signature.word((int) (value >>> 32));
            signature.word((int) value);
        }
        List<ScalarParameter> parameters = scalarParameters();
        for (int i = 0; i < scalars.length; i++) {
            if (parameters.get(i).type().isInteger()) {
                signature.integer((long) scalars[i]);
            } else {
                signature.number(scalars[i]);
            }
        }
    }

    List<ScalarParameter> scalarParameters() {
        return graph.parameters().stream()
                .filter(ScalarParameter.class::isInstance)
                .map(ScalarParameter.class::cast)
                .toList();
    }
}
