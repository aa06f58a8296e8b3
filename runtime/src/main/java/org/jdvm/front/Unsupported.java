package org.jdvm.front;

/** Refusals of what Java has and operators have not, with what to write in its place where that is known. */
public final class Unsupported {
    private static final String ONE_VALUE =
            "all calls would get the value that it has when the operator is built: pass the number or a tensor as a"
                    + " parameter";
    private static final String OUTPUT =
            "the body runs once, when the operator is built, and not at calls: do it in the code that calls the"
                    + " operator";
    private static final String ARRAYS = "use an array and a loop";
    private static final String TEXT =
            "strings can only be constants that are compared by equals or chosen by a switch";
    private static final String BOXED = "use int, long, float, double or boolean";

    private Unsupported() {}

    /**
     * {@return the refusal of a method of Java's own classes}
     *
     * @param className the binary name of its class, or the descriptor of an array
     * @param method its name
     */
    public static DiagnosticException method(String className, String method) {
        return refusal(simple(className) + "." + method, suggestion(className, method), "");
    }

    /**
     * {@return the refusal of a static field of Java's own classes}
     *
     * @param className the binary name of its class
     * @param field its name
     */
    static DiagnosticException field(String className, String field) {
        return refusal("the field " + simple(className) + "." + field, suggestion(className, field), "");
    }

    /**
     * {@return the refusal of an object}
     *
     * @param className the binary name of its class
     */
    public static DiagnosticException instance(String className) {
        return refusal(
                "an instance of " + simple(className) + ", which is not a record",
                suggestion(className, "<init>"),
                ",");
    }

    /**
     * {@return the refusal of a number where an object is expected}
     *
     * @param className the binary name of the class of the object
     */
    public static DiagnosticException boxing(String className) {
        return refusal("the conversion of a number to " + simple(className), BOXED, "");
    }

    /** {@return the refusal of text put together from parts} */
    public static DiagnosticException concatenation() {
        return refusal("text put together with +", TEXT, "");
    }

    /**
     * {@return the refusal of a method that the compiler writes for records}
     *
     * @param method its name
     */
    public static DiagnosticException ofRecord(String method) {
        return refusal("'" + method + "' of a record", "compare its components", "");
    }

    /**
     * {@return the refusal of a record as a parameter} The generated class takes its components from the accessors.
     *
     * @param path the parameter
     * @param accessor the accessor
     */
    public static DiagnosticException accessor(String path, String accessor) {
        return DiagnosticException.about(
                path,
                DiagnosticCode.UNSUPPORTED,
                "a parameter whose accessor " + accessor
                        + "() gives something else than the component (give that another" + " name)");
    }

    /** {@return the refusal of locks, as a statement or of a method} */
    public static DiagnosticException lock() {
        return refusal("'synchronized'", "lock in the code that calls the operator", "");
    }

    /** {@return the refusal of a loop over something that is not an array} */
    public static DiagnosticException loop() {
        return refusal("a loop over something that is not an array", ARRAYS, "");
    }

    private static DiagnosticException refusal(String what, String suggestion, String end) {
        return new DiagnosticException(
                DiagnosticCode.UNSUPPORTED, what + (suggestion.isEmpty() ? "" : " (" + suggestion + ")") + end);
    }

    private static String suggestion(String className, String member) {
        if (member.equals("random") || className.matches(".*(Random|RandomGenerator|UUID)")) {
            return ONE_VALUE;
        }
        if (className.startsWith("java.time.")) {
            return ONE_VALUE;
        }
        if (className.startsWith("java.util.concurrent.")) {
            return "an operator runs on all cores by itself";
        }
        if (className.matches("java\\.util\\.(stream|function)\\..*")) {
            return ARRAYS;
        }
        if (className.matches("java\\.(io|nio|net|util\\.logging)\\..*")) {
            return OUTPUT;
        }
        return switch (className) {
            case "java.lang.System" ->
                switch (member) {
                    case "out", "err", "in" -> OUTPUT;
                    case "arraycopy" -> "copy the elements in a loop";
                    default -> ONE_VALUE;
                };
            case "java.lang.Thread" -> OUTPUT;
            case "java.lang.String", "java.lang.StringBuilder", "java.lang.StringBuffer" -> TEXT;
            case "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Float",
                    "java.lang.Double",
                    "java.lang.Boolean",
                    "java.lang.Short",
                    "java.lang.Byte",
                    "java.lang.Character" -> member.equals("valueOf") || member.endsWith("Value") ? BOXED : "";
            case "java.lang.Enum" -> "compare constants by == or choose by a switch";
            case "java.util.Objects" -> "";
            default -> className.matches("java\\.util\\.\\w+") ? ARRAYS : "";
        };
    }

    private static String simple(String className) {
        String element = className.replaceFirst("^\\[+L?", "").replace(";", "");
        String name = element.substring(Math.max(element.lastIndexOf('.'), element.lastIndexOf('/')) + 1);
        return name.substring(name.lastIndexOf('$') + 1) + "[]".repeat(className.lastIndexOf('[') + 1);
    }
}
