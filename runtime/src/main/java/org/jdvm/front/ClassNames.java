package org.jdvm.front;

import java.lang.constant.ClassDesc;
import java.util.regex.Pattern;

/** Names of classes: binary ones, and those in messages, which are as in sources. */
public final class ClassNames {
    /** In the place of a descriptor, the type of the null reference. */
    public static final String NULL = "N";

    private static final Pattern NESTED = Pattern.compile("(?<=[^.$])\\$(?=[^.$\\d])");

    private ClassNames() {}

    /** The binary name of a class; of an array or a primitive type the descriptor. */
    static String binary(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.startsWith("L")
                ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
                : descriptor;
    }

    /**
     * {@return the name of a class as its source writes it}
     *
     * @param binaryName its binary name, or that of a local record, which begins with dots
     */
    public static String shown(String binaryName) {
        return NESTED.matcher(binaryName.startsWith("..") ? binaryName.substring(2) : binaryName)
                .replaceAll(".");
    }

    /**
     * {@return a type as a source writes it, without its package}
     *
     * @param descriptor its descriptor, or {@link #NULL}
     */
    public static String shownType(String descriptor) {
        return switch (descriptor.charAt(0)) {
            case '[' -> shownType(descriptor.substring(1)) + "[]";
            case 'Z' -> "boolean";
            case 'B' -> "byte";
            case 'S' -> "short";
            case 'C' -> "char";
            case 'I' -> "int";
            case 'J' -> "long";
            case 'F' -> "float";
            case 'D' -> "double";
            case 'L' -> {
                String name =
                        shown(descriptor.substring(1, descriptor.length() - 1).replace('/', '.'));
                yield name.substring(name.lastIndexOf('.') + 1);
            }
            default -> descriptor.equals(NULL) ? "null" : descriptor;
        };
    }
}
