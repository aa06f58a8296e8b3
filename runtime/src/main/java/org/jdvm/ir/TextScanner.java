package org.jdvm.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.DimSyntaxException;

/** Reads the parts of a text form from left to right: words, numbers, sizes, scalar expressions, strings. */
public final class TextScanner {
    private final String text;
    private final Map<String, Dim> dims = new HashMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private int position;

    /**
     * Starts at the beginning of a text.
     *
     * @param text the text
     */
    public TextScanner(String text) {
        this.text = text;
    }

    /**
     * {@return where the next part starts}
     */
    public int position() {
        skipSpace();
        return position;
    }

    private void skipSpace() {
        while (position < text.length() && text.charAt(position) <= ' ') {
            position++;
        }
    }

    /**
     * {@return true if a sign comes next}
     *
     * @param sign the sign
     */
    public boolean startsWith(char sign) {
        skipSpace();
        return position < text.length() && text.charAt(position) == sign;
    }

    /**
     * {@return true if a sign came next; it is read then}
     *
     * @param sign the sign
     */
    public boolean accept(char sign) {
        skipSpace();
        if (position < text.length() && text.charAt(position) == sign) {
            position++;
            return true;
        }
        return false;
    }

    /**
     * Reads a sign.
     *
     * @param sign the sign
     * @throws GraphSyntaxException if another one comes next
     */
    public void expect(char sign) {
        if (!accept(sign)) {
            throw error("'" + sign + "'");
        }
    }

    /**
     * {@return true if some signs came next; they are read then}
     *
     * @param token the signs
     */
    public boolean accept(String token) {
        skipSpace();
        if (text.startsWith(token, position)) {
            position += token.length();
            return true;
        }
        return false;
    }

    /**
     * {@return true if a word came next and ended there; it is read then}
     *
     * @param word the word
     */
    public boolean acceptWord(String word) {
        skipSpace();
        int end = position + word.length();
        if (text.startsWith(word, position) && (end == text.length() || !isNamePart(text.charAt(end)))) {
            position = end;
            return true;
        }
        return false;
    }

    /**
     * Reads a word.
     *
     * @param word the word
     * @throws GraphSyntaxException if another one comes next
     */
    public void expectWord(String word) {
        if (!acceptWord(word)) {
            throw error("'" + word + "'");
        }
    }

    /**
     * Checks that nothing follows.
     *
     * @throws GraphSyntaxException if something does
     */
    public void expectEnd() {
        skipSpace();
        if (position < text.length()) {
            throw error("the end");
        }
    }

    /**
     * {@return the name that comes next: a Java identifier whose later characters may also be dots and number signs}
     *
     * @param expected what the name is, for the message
     * @throws GraphSyntaxException if there is none
     */
    public String name(String expected) {
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

    /**
     * {@return the integer that comes next}
     *
     * @throws GraphSyntaxException if there is none
     */
    public long integer() {
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

    /**
     * {@return the integer that comes next, which is not negative and has 31 bits}
     *
     * @throws GraphSyntaxException if there is none
     */
    public int index() {
        skipSpace();
        int start = position;
        long value = integer();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw errorAt(start, "an index");
        }
        return (int) value;
    }

    /**
     * {@return the integers in brackets that come next}
     *
     * @throws GraphSyntaxException if there are none
     */
    public List<Integer> indices() {
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

    /**
     * {@return the size that comes next; it reaches to the next sign that cannot belong to it}
     *
     * @throws GraphSyntaxException if there is none
     */
    public Dim dim() {
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

    /**
     * {@return the expression that comes next, as {@link ScalarExpr} prints it; no part of it is computed}
     *
     * @throws GraphSyntaxException if there is none
     */
    public ScalarExpr scalar() {
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

    /**
     * {@return the string in quotes that comes next}
     *
     * @throws GraphSyntaxException if there is none
     */
    public String quoted() {
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

    /**
     * {@return the exception that says what should be here}
     *
     * @param expected what was expected
     */
    public GraphSyntaxException error(String expected) {
        skipSpace();
        return errorAt(position, expected);
    }

    /**
     * {@return the exception that says what should be at a position}
     *
     * @param at the position
     * @param expected what was expected
     */
    public GraphSyntaxException errorAt(int at, String expected) {
        int end = at;
        while (end < text.length() && isNamePart(text.charAt(end))) {
            end++;
        }
        String found = at >= text.length() ? "the end" : "'" + text.substring(at, Math.max(end, at + 1)) + "'";
        return new GraphSyntaxException(line(at), column(at), expected, found);
    }

    /**
     * {@return the exception that says why what is written at a position cannot be}
     *
     * @param at the position
     * @param why the reason
     */
    public GraphSyntaxException refusedAt(int at, String why) {
        return new GraphSyntaxException(line(at), column(at), why);
    }

    private int line(int at) {
        return (int) text.chars().limit(at).filter(c -> c == '\n').count() + 1;
    }

    private int column(int at) {
        return at - text.lastIndexOf('\n', at - 1);
    }
}
