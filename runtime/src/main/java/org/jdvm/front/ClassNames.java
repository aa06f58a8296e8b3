package org.jdvm.front;

import java.lang.constant.ClassDesc;
import java.util.regex.Pattern;

/** Names of classes: binary ones, and those in messages, which are as in sources. */
public final class ClassNames {
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
}
