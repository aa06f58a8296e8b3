package org.jdvm.front;

import java.util.regex.Pattern;

/** How messages name classes: as sources do. */
public final class ClassNames {
    private static final Pattern NESTED = Pattern.compile("(?<=[^.$])\\$(?=[^.$\\d])");

    private ClassNames() {}

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
