package org.jdvm.front;

import java.util.Locale;

/** Everything the front ends say to the author of an operator: code, severity, sentence, and what to do about it. */
public enum DiagnosticCode {
    NOT_STATIC(
            1, Kind.ERROR, "operator '%s' is not static", "make the method static; pass what it needs as parameters"),
    NOT_VISIBLE(
            2,
            Kind.ERROR,
            "%s is private, so that the generated class cannot use it",
            "remove 'private'; without a modifier it stays inside the package"),
    GENERIC(3, Kind.ERROR, "operator '%s' has type parameters", "write one operator for each type"),
    MISSING_DIMS(
            4,
            Kind.ERROR,
            "tensor '%s' of operator '%s' has no @Dims",
            "state its sizes, such as @Dims(\"T, H\"), with _ for a size that nothing else refers to"),
    PARAMETER_TYPE(
            5,
            Kind.ERROR,
            "'%s' of operator '%s' is a %s, which cannot be a parameter of an operator",
            "use Tensor, int, long, float, double, or a record of these"),
    RESULT_TYPE(
            6,
            Kind.ERROR,
            "operator '%s' returns %s, which cannot be the result of an operator",
            "return Tensor, Tensor[], or a record of tensors"),
    DIMS_SYNTAX(
            7,
            Kind.ERROR,
            "@Dims of '%s' cannot be read: %s",
            "write sizes separated by commas: symbols, numbers, expressions such as 2*H, or _; ... only as the first"
                    + " one"),
    WHERE_SYNTAX(
            8,
            Kind.ERROR,
            "@Where cannot be read: %s",
            "write a comparison of sizes, such as \"H %% 8 == 0\" or \"1 <= S <= 512\""),
    UNKNOWN_SYMBOL(
            9,
            Kind.ERROR,
            "%s names '%s', which is not a size of operator '%s'; its sizes are %s",
            "use a symbol of @Dims of a parameter or an int parameter"),
    UNDETERMINED_SYMBOL(
            10,
            Kind.ERROR,
            "the size '%s' cannot be found from the arguments: it only occurs in %s",
            "let one parameter have it as a separate size, or pass it as an int parameter"),
    CONTRADICTION(11, Kind.ERROR, "%s cannot hold: %s", "correct one of them"),
    RESULT_DIMS(
            12,
            Kind.ERROR,
            "%s is declared as [%s], but the body computes %s: %s",
            "correct the @Dims of the result or the body"),
    RESULT_DTYPE(
            13,
            Kind.ERROR,
            "%s is declared as %s, but the body computes %s",
            "correct dtype in the @Dims of the result, or cast the result"),
    DIMS_ON_OTHER(14, Kind.ERROR, "'%s' has @Dims, but it is a %s and not a tensor", "remove @Dims"),
    NAME_CLASH(
            15,
            Kind.ERROR,
            "the methods generated for operator '%s' would have the same signature as others: %s",
            "rename one of the operators"),
    RAGGED(
            16,
            Kind.ERROR,
            "the size '%s' of operator '%s' cannot be ragged: %s",
            "name sizes that are the first dim of tensor parameters, and of the result if it is ragged too"),
    CLASS_CLASH(17, Kind.ERROR, "the class generated for %s would be named %s, like %s", "rename one of them"),
    TOO_MANY_PARAMETERS(
            18,
            Kind.ERROR,
            "operator '%s' has more parameters than the generated methods can pass on: %s places of %s, where long and"
                    + " double take two",
            "put some of them into a record"),

    OPERAND_TYPE(20, Kind.ERROR, "%s", "all tensors of an operation need one element type that it accepts"),
    OPERAND_SIZE(21, Kind.ERROR, "%s", "make the sizes agree, or correct @Dims"),
    OPERAND_RANK(
            22,
            Kind.ERROR,
            "%s",
            "give the tensor the number of dims the operation needs, for example by reshape or expandDims"),
    OPERAND_AXIS(23, Kind.ERROR, "%s", "name an axis that the tensor has; negative ones count from the last"),
    OPERAND_ARGUMENT(24, Kind.ERROR, "%s", "correct the argument"),
    NOT_AN_OPERATION(
            25,
            Kind.ERROR,
            "%s",
            "an operator is built before there is data: call such methods outside of it, and pass it what they give"),

    UNDECIDED(
            30,
            Kind.ERROR,
            "cannot be decided at build time: %s depends on the call",
            "if it is about sizes, state it with @Where(\"...\"); else move the decision out of the operator"),
    UNSUPPORTED(
            31,
            Kind.ERROR,
            "%s cannot be part of an operator",
            "an operator may use tensors, numbers, arrays and records of them, loops, branches, Math and static"
                    + " methods"),
    RECURSION(
            32, Kind.ERROR, "'%s' calls itself: %s", "write a loop whose number of iterations is known at build time"),
    NO_BODY(
            33,
            Kind.ERROR,
            "the body of '%s' cannot be read: %s",
            "call only methods of this compilation or static methods of libraries that consist of tensor operations"),
    TOO_LARGE(
            34,
            Kind.ERROR,
            "the operator grows beyond %s",
            "check that its loops end; split the operator, or call it in a loop outside"),
    ALWAYS_THROWS(35, Kind.ERROR, "every call of the operator would throw here", "check the conditions that lead here"),
    INDEX(36, Kind.ERROR, "array index %s is outside of an array of length %s", "correct the index"),
    NOT_CONSTANT(
            37,
            Kind.ERROR,
            "%s must be known at build time, but it is %s",
            "use a constant or a size, and integer arithmetic for sizes"),
    SIZE_ARITHMETIC(
            38,
            Kind.ERROR,
            "%s has no meaning for sizes that depend on the call",
            "use + - * / %% min max, or constants"),
    LEADING_DIMS(
            39,
            Kind.ERROR,
            "%s would see how many leading dims the tensor %s has, but '...' may stand for any number",
            "use negative axes that do not reach the leading dims, or write the dims out instead of '...'"),
    NULL(40, Kind.ERROR, "%s is null here", "assign a value before it is used"),

    UNRESOLVED(41, Kind.ERROR, "'%s' is not known here%s", "correct the name, or import what it refers to"),
    STATIC_FIELD(
            42,
            Kind.ERROR,
            "the value of the static field '%s' is not known at build time: %s",
            "initialise it with numbers, or arrays or records of numbers; or pass what it holds as a parameter"),
    NO_OVERLOAD(
            43,
            Kind.ERROR,
            "no overload of '%s' takes (%s); it takes %s",
            "correct number, order or types of the arguments"),

    FUSED(50, Kind.NOTE, "%s: fused %s into %s; memory traffic %s; launches %s", ""),
    NOT_FUSED_ELEMENTWISE(
            51,
            Kind.WARNING,
            "%s of operator '%s' is not computed where it is used: %s; so %s pass through memory",
            "slice, permute or concatenate the inputs of the operation instead of its result, or accept the traffic"
                    + " with @SuppressWarnings(\"jdvm:JDVM051\")"),
    NOT_FUSED_REDUCTION(
            52,
            Kind.WARNING,
            "%s of operator '%s' is not computed where it is used: %s; so %s pass through memory",
            "let the operations that use the result reduce the same axes, or accept the traffic with"
                    + " @SuppressWarnings(\"jdvm:JDVM052\")"),
    NOT_FUSED_PRODUCT(
            53,
            Kind.WARNING,
            "%s of operator '%s' is not used where it is computed: %s; so %s pass through memory",
            "reduce before the product where the formula allows, or do only elementwise work on its result"),
    NOT_FUSED_REORDERING(
            54,
            Kind.WARNING,
            "%s of operator '%s' copies elements into another order for this reshape: %s; so %s pass through memory",
            "call reshape before permute, or only split dims after it, or accept the traffic with"
                    + " @SuppressWarnings(\"jdvm:JDVM054\")"),

    SLOW_LAYOUT(
            55,
            Kind.NOTE,
            "%s: kernel %s moves %s in pieces of a cache line: its elements are %s bytes apart along both sides of the"
                    + " tiles, which other tensors need; they are side by side along an axis of %s",
            "lay it out as the other tensors are, or permute it in a separate operator first"),

    OPTION(60, Kind.ERROR, "-A%s=%s has no meaning: %s", "correct or remove the option"),
    REPORT(
            61,
            Kind.NOTE,
            "the fusion report cannot be written: %s",
            "name a directory with -Ajdvm.reportDir=..., or write none with -Ajdvm.report=none"),

    WITHOUT_TREES(
            90,
            Kind.NOTE,
            "operators are read from class files when they are called first: %s",
            "nothing needs to be done, but errors in operators show up only then"),
    INTERNAL(
            99,
            Kind.ERROR,
            "jdvm failed on operator '%s': %s",
            "this is a defect of jdvm; please report it with the source of the operator");

    /** How severe a message is. */
    public enum Kind {
        /** The operator cannot be built. */
        ERROR,
        /** The operator works, but not as well as it could. */
        WARNING,
        /** For information. */
        NOTE
    }

    private final int number;
    private final Kind kind;
    private final String format;
    private final String remedy;

    DiagnosticCode(int number, Kind kind, String format, String remedy) {
        this.number = number;
        this.kind = kind;
        this.format = format;
        this.remedy = remedy;
    }

    /** {@return the code that precedes the text and identifies it in the documentation, such as {@code JDVM030}} */
    public String code() {
        return String.format(Locale.ROOT, "JDVM%03d", number);
    }

    /** {@return how severe it is} */
    public Kind kind() {
        return kind;
    }

    /** {@return the sentence, with … for what it names} */
    public String sentence() {
        return format.replace("%s", "…").replace("%%", "%");
    }

    String sentence(Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    /** {@return what to do about it; empty if nothing needs to be done} */
    public String remedy() {
        return remedy.replace("%%", "%");
    }

    /**
     * {@return the whole text: code, sentence and remedy}
     *
     * @param arguments what the sentence names, in order
     */
    public String text(Object... arguments) {
        String sentence = code() + ": " + sentence(arguments);
        return remedy.isEmpty() ? sentence : sentence + "; " + remedy();
    }
}
