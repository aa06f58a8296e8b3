package org.jdvm.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes operators whose bodies compute one number from constants in many forms of the Java language, and add it to a tensor. All choices
 * follow from the seed.
 */
final class JavaBodies {
    private static final List<String> TYPES = List.of("int", "long", "byte", "short", "char", "float", "double");
    private static final List<String> WHOLE = List.of("int", "long", "byte", "short", "char");

    /** What the bodies call: overloads, inherited and nested members, records, enums, constants. */
    static final String LIBRARY = """
        package bodies;
        import org.jdvm.Tensor;
        import org.jdvm.annotations.*;

        interface Constants { int WIDTH = 12; char LETTER = 'k'; static int twice(int a) { return 2 * a; } }

        class Base {
            static final int[] TABLE = {3, 1, 4, 1, 5};
            static final byte SMALL = 100;
            static long inherited(long a) { return a * 31 + 7; }
            static long hidden(int a) { return a + 1; }
            static long inherited(char a) { return a + 5; }
            enum Mode { LOW, MIDDLE, HIGH }
            record Pair(int first, long second) {
                static final Pair UNIT = new Pair(1, 2);
                Pair { second = first < 0 ? -second : second; }
                Pair(int both) { this(both, both); }
                long sum() { return first + second; }
                Pair plus(int more) { return new Pair(first + more, second); }
                Pair plus(char more) { return new Pair(first, second + more); }
            }
            interface Scale { long of(int a); default long of(char a) { return of((int) a) + 1000; } }
            record Times(int by) implements Scale { public long of(int a) { return (long) a * by; } }
            record Plus(int by) implements Scale {
                public long of(int a) { return a + by; }
                public long of(char a) { return a - by; }
                public long of(byte a) { return a * 7; }
            }
        }

        class Library extends Base implements Constants {
            static long hidden(int a) { return a + 2; }
            static long pick(int a) { return 11 + a % 5; }
            static long pick(long a) { return 22; }
            static long pick(char a) { return 33; }
            static long pick(double a) { return 44; }
            static long pick(Object a) { return 55; }
            static long wide(long a) { return 1; }
            static long wide(float a) { return 2; }
            static long small(short a) { return 3 + a; }
            static long small(int a) { return 4; }
            static long boxed(Object a) { return 5; }
            static long boxed(double a) { return 6; }
            static long rest(int... a) { long s = a.length; for (int one : a) { s = s * 10 + one; } return s; }
            static long rest(int a) { return 7; }
            static long rest(long a, long b) { return 8; }
            static long empty(double... a) { return 9; }
            static long empty(int... a) { return 10; }
            static long two(int a, double b) { return 12; }
            static long two(long a, int b) { return 13; }
            static long two(short a, float b) { return 14; }
            static <T> T same(T a) { return a; }
            static <T extends Tensor> T either(boolean first, T a, T b) { T chosen = first ? a : b; return chosen; }
            static long kind(Object a) { return 15; }
            static long kind(Tensor a) { return 16; }
            private static int helper(int a) { return a < 0 ? -a : a; }
            static int help(int a) { return helper(a) + Nested.help(a); }
            static class Nested { static int help(int a) { return a ^ 5; } }
        }
        """;

    private final Random random;
    private final List<Variable> variables = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private int names;
    private int depth;

    private record Variable(String type, String name) {}

    JavaBodies(long seed) {
        this.random = new Random(seed);
    }

    private String of(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String of(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** An operator of a name. */
    String operator(String name) {
        body.setLength(0);
        variables.clear();
        names = 0;
        for (int i = 0; i < 3; i++) {
            declare(of(TYPES));
        }
        int statements = 2 + random.nextInt(4);
        for (int i = 0; i < statements; i++) {
            statement();
        }
        StringBuilder total = new StringBuilder("0L");
        for (Variable variable : variables) {
            total.append(" * 31 + ").append(folded(variable));
        }
        return "@Operator static Tensor " + name + "(@Dims(\"H\") Tensor x) {\n" + body + "long total = " + total
                + ";\nreturn x.add((float) (total % 1000003));\n}\n";
    }

    /** A number as a long, so that nothing of it is lost silently: bits of fractions count, too. */
    private static String folded(Variable variable) {
        return variable.type.equals("float") || variable.type.equals("double")
                ? "(long) (" + variable.name + " * 64)"
                : variable.name;
    }

    private void declare(String type) {
        String value = random.nextInt(5) == 0 && WHOLE.contains(type)
                ? String.valueOf(random.nextInt(100))
                : "(" + type + ") (" + expression(type) + ")";
        String name = "v" + names++;
        body.append(of("", "", "final ")).append(random.nextInt(4) == 0 ? "var" : type);
        if (body.toString().endsWith("var") && !value.startsWith("(")) {
            value = "(" + type + ") " + value;
        }
        body.append(' ').append(name).append(" = ").append(value).append(";\n");
        if (!body.substring(body.lastIndexOf("\n", body.length() - 2) + 1).startsWith("final ")) {
            variables.add(new Variable(type, name));
        }
    }

    private String variable(List<String> types) {
        List<String> fitting = variables.stream()
                .filter(v -> types.contains(v.type))
                .map(Variable::name)
                .toList();
        return fitting.isEmpty() ? literal(of(types)) : of(fitting);
    }

    private String literal(String type) {
        return switch (type) {
            case "int" -> of("7", "(-3)", "1000000007", "0x7fffffff", "(-2147483648)", "0", "12", "2");
            case "long" -> of("5L", "(-9L)", "(1L << 40)", "9223372036854775807L", "3L");
            case "byte" -> "(byte) " + of("3", "127", "-128", "200");
            case "short" -> "(short) " + of("30", "32767", "-4", "70000");
            case "char" -> of("'a'", "'Z'", "'\\uffff'", "'0'");
            case "float" -> of("1.5f", "(-0.25f)", "1e3f", "3f");
            default -> of("2.5", "(-0.125)", "1e4", "7d");
        };
    }

    /** An expression that converts to a type by a cast, at most. */
    private String expression(String type) {
        if (++depth > 3) {
            depth--;
            return random.nextBoolean() ? "(" + literal(type) + ")" : variable(List.of(type));
        }
        try {
            String wide = of(WHOLE);
            return switch (random.nextInt(16)) {
                case 0 -> "(" + literal(of(TYPES)) + ")";
                case 1 -> variable(TYPES);
                case 2, 3 -> "(" + expression(of(TYPES)) + " " + of("+", "-", "*") + " " + expression(of(TYPES)) + ")";
                case 4 ->
                    "(" + whole(wide) + " " + of("/", "%") + " " + of(whole("int"), of("3", "-5", "7L", "'b'"), "16")
                            + ")";
                case 5 -> "(" + whole(wide) + " " + of("&", "|", "^") + " " + whole(of(WHOLE)) + ")";
                case 6 ->
                    "(" + whole(wide) + " " + of("<<", ">>", ">>>") + " " + whole(of("int", "long", "byte")) + ")";
                case 7 -> "(" + of("-", "~", "+") + whole(wide) + ")";
                case 8 ->
                    "(" + condition() + " ? " + expression(of(TYPES)) + " : "
                            + of(literal(of(TYPES)), "1", "'c'", expression(type)) + ")";
                case 9 ->
                    random.nextBoolean()
                            ? "Library." + of("pick", "boxed") + "(" + expression(of(TYPES)) + ")"
                            : "Library.wide(" + of(whole("int"), whole("char"), whole("long"), "1f") + ")";
                case 10 -> call();
                case 11 -> choice(type);
                case 12 ->
                    of("Base.Pair", "bodies.Library.Pair", "Library.Pair")
                            + of(".UNIT", ".UNIT.plus('c')", ".UNIT.plus(3)")
                            + of(".sum()", ".first()", ".second()");
                case 13 ->
                    "new Library.Pair(" + of("(int) " + expression("int"), "(char) 7, 3", "5, (byte) 3") + ")."
                            + of("sum()", "plus(2).sum()", "plus('x').second()");
                case 14 ->
                    of(
                            "Library.WIDTH",
                            "Constants.LETTER",
                            "Base.TABLE[" + of("2", "4", "0") + "]",
                            "Library.TABLE.length",
                            "Library.SMALL",
                            "java.lang.Math.max(" + whole("int") + ", " + whole("long") + ")",
                            "Math.floorMod(" + whole("int") + ", 7)",
                            "java.lang.Integer.MAX_VALUE");
                default -> "((" + of(TYPES) + ") " + expression(of(TYPES)) + ")";
            };
        } finally {
            depth--;
        }
    }

    private String choice(String type) {
        String y = "y" + names++;
        return "(switch (" + integer() + " & 3) { case 0 -> " + expression(type) + "; case 1, 2 -> "
                + literal(of(TYPES)) + "; default -> { long " + y + " = " + whole("long") + "; yield (" + type + ") "
                + y + "; } })";
    }

    private String call() {
        return switch (random.nextInt(11)) {
            case 0 -> "Library.small(" + of("(short) 4", "4", "(byte) 4", "'d'") + ")";
            case 1 -> "Library.rest(" + of("", "1", "1, 2", "1, 'b', 3", "(byte) 1, 2L", "new int[] {4, 5}") + ")";
            case 2 -> "Library.empty(" + of("", "1", "1, 2.0", "1, 2") + ")";
            case 3 -> "Library.two(" + of("(byte) 1, 2L", "1, 2.0", "1L, 'c'", "(short) 1, 2f") + ")";
            case 4 -> "Library.inherited(" + of("'q'", "5", "(short) 5", "7L") + ")";
            case 5 -> of("Library", "Base") + ".hidden(" + of("'q'", "5") + ")";
            case 6 -> "Library.help(" + integer() + ")";
            case 7 -> "Constants.twice(" + of("'a'", integer()) + ")";
            case 8 ->
                "Library.kind(" + of("x", "(Object) x", "Library.same(x)", "Library.either(true, x, x)", "null") + ")";
            case 9 ->
                of(
                                "((Library.Scale) new Library.Times(3))",
                                "new Library.Times(4)",
                                "new Library.Plus(5)",
                                "((Library.Scale) new Library.Plus(6))")
                        + ".of(" + of("7", "'g'", "(byte) 9", "(short) 2") + ")";
            default -> "Base.Mode." + of("LOW", "HIGH", "MIDDLE") + ".ordinal()";
        };
    }

    private String whole(String type) {
        return random.nextInt(3) == 0 ? variable(WHOLE) : "((" + type + ") " + expression(type) + ")";
    }

    private String integer() {
        return "((int) " + expression("int") + ")";
    }

    private String condition() {
        return switch (random.nextInt(4)) {
            case 0 -> "(" + of("true", "false") + of(" && ", " || ", " ^ ") + "(" + whole("int") + " > 0))";
            case 1 -> "!(" + expression(of(TYPES)) + of(" < ", " >= ", " == ", " != ") + expression(of(TYPES)) + ")";
            default -> "(" + expression(of(TYPES)) + of(" < ", " >= ", " == ", " != ") + expression(of(TYPES)) + ")";
        };
    }

    private void statement() {
        if (variables.isEmpty()) {
            declare("int");
            variables.clear();
            body.append("int w").append(names).append(" = 3;\n");
            variables.add(new Variable("int", "w" + names++));
        }
        Variable target = variables.get(random.nextInt(variables.size()));
        boolean isWhole = WHOLE.contains(target.type);
        switch (random.nextInt(11)) {
            case 0 -> declare(of(TYPES));
            case 1 ->
                body.append(target.name)
                        .append(
                                isWhole
                                        ? of(" += ", " -= ", " *= ", " ^= ", " <<= ", " >>>= ", " >>= ", " |= ", " &= ")
                                        : of(" += ", " -= ", " *= "))
                        .append(isWhole ? whole(of(WHOLE)) : expression(of(TYPES)))
                        .append(";\n");
            case 2 -> body.append(target.name).append(of("++", "--")).append(";\n");
            case 3 ->
                body.append(target.name)
                        .append(" = (")
                        .append(target.type)
                        .append(") (")
                        .append(isWhole ? "++" + target.name + " + " + target.name + "--" : expression(of(TYPES)))
                        .append(");\n");
            case 4 ->
                body.append("if (")
                        .append(condition())
                        .append(") { ")
                        .append(target.name)
                        .append(" += 3; } else ")
                        .append(target.name)
                        .append(" *= 2;\n");
            case 5 -> {
                String outer = "l" + names++;
                body.append(outer)
                        .append(": for (int i = 0; i < ")
                        .append(1 + random.nextInt(4))
                        .append("; i++) { for (int j = ")
                        .append(random.nextInt(3))
                        .append("; j >= 0; j--) { if (i * j == 2) ")
                        .append(of("break ", "continue "))
                        .append(outer)
                        .append("; ")
                        .append(target.name)
                        .append(" += i - 2 * j; } }\n");
            }
            case 6 ->
                body.append("switch (\"")
                        .append(of("a", "b", "Aa", "BB"))
                        .append("\") { case \"Aa\": ")
                        .append(target.name)
                        .append(" += 1; case \"BB\": ")
                        .append(target.name)
                        .append(" += 2; break; case \"a\": ")
                        .append(target.name)
                        .append(" -= 4; default: ")
                        .append(target.name)
                        .append("++; }\n");
            case 7 ->
                body.append("switch (Base.Mode.")
                        .append(of("LOW", "MIDDLE", "HIGH"))
                        .append(") { case HIGH: ")
                        .append(target.name)
                        .append(" += 10; case LOW: ")
                        .append(target.name)
                        .append("--; break; default: ")
                        .append(target.name)
                        .append(" += 7; }\n");
            case 8 -> {
                String array = "a" + names++;
                String type = of(TYPES);
                body.append(type)
                        .append("[] ")
                        .append(array)
                        .append(" = {1, 2, 3};\n")
                        .append(array)
                        .append("[1] += ")
                        .append(WHOLE.contains(type) ? whole(of(WHOLE)) : "2.5")
                        .append(";\nfor (")
                        .append(of("var", type.equals("byte") ? "int" : type))
                        .append(" one : ")
                        .append(array)
                        .append(") { ")
                        .append(target.name)
                        .append(" += one; }\n");
            }
            case 9 ->
                body.append("do { ")
                        .append(target.name)
                        .append(" += 5; } while (")
                        .append(of("false", "1 > 2"))
                        .append(");\n");
            default ->
                body.append("{ int w = ")
                        .append(integer())
                        .append("; while (w > 100 || w < -100) { w /= 7; if (w == 3) { break; } }\n")
                        .append(target.name)
                        .append(" += w; }\n");
        }
    }
}
