package org.jdvm.front;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdvm.front.Signature.Declared;
import org.jdvm.front.Signature.DeclaredArray;
import org.jdvm.front.Signature.DeclaredDims;
import org.jdvm.front.Signature.DeclaredRecord;
import org.jdvm.front.Signature.DeclaredScalar;
import org.jdvm.front.Signature.DeclaredTensor;
import org.jdvm.symbolic.Dim;

/**
 * The form of an operator's method for many sequences at once.
 *
 * @param parameters the names of the parameters that take ragged tensors
 * @param raggedResult true if the result is ragged, false if the results of all sequences are stacked
 */
public record RaggedForm(Set<String> parameters, boolean raggedResult) {
    /** Copies the set. */
    public RaggedForm {
        parameters = Set.copyOf(parameters);
    }

    /**
     * {@return the form}
     *
     * @param signature the declaration of the operator
     * @param sizes the sizes that differ from sequence to sequence
     * @throws DiagnosticException if there is no such form
     */
    public static RaggedForm of(Signature signature, List<String> sizes) {
        return new Reading(signature, sizes).read();
    }

    /** What is found out about one declaration. */
    private static final class Reading {
        private final Signature signature;
        private final Set<String> sizes;
        private final Set<String> found = new HashSet<>();
        private final Set<String> parameters = new LinkedHashSet<>();

        Reading(Signature signature, List<String> sizes) {
            this.signature = signature;
            this.sizes = new LinkedHashSet<>(sizes);
        }

        RaggedForm read() {
            signature.parameters().forEach(parameter -> read("", parameter));
            for (String size : sizes) {
                if (!found.contains(size)) {
                    throw refused(Optional.empty(), size, "no tensor parameter has it as its first dim");
                }
            }
            return new RaggedForm(parameters, isResultRagged());
        }

        private void read(String prefix, Declared declared) {
            String path = prefix + declared.name();
            switch (declared) {
                case DeclaredTensor(String name, var dims) -> {
                    List<Dim> read = dims.map(d -> dims(path, d)).orElse(List.of());
                    if (prefix.isEmpty() && !read.isEmpty() && isSize(read.getFirst())) {
                        parameters.add(name);
                        found.addAll(read.getFirst().symbols());
                        checkRest(path, "'" + name + "'", read);
                    } else {
                        checkAll(path, read);
                    }
                }
                case DeclaredRecord(var _, var _, var components) ->
                    components.forEach(component -> read(path + ".", component));
                case DeclaredScalar(String name, var _) -> {
                    if (sizes.contains(name)) {
                        throw refused(Optional.of(path), name, "it is a number, the same one for all sequences");
                    }
                }
                case DeclaredArray _ -> throw new IllegalArgumentException("an array as parameter of " + signature);
            }
        }

        private List<Dim> dims(String path, DeclaredDims declared) {
            List<Dim> dims = ParameterBinding.read(path, declared, true);
            if (!dims.isEmpty() && LeadingDimsCheck.isLeading(dims.getFirst())) {
                throw refused(
                        Optional.of(path),
                        String.join(", ", sizes),
                        "'" + path + "' has leading dims (...), which take the rows of all sequences at once");
            }
            return dims;
        }

        private boolean isSize(Dim dim) {
            return sizes.stream().anyMatch(size -> dim.equals(Dim.symbol(size)));
        }

        private void checkAll(String path, List<Dim> dims) {
            for (Dim dim : dims) {
                for (String symbol : dim.symbols()) {
                    if (sizes.contains(symbol)) {
                        throw refused(
                                Optional.of(path),
                                symbol,
                                "'%s' has it, but only parameters with just it as their first dim can be ragged"
                                        .formatted(path));
                    }
                }
            }
        }

        private void checkRest(String path, String what, List<Dim> dims) {
            for (int axis = 1; axis < dims.size(); axis++) {
                for (String symbol : dims.get(axis).symbols()) {
                    if (sizes.contains(symbol)) {
                        throw refused(
                                Optional.of(path),
                                symbol,
                                "%s has it in dim %d, but only the first may differ".formatted(what, axis));
                    }
                }
            }
        }

        private boolean isResultRagged() {
            if (!(signature.result() instanceof DeclaredTensor(var _, var declared)) || declared.isEmpty()) {
                throw refused(
                        Optional.of(Signature.RESULT),
                        String.join(", ", sizes),
                        "the result must be one tensor with @Dims, which tell whether it is ragged");
            }
            List<Dim> dims = new ArrayList<>(ParameterBinding.read(Signature.RESULT, declared.get(), false));
            checkRest(Signature.RESULT, "the result", dims);
            return !dims.isEmpty() && dims.getFirst().symbols().stream().anyMatch(sizes::contains);
        }

        private DiagnosticException refused(Optional<String> path, String size, String reason) {
            return path.isPresent()
                    ? DiagnosticException.about(path.get(), DiagnosticCode.RAGGED, size, signature.name(), reason)
                    : new DiagnosticException(DiagnosticCode.RAGGED, size, signature.name(), reason);
        }
    }
}
