package org.jdvm.onnx.operator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** The table of operators: domain, name, the first version of the domain that a row holds for, and what it is. */
public final class OperatorTable {
    /** The domain of the operators that ONNX Runtime adds to the standard. */
    public static final String MICROSOFT = "com.microsoft";

    /** Operators that the engine has for floats of up to 32 bits only: doubles are rounded to these, and the results are doubles again. */
    private static final Set<String> IN_SINGLE_PRECISION = Set.of(
            "Conv",
            "ConvTranspose",
            "DeformConv",
            "FusedConv",
            "Resize",
            "Upsample",
            "GridSample",
            "QuantizeLinear",
            "RNN",
            "GRU",
            "LSTM");

    private static final OperatorTable ALL = new OperatorTable();

    static {
        ElementwiseOperators.addTo(ALL);
        Activations.addTo(ALL);
        Reductions.addTo(ALL);
        Shapes.addTo(ALL);
        MoveOperators.addTo(ALL);
        Scatters.addTo(ALL);
        Products.addTo(ALL);
        ConvolutionOperators.addTo(ALL);
        PoolOperators.addTo(ALL);
        Images.addTo(ALL);
        Norms.addTo(ALL);
        RecurrentOperators.addTo(ALL);
        Quantised.addTo(ALL);
        ControlFlow.addTo(ALL);
        Attentions.addTo(ALL);
        MicrosoftAttentions.addTo(ALL);
        MicrosoftFusions.addTo(ALL);
        Signals.addTo(ALL);
        Losses.addTo(ALL);
        Detections.addTo(ALL);
    }

    private record Key(String domain, String name) {}

    private record Row(int since, Mapping mapping) {}

    private final Map<Key, List<Row>> rows = new HashMap<>();

    OperatorTable() {}

    /** {@return the table with all rows} */
    public static OperatorTable all() {
        return ALL;
    }

    void add(String name, int since, Mapping.Single mapping) {
        add("", name, since, call -> new OnnxValue[] {mapping.run(call)});
    }

    void addAll(String name, int since, Mapping mapping) {
        add("", name, since, mapping);
    }

    void preview(String name, Mapping.Single mapping) {
        add("ai.onnx.preview", name, 1, call -> new OnnxValue[] {mapping.run(call)});
    }

    void microsoft(String name, Mapping.Single mapping) {
        add(MICROSOFT, name, 1, call -> new OnnxValue[] {mapping.run(call)});
    }

    void microsoftAll(String name, Mapping mapping) {
        add(MICROSOFT, name, 1, mapping);
    }

    private void add(String domain, String name, int since, Mapping mapping) {
        rows.computeIfAbsent(new Key(domain, name), _ -> new ArrayList<>())
                .add(new Row(since, IN_SINGLE_PRECISION.contains(name) ? inSinglePrecision(mapping) : mapping));
    }

    private static Mapping inSinglePrecision(Mapping mapping) {
        return call -> {
            NodeCall single = call.inSinglePrecision();
            OnnxValue[] results = mapping.run(single);
            for (int i = 0; i < results.length && single != call; i++) {
                if (results[i] instanceof TensorValue value && value.type() == ElementType.FLOAT) {
                    results[i] = TensorValue.of(ElementType.DOUBLE, value.tensor());
                }
            }
            return results;
        };
    }

    /**
     * {@return what an operator is in a version of its domain; null if the table does not have it}
     *
     * @param domain the domain, empty for the standard's
     * @param name the operator
     * @param version the version of the domain
     */
    public @Nullable Mapping find(String domain, String name, int version) {
        Row best = null;
        for (Row row : rows.getOrDefault(new Key(domain, name), List.of())) {
            if (row.since <= Math.max(version, 1) && (best == null || row.since > best.since)) {
                best = row;
            }
        }
        return best == null ? null : best.mapping;
    }

    /**
     * {@return the names of the operators of a domain}
     *
     * @param domain the domain, empty for the standard's
     */
    public Set<String> names(String domain) {
        Set<String> names = new TreeSet<>();
        rows.keySet().stream().filter(key -> key.domain.equals(domain)).forEach(key -> names.add(key.name));
        return names;
    }
}
