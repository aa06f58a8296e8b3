package org.jdvm.benchmarks.report;

import java.util.Locale;

/** A picture as it is written, line by line. */
final class Svg {
    /** Where the space below the title and the machine starts. */
    static final int HEAD = 42;

    /** How charts of ratios read: one sense for all. */
    static final String SENSE = "ratio of times: lower is better, below 1 is faster";

    private final StringBuilder text = new StringBuilder();

    /** A white picture with a title, and the machine below it. */
    Svg(int width, int height, String title, String machine) {
        // Without width and height some viewers stretch a picture to the window and others give it 100 pixels.
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " role=\"img\" font-family=\"sans-serif\" font-size=\"12\">",
                width, height, width, height);
        add("<title>%s</title>", escaped(title));
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
        text(12, 18, "font-size=\"14\" font-weight=\"bold\"", title);
        text(12, 35, "fill=\"#555555\"", machine);
    }

    void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Adds words that start at a place, or end or have their middle there if the attributes say so. */
    void text(double x, double y, String attributes, String words) {
        add(
                "<text x=\"%.1f\" y=\"%.0f\"%s>%s</text>",
                x, y, attributes.isEmpty() ? "" : " " + attributes, escaped(words));
    }

    String text() {
        return text + "</svg>\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
