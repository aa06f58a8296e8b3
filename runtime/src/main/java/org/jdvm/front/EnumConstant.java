package org.jdvm.front;

/**
 * A constant of an enum of the user, for switches and comparisons.
 *
 * @param className the enum
 * @param name the constant
 */
public record EnumConstant(String className, String name) {
    @Override
    public String toString() {
        return ClassNames.shown(className.substring(className.lastIndexOf('.') + 1)) + "." + name;
    }
}
