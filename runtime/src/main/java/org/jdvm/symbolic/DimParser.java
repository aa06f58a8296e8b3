package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads sizes and constraints by recursive descent. */
final class DimParser {
    /** The one name that is not an identifier, so that no author has it. */
    static final String LEADING = "...";

    private static final int MAX_DEPTH = 100;
    private static final List<String> FUNCTIONS = List.of("floordiv", "mod", "min", "max", "broadcast", "position");

    private final String text;
    private int position;
    private int depth;

    private DimParser(String text) {
        this.text = text;
    }

    static Dim parseDim(String text) {
        DimParser parser = new DimParser(text);
        Dim dim = parser.sum();
        parser.expectEnd("a size");
        return dim;
    }

    static List<Constraint> parseConstraints(String text) {
        DimParser parser = new DimParser(text);
        List<Constraint> constraints = new ArrayList<>();
        do {
            parser.chain(constraints);
        } while (parser.accept("&&") || parser.accept(","));
        parser.expectEnd("a constraint");
        return List.copyOf(constraints);
    }

    static boolean isSymbolName(String name) {
        if (name.equals(LEADING)) {
            return true;
        }
        if (name.isEmpty() || name.equals("_") || !Character.isJavaIdentifierStart(name.charAt(0))) {
            return false;
        }
        return name.chars().skip(1).allMatch(DimParser::isNamePart);
    }

    private static boolean isNamePart(int c) {
        return Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c) || c == '.' || c == '#';
    }

    private void chain(List<Constraint> constraints) {
        Dim left = sum();
        boolean any = false;
        while (true) {
            Relation relation = relation();
            if (relation == null) {
                if (!any) {
                    throw error("expected a relation (==, !=, <, <=, > or >=)");
                }
                return;
            }
            Dim right = sum();
            constraints.add(new Constraint(relation, left, right));
            left = right;
            any = true;
        }
    }

    private @Nullable Relation relation() {
        if (accept("==")) {
            return Relation.EQ;
        }
        if (accept("!=")) {
            return Relation.NE;
        }
        if (accept("<=")) {
            return Relation.LE;
        }
        if (accept(">=")) {
            return Relation.GE;
        }
        if (accept("<")) {
            return Relation.LT;
        }
        if (accept(">")) {
            return Relation.GT;
        }
        return null;
    }

    private Dim sum() {
        Dim sum = product();
        while (true) {
            if (accept("+")) {
                sum = sum.plus(product());
            } else if (accept("-")) {
                sum = sum.minus(product());
            } else {
                return sum;
            }
        }
    }

    private Dim product() {
        Dim product = factor();
        while (true) {
            skipSpace();
            int operator = position;
            if (accept("*")) {
                product = product.times(factor());
            } else if (accept("//") || accept("/")) {
                product = product.floorDiv(divisor(operator));
            } else if (accept("%")) {
                product = product.mod(divisor(operator));
            } else {
                return product;
            }
        }
    }

    private Dim divisor(int operator) {
        Dim divisor = factor();
        if (divisor.equals(Dim.ZERO)) {
            throw new DimSyntaxException("division by zero", text, operator);
        }
        return divisor;
    }

    private Dim factor() {
        if (++depth > MAX_DEPTH) {
            throw error("nested too deeply (more than " + MAX_DEPTH + " levels)");
        }
        skipSpace();
        Dim result;
        if (accept("-")) {
            skipSpace();
            result = atDigit() ? Dim.of(number(true)) : factor().times(-1);
        } else if (accept("(")) {
            result = sum();
            expect(")");
        } else if (atDigit()) {
            result = Dim.of(number(false));
        } else {
            result = nameOrCall();
        }
        depth--;
        return result;
    }

    private boolean atDigit() {
        return position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9';
    }

    private long number(boolean negative) {
        int start = position;
        while (atDigit()) {
            position++;
        }
        try {
            return Long.parseLong((negative ? "-" : "") + text.substring(start, position));
        } catch (NumberFormatException _) {
            throw new DimSyntaxException("the number does not fit in 64 bits", text, start);
        }
    }

    private Dim nameOrCall() {
        if (accept(LEADING)) {
            return Dim.LEADING;
        }
        int start = position;
        if (position < text.length() && Character.isJavaIdentifierStart(text.charAt(position))) {
            position++;
            while (position < text.length() && isNamePart(text.charAt(position))) {
                position++;
            }
        }
        String name = text.substring(start, position);
        if (accept("(")) {
            return call(name, start);
        }
        if (!isSymbolName(name)) {
            String found = name.isEmpty()
                    ? start == text.length() ? "the end" : "'" + text.charAt(start) + "'"
                    : "'" + name + "'";
            throw new DimSyntaxException("expected a number, a name or '(' but found " + found, text, start);
        }
        return Dim.symbol(name);
    }

    private Dim call(String name, int start) {
        List<Dim> arguments = new ArrayList<>();
        do {
            arguments.add(sum());
        } while (accept(","));
        expect(")");
        if (!FUNCTIONS.contains(name)) {
            throw new DimSyntaxException(
                    "'" + name + "' is not a function; there are " + String.join(", ", FUNCTIONS), text, start);
        }
        boolean divides = name.equals("floordiv") || name.equals("mod");
        boolean binary = divides || name.equals("position");
        if (binary ? arguments.size() != 2 : arguments.size() < 2) {
            throw new DimSyntaxException(
                    name + " takes " + (binary ? "2" : "at least 2") + " arguments, but has " + arguments.size(),
                    text,
                    start);
        }
        if (divides && arguments.get(1).equals(Dim.ZERO)) {
            throw new DimSyntaxException("division by zero", text, start);
        }
        Dim first = arguments.getFirst();
        List<Dim> others = arguments.subList(1, arguments.size());
        return switch (name) {
            case "floordiv" -> first.floorDiv(others.getFirst());
            case "mod" -> first.mod(others.getFirst());
            case "min" -> others.stream().reduce(first, Dim::min);
            case "max" -> others.stream().reduce(first, Dim::max);
            case "position" -> first.position(others.getFirst());
            default -> others.stream().reduce(first, Dim::broadcast);
        };
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private boolean accept(String token) {
        skipSpace();
        if (text.startsWith(token, position)) {
            position += token.length();
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw error("expected '" + token + "'");
        }
    }

    private void expectEnd(String what) {
        skipSpace();
        if (position < text.length()) {
            throw error("unexpected '" + text.charAt(position) + "' after " + what);
        }
    }

    private DimSyntaxException error(String problem) {
        skipSpace();
        return new DimSyntaxException(problem, text, position);
    }
}
