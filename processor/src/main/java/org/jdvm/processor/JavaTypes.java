package org.jdvm.processor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.ClassNames;
import org.jdvm.front.EnumConstant;
import org.jdvm.front.LibraryCalls;
import org.jdvm.ir.Parameter.ScalarType;

/** Erased types as descriptors, such as {@code I} and {@code [Lorg/jdvm/Tensor;}, and how they convert to each other. */
final class JavaTypes {
    /** The type of the null reference. */
    static final String NULL = ClassNames.NULL;
    /** The type of something about which no more is known. */
    static final String UNKNOWN = "?";

    static final String TENSOR = "L" + LibraryCalls.TENSOR.replace('.', '/') + ";";
    private static final String OBJECT = "Ljava/lang/Object;";
    private static final String STRING = "Ljava/lang/String;";
    /** Each converts to those after it; the first three do not convert to each other. */
    private static final String NUMBERS = "BSCIJFD";

    private static final Map<String, String> BOXES = Map.of(
            "Z", "Ljava/lang/Boolean;",
            "B", "Ljava/lang/Byte;",
            "S", "Ljava/lang/Short;",
            "C", "Ljava/lang/Character;",
            "I", "Ljava/lang/Integer;",
            "J", "Ljava/lang/Long;",
            "F", "Ljava/lang/Float;",
            "D", "Ljava/lang/Double;");

    private final Elements elements;
    private final Types types;
    private final Map<String, TypeElement> classes = new HashMap<>();

    JavaTypes(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
    }

    /** The letter of a primitive type, or of void. */
    static String primitive(TypeKind kind) {
        return switch (kind) {
            case BOOLEAN -> "Z";
            case BYTE -> "B";
            case SHORT -> "S";
            case CHAR -> "C";
            case INT -> "I";
            case LONG -> "J";
            case FLOAT -> "F";
            case DOUBLE -> "D";
            case VOID -> "V";
            default -> throw new UnresolvedException(kind.toString());
        };
    }

    String of(TypeMirror type) {
        return switch (type.getKind()) {
            case BOOLEAN, BYTE, SHORT, CHAR, INT, LONG, FLOAT, DOUBLE, VOID -> primitive(type.getKind());
            case ARRAY -> "[" + of(((ArrayType) type).getComponentType());
            case TYPEVAR -> of(((TypeVariable) type).getUpperBound());
            case DECLARED -> of((TypeElement) ((DeclaredType) type).asElement());
            case INTERSECTION -> of(types.erasure(type));
            default -> throw new UnresolvedException(type.toString());
        };
    }

    String of(TypeElement type) {
        String name = elements.getBinaryName(type).toString();
        classes.put(name, type);
        return "L" + name.replace('.', '/') + ";";
    }

    /** The descriptor of a method. */
    String of(ExecutableElement method) {
        return method.getParameters().stream().map(p -> of(p.asType())).collect(Collectors.joining("", "(", ")"))
                + of(method.getReturnType());
    }

    /** The type of a value. */
    static String of(AbstractValue datum) {
        return switch (datum) {
            case AbstractValue.Int(var _, boolean wide) -> wide ? "J" : "I";
            case AbstractValue.Real(var _, boolean wide) -> wide ? "D" : "F";
            case AbstractValue.Truth _ -> "Z";
            case AbstractValue.Tensor _ -> TENSOR;
            case AbstractValue.Instance instance -> "L" + instance.className().replace('.', '/') + ";";
            case AbstractValue.Array array -> "[" + array.component();
            case AbstractValue.Constant(String _) -> STRING;
            case AbstractValue.Constant(Enum<?> value) ->
                "L" + value.getDeclaringClass().getName().replace('.', '/') + ";";
            case AbstractValue.Constant(EnumConstant constant) ->
                "L" + constant.className().replace('.', '/') + ";";
            case AbstractValue.Null _ -> NULL;
            case AbstractValue.Constant _, AbstractValue.Opaque _, AbstractValue.Comparison _ -> UNKNOWN;
        };
    }

    static String binaryName(String descriptor) {
        return descriptor.startsWith("L")
                ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
                : descriptor;
    }

    static boolean isNumber(String type) {
        return type.length() == 1 && NUMBERS.contains(type);
    }

    /** The type of arithmetic on two numbers. */
    static String promoted(String left, String right) {
        return left.equals("D") || right.equals("D")
                ? "D"
                : left.equals("F") || right.equals("F") ? "F" : left.equals("J") || right.equals("J") ? "J" : "I";
    }

    static ScalarType scalar(String type) {
        return switch (type) {
            case "J" -> ScalarType.LONG;
            case "F" -> ScalarType.FLOAT;
            case "D" -> ScalarType.DOUBLE;
            default -> ScalarType.INT;
        };
    }

    /** Whether a value of one type can be passed as another, by boxing or unboxing if nothing else helps. */
    boolean fits(String from, String to) {
        if (converts(from, to)) {
            return true;
        }
        String boxed = BOXES.get(from);
        if (boxed != null) {
            return to.startsWith("L") && converts(boxed, to);
        }
        return BOXES.containsKey(to)
                && BOXES.entrySet().stream().anyMatch(box -> box.getValue().equals(from) && converts(box.getKey(), to));
    }

    /** Whether a value of one type can be passed as another without boxing. */
    boolean converts(String from, String to) {
        if (from.equals(to) || from.equals(UNKNOWN) || to.equals(UNKNOWN)) {
            return true;
        }
        if (isNumber(from) || isNumber(to)) {
            return isNumber(from)
                    && isNumber(to)
                    && NUMBERS.indexOf(from) < NUMBERS.indexOf(to)
                    && (NUMBERS.indexOf(to) >= NUMBERS.indexOf("I") || from.equals("B") && to.equals("S"));
        }
        if (from.equals("Z") || to.equals("Z")) {
            return false;
        }
        if (from.equals(NULL) || to.equals(OBJECT)) {
            return true;
        }
        if (from.startsWith("[") && to.startsWith("[")) {
            String inner = from.substring(1);
            return inner.length() > 1 && converts(inner, to.substring(1));
        }
        return from.startsWith("L") && to.startsWith("L") && isSubclass(binaryName(from), binaryName(to));
    }

    private boolean isSubclass(String name, String parent) {
        TypeElement type = type(name);
        TypeElement wanted = type(parent);
        return type != null
                && wanted != null
                && types.isSubtype(types.erasure(type.asType()), types.erasure(wanted.asType()));
    }

    /** The class of a binary name, if it is not a local class. */
    @org.jspecify.annotations.Nullable
    TypeElement type(String binaryName) {
        TypeElement known = classes.get(binaryName);
        return known != null ? known : elements.getTypeElement(binaryName.replace('$', '.'));
    }

    /** Whether all of the types convert to the others, one by one. */
    boolean convert(List<String> from, List<String> to) {
        return all(from, to, this::converts);
    }

    /** Whether all of the types fit the others, one by one. */
    boolean fit(List<String> from, List<String> to) {
        return all(from, to, this::fits);
    }

    private static boolean all(List<String> from, List<String> to, BiPredicate<String, String> one) {
        return from.size() == to.size()
                && IntStream.range(0, from.size()).allMatch(i -> one.test(from.get(i), to.get(i)));
    }
}
