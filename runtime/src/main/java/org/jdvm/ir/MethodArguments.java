package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.ARGUMENT;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.annotations.Update;
import org.jdvm.symbolic.Dim;

/** Arguments of one call, read by position with checks. */
record MethodArguments(String method, List<?> list) {
    int size() {
        return list.size();
    }

    void count(int least, int most) {
        if (list.size() < least || list.size() > most) {
            throw new GraphException(ARGUMENT, method + ": takes " + least + " arguments, not " + list.size());
        }
    }

    Object get(int index) {
        if (index >= list.size()) {
            throw new GraphException(ARGUMENT, method + ": argument " + (index + 1) + " is missing");
        }
        return list.get(index);
    }

    private GraphException wrong(int index, String expected) {
        return new GraphException(
                ARGUMENT, method + ": argument " + (index + 1) + " must be " + expected + ", not " + get(index));
    }

    Value tensor(int index) {
        if (get(index) instanceof Value value) {
            return value;
        }
        throw wrong(index, "a tensor");
    }

    List<Value> tensors(int from) {
        return flat(from)
                .map(v -> {
                    if (v instanceof Value value) {
                        return value;
                    }
                    throw wrong(from, "tensors");
                })
                .toList();
    }

    Operand operand(int index) {
        return switch (get(index)) {
            case Value value -> value;
            case Dim dim -> Operand.number(dim);
            case ScalarExpr scalar -> new Operand.Scalar(scalar);
            default -> throw wrong(index, "a tensor or a number");
        };
    }

    /** A number where the argument is missing. */
    Operand operandOr(int index, double otherwise) {
        return index < list.size() ? operand(index) : Operand.number(otherwise);
    }

    ScalarExpr scalar(int index) {
        return switch (get(index)) {
            case Dim dim -> ScalarExpr.size(dim);
            case ScalarExpr scalar -> scalar;
            default -> throw wrong(index, "a number");
        };
    }

    Dim dim(int index) {
        if (get(index) instanceof Dim dim) {
            return dim;
        }
        throw wrong(index, "an integer");
    }

    Dim dimOr(int index, int otherwise) {
        return index < list.size() ? dim(index) : Dim.of(otherwise);
    }

    int constant(int index) {
        Dim dim = dim(index);
        if (!dim.isConstant()) {
            throw wrong(index, "known at build time");
        }
        return Math.toIntExact(dim.constantValue());
    }

    int constantOr(int index, int otherwise) {
        return index < list.size() ? constant(index) : otherwise;
    }

    boolean hasTensor(int index) {
        return index < list.size() && list.get(index) instanceof Value;
    }

    /** One integer for all spatial axes, or a list with one for each. */
    List<Dim> perAxis(int index, String name, int axes, int otherwise) {
        if (index >= list.size()) {
            return Collections.nCopies(axes, Dim.of(otherwise));
        }
        List<Dim> given = new MethodArguments(method, list.subList(index, index + 1)).dims(0);
        if (given.size() != axes && given.size() != 1) {
            throw new GraphException(
                    ARGUMENT,
                    "%s: the %s needs one integer or %d, but has %d".formatted(method, name, axes, given.size()));
        }
        return given.size() == axes ? given : Collections.nCopies(axes, given.getFirst());
    }

    private List<Integer> constantsPerAxis(int index, String name, int axes) {
        return perAxis(index, name, axes, 1).stream()
                .map(dim -> {
                    if (!dim.isConstant()) {
                        throw wrong(index, "known at build time");
                    }
                    return Math.toIntExact(dim.constantValue());
                })
                .toList();
    }

    /** How windows move, from the arguments at some places; those that are missing are 1, 0 and 1. */
    Windows.Steps steps(int axes, int stride, int padding, int dilation) {
        return new Windows.Steps(
                constantsPerAxis(stride, "stride", axes),
                perAxis(padding, "padding", axes, 0),
                constantsPerAxis(dilation, "dilation", axes));
    }

    DType type(int index) {
        if (get(index) instanceof DType type) {
            return type;
        }
        throw wrong(index, "an element type");
    }

    String text(int index) {
        if (get(index) instanceof String text) {
            return text;
        }
        throw wrong(index, "a text");
    }

    <E extends Enum<E>> E choice(int index, Class<E> of) {
        if (of.isInstance(get(index))) {
            return of.cast(get(index));
        }
        throw wrong(index, "one of " + Arrays.toString(of.getEnumConstants()));
    }

    /** What becomes of elements; they are replaced where the argument is missing. */
    Update update(int index) {
        return index < list.size() ? choice(index, Update.class) : Update.SET;
    }

    boolean keep(int index) {
        if (index >= list.size()) {
            return false;
        }
        if (get(index) instanceof Keep keep) {
            return keep == Keep.KEEP_DIMS;
        }
        throw wrong(index, "KEEP_DIMS or DROP_DIMS");
    }

    List<Dim> dims(int from) {
        return flat(from)
                .map(v -> {
                    if (v instanceof Dim dim) {
                        return dim;
                    }
                    throw wrong(from, "integers");
                })
                .toList();
    }

    /** The integers of one argument, an integer or an array. */
    List<Dim> dimsAt(int index) {
        get(index);
        return new MethodArguments(method, list.subList(index, index + 1)).dims(0);
    }

    /** The same where they must be known. */
    List<Integer> constantsAt(int index) {
        get(index);
        return new MethodArguments(method, list.subList(index, index + 1)).constants(0);
    }

    List<Integer> constants(int from) {
        return dims(from).stream()
                .map(dim -> {
                    if (!dim.isConstant()) {
                        throw wrong(from, "known at build time");
                    }
                    return Math.toIntExact(dim.constantValue());
                })
                .toList();
    }

    /** The axes of a reduction: the first argument, an integer or an array; all axes if there is none. */
    List<Integer> axes(Value self) {
        return list.isEmpty()
                ? IntStream.range(0, self.rank()).boxed().toList()
                : new MethodArguments(method, list.subList(0, 1)).constants(0);
    }

    private Stream<?> flat(int from) {
        return list.stream().skip(from).flatMap(v -> v instanceof List<?> inner ? inner.stream() : Stream.of(v));
    }
}
