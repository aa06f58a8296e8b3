package org.jdvm.front;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdvm.front.Signature.Declared;
import org.jdvm.front.Signature.DeclaredArray;
import org.jdvm.front.Signature.DeclaredDims;
import org.jdvm.front.Signature.DeclaredRecord;
import org.jdvm.front.Signature.DeclaredScalar;
import org.jdvm.front.Signature.DeclaredTensor;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.symbolic.Constraint;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.DimSyntaxException;
import org.jdvm.symbolic.Fact;
import org.jdvm.symbolic.Proof;
import org.jdvm.symbolic.Relation;

/** Adds the parameters that a signature declares to a graph, and what is known about their sizes. */
final class ParameterBinding {
    private final Signature signature;
    private final GraphBuilder builder;
    private final Set<String> symbols = new LinkedHashSet<>();
    private final Map<String, List<Dim>> shapes = new HashMap<>();

    private ParameterBinding(Signature signature, GraphBuilder builder) {
        this.signature = signature;
        this.builder = builder;
    }

    /** Adds all parameters and conditions; what comes back are the arguments for the body. */
    static List<AbstractValue> bind(Signature signature, GraphBuilder builder) {
        ParameterBinding binding = new ParameterBinding(signature, builder);
        binding.declareIntegers("", signature.parameters());
        binding.readDims("", signature.parameters());
        List<AbstractValue> arguments = signature.parameters().stream()
                .map(parameter -> binding.argument("", parameter))
                .toList();
        binding.determine();
        binding.assumeSizes();
        for (int i = 0; i < signature.conditions().size(); i++) {
            binding.assume("@Where#" + i, signature.conditions().get(i));
        }
        return arguments;
    }

    private void declareIntegers(String prefix, List<Declared> declared) {
        for (Declared one : declared) {
            switch (one) {
                case DeclaredScalar(String name, var type) -> {
                    if (type.isInteger()) {
                        symbols.add(prefix + name);
                    }
                }
                case DeclaredRecord(String name, var _, var components) ->
                    declareIntegers(prefix + name + ".", components);
                case DeclaredTensor _, DeclaredArray _ -> {}
            }
        }
    }

    private void readDims(String prefix, List<Declared> declared) {
        for (Declared one : declared) {
            switch (one) {
                case DeclaredTensor(String name, var dims) -> {
                    String path = prefix + name;
                    List<Dim> read = read(path, dims.orElseThrow(), true);
                    for (int axis = 0; axis < read.size(); axis++) {
                        requireAuthors(path, axis, read.get(axis));
                    }
                    shapes.put(path, read);
                }
                case DeclaredRecord(String name, var _, var components) -> readDims(prefix + name + ".", components);
                case DeclaredScalar _, DeclaredArray _ -> {}
            }
        }
        shapes.values().forEach(dims -> dims.forEach(dim -> symbols.addAll(dim.symbols())));
    }

    /** Names with dots are those of numbers in records, and ones that are made here. */
    private void requireAuthors(String path, int axis, Dim dim) {
        for (String symbol : dim.symbols()) {
            if (!dim.equals(Dim.LEADING)
                    && !dim.equals(anonymous(path, axis))
                    && (symbol.contains(".") || symbol.contains("#"))
                    && !symbols.contains(symbol)) {
                throw DiagnosticException.about(
                        path,
                        DiagnosticCode.UNKNOWN_SYMBOL,
                        "@Dims of '" + path + "'",
                        symbol,
                        signature.name(),
                        listed(symbols));
            }
        }
    }

    /** The size for which {@code _} is written: no name of an author, since a tensor has no components. */
    private static Dim anonymous(String path, int axis) {
        return Dim.symbol(path + ".dim" + axis);
    }

    /** The sizes in the text of a {@code @Dims}. */
    static List<Dim> read(String path, DeclaredDims dims, boolean parameter) {
        List<Dim> read = new ArrayList<>();
        List<String> entries = entries(dims.text());
        for (int axis = 0; axis < entries.size(); axis++) {
            String entry = entries.get(axis).strip();
            if (entry.equals("...") && axis == 0) {
                read.add(Dim.LEADING);
            } else if (entry.equals("_")) {
                read.add(anonymous(path, axis));
            } else {
                read.add(parse(path, dims.text(), entry));
            }
            Dim dim = read.getLast();
            if (dim.isConstant() && dim.constantValue() < 0) {
                throw DiagnosticException.about(path, DiagnosticCode.DIMS_SYNTAX, path, "a size cannot be " + dim);
            }
        }
        return read;
    }

    /** Splits at commas outside of parentheses. */
    private static List<String> entries(String text) {
        List<String> entries = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                entries.add(text.substring(start, i));
                start = i + 1;
            }
        }
        entries.add(text.substring(start));
        return text.isBlank() ? List.of() : entries;
    }

    private static Dim parse(String path, String text, String entry) {
        if (entry.isEmpty()) {
            throw DiagnosticException.about(
                    path, DiagnosticCode.DIMS_SYNTAX, path, "a size is missing in \"" + text + "\"");
        }
        if (entry.contains("...")) {
            throw DiagnosticException.about(
                    path,
                    DiagnosticCode.DIMS_SYNTAX,
                    path,
                    "... may only be the first entry of \"" + text + "\", as it is");
        }
        try {
            return Dim.parse(entry);
        } catch (DimSyntaxException | ArithmeticException e) {
            throw DiagnosticException.about(path, DiagnosticCode.DIMS_SYNTAX, path, e.getMessage());
        }
    }

    private AbstractValue argument(String prefix, Declared declared) {
        String path = prefix + declared.name();
        return switch (declared) {
            case DeclaredTensor(var _, var dims) -> {
                List<Dim> shape = shapes.get(path);
                boolean leading = !shape.isEmpty() && shape.getFirst().equals(Dim.LEADING);
                yield new AbstractValue.Tensor(builder.input(
                        new TensorParameter(path, dims.orElseThrow().type(), new Shape(shape), leading)));
            }
            case DeclaredScalar(var _, var type) -> {
                builder.scalar(new ScalarParameter(path, type));
                yield switch (type) {
                    case INT -> new AbstractValue.Int(Dim.symbol(path), false);
                    case LONG -> new AbstractValue.Int(Dim.symbol(path), true);
                    case FLOAT -> new AbstractValue.Real(new ScalarExpr.Parameter(path), false);
                    case DOUBLE -> new AbstractValue.Real(new ScalarExpr.Parameter(path), true);
                };
            }
            case DeclaredRecord(var _, String className, var components) -> {
                AbstractValue.Instance instance = new AbstractValue.Instance(className);
                components.forEach(c -> instance.set(c.name(), argument(path + ".", c)));
                yield instance;
            }
            case DeclaredArray _ -> throw new IllegalArgumentException("an array cannot be a parameter: " + signature);
        };
    }

    /** Checks that the value of each symbol can be found from the arguments. */
    private void determine() {
        Set<String> known = new LinkedHashSet<>();
        declaredIntegers("", signature.parameters(), known);
        boolean more = true;
        while (more) {
            more = false;
            for (List<Dim> shape : shapes.values()) {
                for (Dim dim : shape) {
                    List<String> open = dim.symbols().stream()
                            .filter(s -> !known.contains(s))
                            .toList();
                    if (open.size() == 1 && isLinear(dim, open.getFirst())) {
                        more |= known.add(open.getFirst());
                    }
                }
            }
        }
        for (Declared parameter : signature.parameters()) {
            undetermined("", parameter, known);
        }
    }

    private static void declaredIntegers(String prefix, List<Declared> declared, Set<String> into) {
        for (Declared one : declared) {
            if (one instanceof DeclaredScalar(String name, var type) && type.isInteger()) {
                into.add(prefix + name);
            } else if (one instanceof DeclaredRecord(String name, var _, var components)) {
                declaredIntegers(prefix + name + ".", components, into);
            }
        }
    }

    private void undetermined(String prefix, Declared declared, Set<String> known) {
        String path = prefix + declared.name();
        if (declared instanceof DeclaredRecord(var _, var _, var components)) {
            components.forEach(c -> undetermined(path + ".", c, known));
        } else if (declared instanceof DeclaredTensor) {
            for (Dim dim : shapes.get(path)) {
                for (String symbol : dim.symbols()) {
                    if (!known.contains(symbol)) {
                        throw DiagnosticException.about(path, DiagnosticCode.UNDETERMINED_SYMBOL, symbol, dim);
                    }
                }
            }
        }
    }

    private static boolean isLinear(Dim dim, String symbol) {
        Dim offset = dim.substitute(Map.of(symbol, Dim.ZERO));
        Dim factor = dim.substitute(Map.of(symbol, Dim.ONE)).minus(offset);
        return factor.isConstant()
                && factor.constantValue() != 0
                && dim.equals(factor.times(Dim.symbol(symbol)).plus(offset));
    }

    /** Sizes are never negative, whatever their expression. */
    private void assumeSizes() {
        sizes("", signature.parameters());
        builder.facts().contradiction().ifPresent(c -> {
            throw new DiagnosticException(DiagnosticCode.CONTRADICTION, "the sizes of the parameters", c.sentence());
        });
    }

    private void sizes(String prefix, List<Declared> declared) {
        for (Declared one : declared) {
            if (one instanceof DeclaredRecord(String name, var _, var components)) {
                sizes(prefix + name + ".", components);
            } else if (one instanceof DeclaredTensor(String name, var _)) {
                List<Dim> shape = shapes.get(prefix + name);
                for (int axis = 0; axis < shape.size(); axis++) {
                    if (!builder.facts()
                            .holds(Relation.GE, shape.get(axis), Dim.ZERO)
                            .isProved()) {
                        builder.facts().assume(Relation.GE, shape.get(axis), Dim.ZERO, prefix + name + ", dim " + axis);
                    }
                }
            }
        }
    }

    private void assume(String subject, String condition) {
        List<Constraint> constraints;
        try {
            constraints = Constraint.parse(condition);
        } catch (DimSyntaxException | ArithmeticException e) {
            throw DiagnosticException.about(subject, DiagnosticCode.WHERE_SYNTAX, e.getMessage());
        }
        String origin = "@Where(\"" + condition + "\")";
        for (Constraint constraint : constraints) {
            for (Dim side : List.of(constraint.left(), constraint.right())) {
                if (LeadingDimsCheck.isLeading(side)) {
                    throw DiagnosticException.about(
                            subject,
                            DiagnosticCode.WHERE_SYNTAX,
                            "... in \"" + condition + "\" is not a size, but any number of them");
                }
                for (String symbol : side.symbols()) {
                    if (!symbols.contains(symbol)) {
                        throw DiagnosticException.about(
                                subject,
                                DiagnosticCode.UNKNOWN_SYMBOL,
                                origin,
                                symbol,
                                signature.name(),
                                listed(symbols));
                    }
                }
            }
            Proof proof = builder.facts().holds(constraint.relation(), constraint.left(), constraint.right());
            if (proof.isRefuted()) {
                String because = proof.because().isEmpty()
                        ? constraint + " is never true"
                        : proof.because().stream().map(Fact::toString).collect(Collectors.joining(" and "));
                throw DiagnosticException.about(subject, DiagnosticCode.CONTRADICTION, origin, because);
            }
            require(constraint, origin);
            builder.facts().contradiction().ifPresent(c -> {
                throw DiagnosticException.about(subject, DiagnosticCode.CONTRADICTION, origin, c.sentence());
            });
        }
    }

    private void require(Constraint constraint, String origin) {
        Dim left = constraint.left();
        Dim right = constraint.right();
        switch (constraint.relation()) {
            case EQ -> builder.require(Requirement.Kind.EQUAL, left, right, origin);
            case NE -> builder.require(Requirement.Kind.NOT_EQUAL, left, right, origin);
            case LT -> builder.require(Requirement.Kind.LESS, left, right, origin);
            case LE -> builder.require(Requirement.Kind.LESS_OR_EQUAL, left, right, origin);
            case GT -> builder.require(Requirement.Kind.LESS, right, left, origin);
            case GE -> builder.require(Requirement.Kind.LESS_OR_EQUAL, right, left, origin);
        }
    }

    static String listed(Set<String> symbols) {
        return symbols.isEmpty() ? "none" : String.join(", ", symbols);
    }
}
