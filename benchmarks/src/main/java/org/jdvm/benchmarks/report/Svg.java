package org.jdvm.benchmarks.report;

import java.util.Locale;

/** A picture as it is written, line by line. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    /** A white picture with a title. */
    Svg(int width, int height, String title) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"11\">",
                width, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
        add("<text x=\"8\" y=\"16\" font-size=\"13\" font-weight=\"bold\">%s</text>", escaped(title));
    }

    void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    String text() {
        return text + "</svg>\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
