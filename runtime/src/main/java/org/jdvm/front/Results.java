package org.jdvm.front;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.front.Signature.Declared;
import org.jdvm.front.Signature.DeclaredArray;
import org.jdvm.front.Signature.DeclaredDims;
import org.jdvm.front.Signature.DeclaredRecord;
import org.jdvm.front.Signature.DeclaredScalar;
import org.jdvm.front.Signature.DeclaredTensor;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Proof;
import org.jdvm.symbolic.Relation;

/** Compares what a body computed with what the signature says about the result. */
final class Results {
    private final GraphBuilder builder;
    private final String operator;
    private final Set<String> known;
    private final Map<String, Dim> named = new HashMap<>();
    private final List<Value> values = new ArrayList<>();

    private Results(GraphBuilder builder, String operator, Set<String> known) {
        this.builder = builder;
        this.operator = operator;
        this.known = known;
    }

    /**
     * The values that a call returns, records flattened.
     *
     * @param known the symbols of the parameters; others name sizes of the result
     */
    static List<Value> collect(Signature signature, AbstractValue result, Set<String> known, GraphBuilder builder) {
        Results results = new Results(builder, signature.name(), known);
        results.add(signature.result(), Signature.RESULT, result);
        return results.values;
    }

    private void add(Declared declared, String path, AbstractValue datum) {
        switch (declared) {
            case DeclaredTensor(var _, var dims) -> {
                Value value = tensor(path, datum);
                dims.ifPresent(d -> check(path, d, value));
                values.add(value);
            }
            case DeclaredArray _ -> {
                if (!(datum instanceof AbstractValue.Array array)) {
                    throw DiagnosticException.about(path, DiagnosticCode.NULL, "the result of '" + operator + "'");
                }
                array.elements().forEach(element -> values.add(tensor(path, element)));
            }
            case DeclaredRecord(var _, var _, var components) -> {
                if (!(datum instanceof AbstractValue.Instance instance)) {
                    throw DiagnosticException.about(path, DiagnosticCode.NULL, "the result of '" + operator + "'");
                }
                if (instance.isChanged()) {
                    // the generated class makes it from its components
                    throw DiagnosticException.about(
                            path,
                            DiagnosticCode.UNSUPPORTED,
                            "a result whose constructor changes its components (do that in the operator)");
                }
                components.forEach(c -> add(c, path + "." + c.name(), instance.get(c.name())));
            }
            case DeclaredScalar(String name, var type) ->
                throw new IllegalArgumentException("a result cannot have a number: " + name + ": " + type);
        }
    }

    private Value tensor(String path, AbstractValue datum) {
        if (datum instanceof AbstractValue.Tensor(Value value)) {
            return value;
        }
        throw switch (datum) {
            case AbstractValue.Opaque(String what) -> DiagnosticException.about(path, DiagnosticCode.UNSUPPORTED, what);
            case AbstractValue.Null _ ->
                DiagnosticException.about(path, DiagnosticCode.NULL, "the result of '" + operator + "'");
            default -> DiagnosticException.about(path, DiagnosticCode.UNSUPPORTED, "a result that is not a tensor");
        };
    }

    private void check(String path, DeclaredDims declared, Value value) {
        String what = path.equals(Signature.RESULT)
                ? "the result"
                : path.substring(Signature.RESULT.length() + 1) + " of the result";
        if (declared.type() != value.type()) {
            throw DiagnosticException.about(path, DiagnosticCode.RESULT_DTYPE, what, declared.type(), value.type());
        }
        List<Dim> dims = ParameterBinding.read(path, declared, false);
        if (dims.size() != value.rank()) {
            throw DiagnosticException.about(
                    path,
                    DiagnosticCode.RESULT_DIMS,
                    what,
                    declared.text(),
                    value.shape(),
                    dims.size() + " and " + value.rank() + " dims");
        }
        for (int axis = 0; axis < dims.size(); axis++) {
            check(path, what, declared, value, axis, dims.get(axis));
        }
    }

    private void check(String path, String what, DeclaredDims declared, Value value, int axis, Dim dim) {
        Dim have = value.shape().dim(axis);
        String name = dim.symbolName().orElse("");
        if (!name.isEmpty() && !known.contains(name) && !dim.equals(Dim.LEADING) && !named.containsKey(name)) {
            named.put(name, have);
            return;
        }
        Dim want = dim.substitute(named);
        for (String symbol : want.symbols()) {
            if (!known.contains(symbol) && !have.symbols().contains(symbol)) {
                throw DiagnosticException.about(
                        path,
                        DiagnosticCode.UNKNOWN_SYMBOL,
                        "@Dims of " + what,
                        symbol,
                        operator,
                        ParameterBinding.listed(new TreeSet<>(known)));
            }
        }
        Proof proof = builder.facts().holds(Relation.EQ, have, want);
        if (proof.isRefuted()) {
            throw DiagnosticException.about(
                    path,
                    DiagnosticCode.RESULT_DIMS,
                    what,
                    declared.text(),
                    value.shape(),
                    "in dim " + axis + " " + want + " is never " + have);
        }
        builder.require(
                Requirement.Kind.EQUAL, have, want, "@Dims(\"" + declared.text() + "\") of " + what + ", dim " + axis);
    }
}
