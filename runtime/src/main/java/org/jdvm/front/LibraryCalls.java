package org.jdvm.front;

import java.util.List;
import java.util.stream.Stream;
import org.jdvm.annotations.Border;
import org.jdvm.annotations.Coordinates;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Interpolation;
import org.jdvm.annotations.Keep;
import org.jdvm.annotations.NearestMode;
import org.jdvm.annotations.Update;
import org.jdvm.front.AbstractValue.Array;
import org.jdvm.front.AbstractValue.Constant;
import org.jdvm.front.AbstractValue.Int;
import org.jdvm.front.AbstractValue.Real;
import org.jdvm.front.AbstractValue.Tensor;
import org.jdvm.front.AbstractValue.Truth;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/** Calls of methods that are not read but known: those of {@code Tensor} and some of Java's own. */
public final class LibraryCalls {
    /** The class whose methods are the operations. */
    public static final String TENSOR = "org.jdvm.Tensor";

    private static final int MAX_NODES = 10_000;

    private final TensorMethods tensors;
    private final MathCalls math;

    LibraryCalls(TensorMethods tensors, Arithmetic arithmetic) {
        this.tensors = tensors;
        this.math = new MathCalls(arithmetic);
    }

    /**
     * {@return whether the class's methods are known (or refused) rather than read}
     *
     * @param className a binary name
     */
    public static boolean knows(String className) {
        return className.equals(TENSOR) || className.startsWith("java.");
    }

    /**
     * Calls a static method.
     *
     * @param className the class, one that is {@link #knows known}
     * @param method the method
     * @param arguments the arguments, converted to the types of the parameters
     * @return the result
     */
    public AbstractValue callStatic(String className, String method, List<AbstractValue> arguments) {
        if (className.equals(TENSOR)) {
            List<Object> plain = plain(arguments);
            if (method.equals("concat")) {
                LeadingDimsCheck.checkConcat(values(plain.subList(1, plain.size())), plain.getFirst());
            }
            if (method.equals(CompositeMethod.EINSUM.method())) {
                values(plain).forEach(operand -> LeadingDimsCheck.check(method, operand, List.of()));
            }
            return tensor(method, tensors.callStatic(method, plain));
        }
        if (MathCalls.knows(className)) {
            return math.call(className, method, arguments);
        }
        if (className.equals("java.util.Objects") && method.equals("requireNonNull")) {
            if (arguments.getFirst() instanceof AbstractValue.Null) {
                throw new DiagnosticException(DiagnosticCode.ALWAYS_THROWS);
            }
            return arguments.getFirst();
        }
        throw Unsupported.method(className, method);
    }

    /**
     * Calls an instance method.
     *
     * @param className the class, one that is {@link #knows known}
     * @param method the method
     * @param self the object
     * @param arguments the arguments, converted to the types of the parameters
     * @return the result
     */
    public AbstractValue call(String className, String method, AbstractValue self, List<AbstractValue> arguments) {
        if (self instanceof Tensor(Value value)) {
            List<Object> plain = plain(arguments);
            LeadingDimsCheck.check(method, value, plain);
            return tensor(method, tensors.call(method, value, plain));
        }
        if (self instanceof Constant(String text)) {
            if (method.equals("equals")) {
                return new Truth(arguments.getFirst() instanceof Constant(Object other) && text.equals(other));
            }
            if (method.equals("hashCode")) {
                return Int.of(text.hashCode());
            }
        }
        if (self instanceof Array array && method.equals("clone")) {
            return new Array(array.component(), array.elements().toArray(AbstractValue[]::new));
        }
        if (self instanceof AbstractValue.Null) {
            throw new DiagnosticException(DiagnosticCode.NULL, "the object of " + method);
        }
        throw Unsupported.method(className, method);
    }

    /**
     * {@return a static field of a class that is known, such as {@code Tensor.KEEP_DIMS} or {@code DType.F16}}
     *
     * @param className the class that declares it
     * @param field its name
     */
    public static AbstractValue field(String className, String field) {
        Stream<? extends Enum<?>> constants = switch (className) {
            case "org.jdvm.annotations.DType" -> Stream.of(DType.values());
            case TENSOR, "org.jdvm.annotations.Keep" -> Stream.of(Keep.values());
            case "org.jdvm.annotations.Interpolation" -> Stream.of(Interpolation.values());
            case "org.jdvm.annotations.Border" -> Stream.of(Border.values());
            case "org.jdvm.annotations.Coordinates" -> Stream.of(Coordinates.values());
            case "org.jdvm.annotations.NearestMode" -> Stream.of(NearestMode.values());
            case "org.jdvm.annotations.Update" -> Stream.of(Update.values());
            default -> Stream.empty();
        };
        return constants
                .filter(constant -> constant.name().equals(field))
                .findFirst()
                .<AbstractValue>map(Constant::new)
                .orElseThrow(() -> Unsupported.field(className, field));
    }

    /**
     * {@return a constant of an enum; those of jdvm mean themselves}
     *
     * @param className the enum
     * @param name the constant
     */
    public static AbstractValue enumConstant(String className, String name) {
        return className.startsWith("org.jdvm.annotations.")
                ? field(className, name)
                : new Constant(new EnumConstant(className, name));
    }

    /** {@return the name of what {@link #enumConstant} gives} */
    public static String constantName(Object constant) {
        return switch (constant) {
            case EnumConstant(var _, String name) -> name;
            case Enum<?> own -> own.name();
            default -> constant.toString();
        };
    }

    /** {@return whether two references are the same, as far as an operator can know} */
    public static boolean same(AbstractValue left, AbstractValue right) {
        for (AbstractValue side : List.of(left, right)) {
            if (side instanceof AbstractValue.Opaque(String what)) {
                throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, what);
            }
        }
        return switch (left) {
            case Truth(boolean value) -> right instanceof Truth(boolean other) && value == other;
            case Constant(Object value) -> right instanceof Constant(Object other) && value.equals(other);
            case AbstractValue.Null _ -> right instanceof AbstractValue.Null;
            case Tensor _
            when right instanceof Tensor ->
                throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the comparison of tensors by ==");
            default -> left == right;
        };
    }

    private static AbstractValue tensor(String method, Object result) {
        return switch (result) {
            case Value value -> {
                if (value.id() >= MAX_NODES) {
                    throw new DiagnosticException(DiagnosticCode.TOO_LARGE, MAX_NODES + " operations");
                }
                yield new Tensor(value);
            }
            case Dim dim -> new Int(dim, false);
            default -> throw new IllegalStateException(method + " gave " + result);
        };
    }

    private static List<Object> plain(List<AbstractValue> arguments) {
        return arguments.stream().map(LibraryCalls::plain).toList();
    }

    private static Object plain(AbstractValue argument) {
        return switch (argument) {
            case Tensor(Value value) -> value;
            case Int(Dim dim, var _) -> dim;
            case Real(var expression, var _) -> expression;
            case Constant(Object value) -> value;
            case Array array -> plain(array.elements());
            case AbstractValue.Null _ -> throw new DiagnosticException(DiagnosticCode.NULL, "an argument");
            case AbstractValue.Opaque(String what) -> throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, what);
            case Truth(boolean value) -> Dim.of(value ? 1 : 0);
            case AbstractValue.Instance _, AbstractValue.Comparison _ ->
                throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "this argument of a tensor operation");
        };
    }

    private static List<Value> values(List<?> arguments) {
        return arguments.stream()
                .flatMap(a -> a instanceof List<?> inner ? inner.stream() : java.util.stream.Stream.of(a))
                .filter(Value.class::isInstance)
                .map(Value.class::cast)
                .toList();
    }
}
