package org.jdvm.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.DimSyntaxException;

/** Reads the parts of the text of a graph from left to right: words, numbers, sizes, scalar expressions. */
final class TextScanner {
    private final String text;
    private final Map<String, Dim> dims = new HashMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private int position;

    TextScanner(String text) {
        this.text = text;
    }

    int position() {
        skipSpace();
        return position;
    }

    private void skipSpace() {
        while (position < text.length() && text.charAt(position) <= ' ') {
            position++;
        }
    }

    boolean startsWith(char sign) {
        skipSpace();
        return position < text.length() && text.charAt(position) == sign;
    }

    boolean accept(char sign) {
        skipSpace();
        if (position < text.length() && text.charAt(position) == sign) {
            position++;
            return true;
        }
        return false;
    }

    void expect(char sign) {
        if (!accept(sign)) {
            throw error("'" + sign + "'");
        }
    }

    boolean accept(String token) {
        skipSpace();
        if (text.startsWith(token, position)) {
            position += token.length();
            return true;
        }
        return false;
    }

    /** Reads a word if it comes next and ends there. */
    boolean acceptWord(String word) {
        skipSpace();
        int end = position + word.length();
        if (text.startsWith(word, position) && (end == text.length() || !isNamePart(text.charAt(end)))) {
            position = end;
            return true;
        }
        return false;
    }

    void expectWord(String word) {
        if (!acceptWord(word)) {
            throw error("'" + word + "'");
        }
    }

    void expectEnd() {
        skipSpace();
        if (position < text.length()) {
            throw error("the end");
        }
    }

    /** Reads a name: a Java identifier whose later characters may also be dots and number signs. */
    String name(String expected) {
        skipSpace();
        int start = position;
        if (position < text.length() && Character.isJavaIdentifierStart(text.charAt(position))) {
            while (position < text.length() && isNamePart(text.charAt(position))) {
                position++;
            }
            return text.substring(start, position);
        }
        throw error(expected);
    }

    private static boolean isNamePart(char c) {
        return Character.isJavaIdentifierPart(c) || c == '.' || c == '#';
    }

    long integer() {
        skipSpace();
        int start = position;
        if (position < text.length() && text.charAt(position) == '-') {
            position++;
        }
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        try {
            return Long.parseLong(text, start, position, 10);
        } catch (NumberFormatException _) {
            throw errorAt(start, "an integer of 64 bits");
        }
    }

    int index() {
        skipSpace();
        int start = position;
        long value = integer();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw errorAt(start, "an index");
        }
        return (int) value;
    }

    /** Reads integers in brackets. */
    List<Integer> indices() {
        List<Integer> list = new ArrayList<>();
        expect('[');
        if (!accept(']')) {
            do {
                list.add(index());
            } while (accept(','));
            expect(']');
        }
        return list;
    }

    /** Reads sizes in brackets. */
    Shape shape() {
        skipSpace();
        int start = position;
        expect('[');
        int end = text.indexOf(']', start);
        // a size holds no brackets
        String key = text.substring(start, end < 0 ? start : end);
        Shape known = shapes.get(key);
        if (known != null) {
            position = end + 1;
            return known;
        }
        List<Dim> list = new ArrayList<>();
        if (!accept(']')) {
            do {
                list.add(dim());
            } while (accept(','));
            expect(']');
        }
        Shape shape = new Shape(list);
        shapes.put(key, shape);
        return shape;
    }

    /** Reads a size, which reaches to the next sign that cannot belong to it. */
    Dim dim() {
        skipSpace();
        int start = position;
        int depth = 0;
        while (position < text.length() && !endsDim(text.charAt(position), depth)) {
            char c = text.charAt(position++);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        String size = text.substring(start, position).stripTrailing();
        Dim known = dims.get(size);
        if (known != null) {
            return known;
        }
        try {
            Dim dim = Dim.parse(size);
            dims.put(size, dim);
            return dim;
        } catch (DimSyntaxException e) {
            throw new GraphSyntaxException(line(start), column(start), "a size", "'" + size + "': " + e.getMessage());
        }
    }

    private static boolean endsDim(char c, int depth) {
        return switch (c) {
            case ',', ')' -> depth == 0;
            case ']', '{', '}', '"', '=', '!', '<', '>', '~', '\n' -> true;
            default -> false;
        };
    }

    /** Reads an expression as {@link ScalarExpr} prints it, without computing any part of it. */
    ScalarExpr scalar() {
        skipSpace();
        int start = position;
        if (position < text.length() && (text.charAt(position) == '-' || Character.isDigit(text.charAt(position)))) {
            return new ScalarExpr.Literal(decimal());
        }
        String word = name("a number, a parameter or a function");
        if (!accept('(')) {
            return switch (word) {
                case "NaN" -> new ScalarExpr.Literal(Double.NaN);
                case "Infinity" -> new ScalarExpr.Literal(Double.POSITIVE_INFINITY);
                default -> new ScalarExpr.Parameter(word);
            };
        }
        ScalarExpr call;
        if (word.equals("size")) {
            call = new ScalarExpr.Size(dim());
        } else if (ScalarExpr.UnaryFunction.byName(word).orElse(null) instanceof ScalarExpr.UnaryFunction function) {
            call = new ScalarExpr.Unary(function, scalar());
        } else {
            ScalarExpr.BinaryFunction function = ScalarExpr.BinaryFunction.byName(word)
                    .orElseThrow(() -> new GraphSyntaxException(
                            line(start), column(start), "a function of numbers", "'" + word + "'"));
            ScalarExpr left = scalar();
            expect(',');
            call = new ScalarExpr.Binary(function, left, scalar());
        }
        expect(')');
        return call;
    }

    private double decimal() {
        int start = position;
        while (position < text.length() && isDecimalPart(text.charAt(position))) {
            position++;
        }
        try {
            return Double.parseDouble(text.substring(start, position));
        } catch (NumberFormatException _) {
            throw errorAt(start, "a number");
        }
    }

    private static boolean isDecimalPart(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '+';
    }

    /** Reads a string in quotes. */
    String quoted() {
        skipSpace();
        int start = position;
        expect('"');
        StringBuilder string = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return string.toString();
            }
            if (c == '\\' && position < text.length()) {
                c = text.charAt(position++);
                c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
            }
            string.append(c);
        }
        throw new GraphSyntaxException(line(start), column(start), "a string that ends with '\"'", "the end");
    }

    /** Says what should stand here. */
    GraphSyntaxException error(String expected) {
        skipSpace();
        return errorAt(position, expected);
    }

    /** Says what should stand at a position. */
    GraphSyntaxException errorAt(int at, String expected) {
        int end = at;
        while (end < text.length() && isNamePart(text.charAt(end))) {
            end++;
        }
        String found = at >= text.length() ? "the end" : "'" + text.substring(at, Math.max(end, at + 1)) + "'";
        return new GraphSyntaxException(line(at), column(at), expected, found);
    }

    /** Says why what is written at a position is no graph. */
    GraphSyntaxException refusedAt(int at, String why) {
        return new GraphSyntaxException(line(at), column(at), why);
    }

    private int line(int at) {
        return (int) text.chars().limit(at).filter(c -> c == '\n').count() + 1;
    }

    private int column(int at) {
        return at - text.lastIndexOf('\n', at - 1);
    }
}
