package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.symbolic.Dim;

/** Text of Java: sizes, numbers, and statements on several lines. */
final class JavaText {
    /** Lines are not longer, unless a piece that cannot be divided is. */
    static final int WIDTH = 116;

    private JavaText() {}

    /** {@return a size as a Java expression} */
    static String of(Dim size) {
        return size.toString()
                .replace("floordiv(", "Math.floorDiv(")
                .replace("min(", "Math.min(")
                .replace("max(", "Math.max(")
                .replace("*", " * ");
    }

    /** {@return a number as a Java literal, the shortest one for the 32-bit float that it is} */
    static String of(double number) {
        if (Double.isNaN(number)) {
            return "Double.NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "Double.POSITIVE_INFINITY" : "Double.NEGATIVE_INFINITY";
        }
        if (number == Math.rint(number) && Math.abs(number) < 1e6 && (number != 0 || 1 / number > 0)) {
            return Long.toString((long) number);
        }
        float rounded = (float) number;
        String text = rounded == number || Double.parseDouble(Float.toString(rounded)) == number
                ? Float.toString(rounded)
                : Double.toString(number);
        return text.replace("E", "e");
    }

    /** {@return a statement with an indent, on several lines if it is long: chains are broken before calls, lists after commas} */
    static String statement(String indent, String text) {
        if (indent.length() + text.length() <= WIDTH) {
            return indent + text + "\n";
        }
        int equals = text.indexOf(" = ");
        boolean isReturn = text.startsWith("return ");
        int from = isReturn ? 7 : equals < 0 ? 0 : equals + 3;
        StringBuilder lines = new StringBuilder(indent);
        List<String> pieces = pieces(text, from);
        int width = indent.length();
        for (int i = 0; i < pieces.size(); i++) {
            String piece = pieces.get(i);
            if (i > 0 && width + piece.length() > WIDTH) {
                lines.append("\n").append(indent).append("        ");
                width = indent.length() + 8;
                piece = piece.stripLeading();
            }
            lines.append(piece);
            width += piece.length();
        }
        return lines.append("\n").toString();
    }

    /** A text in pieces between which a line may end: before calls of the outermost chain, else after commas. */
    private static List<String> pieces(String text, int from) {
        List<String> pieces = new ArrayList<>();
        for (int level = 0; level <= 2; level++) {
            pieces.clear();
            int start = 0;
            int depth = 0;
            for (int i = from; i < text.length(); i++) {
                char c = text.charAt(i);
                depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
                boolean isCall = c == '.'
                        && depth <= Math.max(0, level - 1)
                        && i + 1 < text.length()
                        && Character.isLowerCase(text.charAt(i + 1))
                        && i > from
                        && text.charAt(i - 1) == ')';
                boolean isAfterComma = c == ' ' && text.charAt(i - 1) == ',' && depth <= level;
                if (isCall || isAfterComma) {
                    pieces.add(text.substring(start, i));
                    start = i;
                }
            }
            pieces.add(text.substring(start));
            if (pieces.stream().allMatch(piece -> piece.length() < WIDTH - 20)) {
                break;
            }
        }
        return pieces;
    }
}
