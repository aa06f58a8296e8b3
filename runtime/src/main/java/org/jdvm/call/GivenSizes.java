package org.jdvm.call;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdvm.JdvmException;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.specialize.Template;
import org.jdvm.storage.StridedArrays;
import org.jdvm.storage.TensorData;
import org.jdvm.symbolic.Dim;

/** Sizes of an operator that are given by name. */
public final class GivenSizes {
    private GivenSizes() {}

    /**
     * {@return the sizes, bound as a call with contiguous arguments would}
     *
     * @param template the operator
     * @param sizes the size of each symbol and the value of each integer parameter
     */
    public static long[] bind(Template template, Map<String, Long> sizes) {
        Graph graph = template.graph();
        TensorData.given(graph.name(), "the map of sizes", sizes);
        Set<String> needed = graph.symbols();
        for (String name : sizes.keySet()) {
            if (!needed.contains(name)) {
                throw new JdvmException(
                        "%s: there is no dim %s; it has %s".formatted(graph.name(), name, String.join(", ", needed)));
            }
        }
        List<String> missing =
                needed.stream().filter(n -> !sizes.containsKey(n)).toList();
        if (!missing.isEmpty()) {
            throw new JdvmException("%s: the size of %s is missing; it needs %s"
                    .formatted(graph.name(), String.join(", ", missing), String.join(", ", needed)));
        }
        int[][] dims = new int[template.tensors().size()][];
        int[][] strides = new int[dims.length][];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = template.tensors().get(i).shape().dims().stream()
                    .mapToInt((Dim dim) -> size(graph.name(), dim, sizes))
                    .toArray();
            TensorData.elements(template.graph().name(), dims[i]);
            strides[i] = StridedArrays.contiguous(dims[i]);
        }
        double[] scalars = new double[template.scalarParameters().size()];
        for (int i = 0; i < scalars.length; i++) {
            ScalarParameter scalar = template.scalarParameters().get(i);
            scalars[i] = scalar.type().isInteger() ? sizes.get(scalar.name()) : 0;
        }
        return template.binder().bind(dims, strides, scalars);
    }

    private static int size(String operator, Dim dim, Map<String, Long> sizes) {
        long size = dim.evaluate(sizes::get);
        if (size != (int) size) {
            throw new JdvmException("%s: %s would be %d, more than an array can hold".formatted(operator, dim, size));
        }
        return (int) size;
    }
}
