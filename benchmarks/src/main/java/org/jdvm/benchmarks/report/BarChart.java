package org.jdvm.benchmarks.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A chart of bars, as SVG.
 *
 * @param title what it shows
 * @param labels one for each row
 * @param series the bars of each row
 * @param reference the value at which a line stands
 */
record BarChart(String title, List<String> labels, List<Series> series, double reference) implements Chart {
    private static final int LABELS = 230;
    private static final int BARS = 430;
    private static final int NUMBERS = 60;
    private static final int BAR = 11;
    private static final int GAP = 7;
    private static final int LINE = 18;
    /** Longer bars are cut off; the number tells. */
    private static final double LONGEST = 4;

    private static final List<String> COLOURS =
            List.of("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#888888", "#bb7711");

    /**
     * Bars of one colour.
     *
     * @param name what they have in common
     * @param values one for each row
     */
    record Series(String name, List<OptionalDouble> values) {}

    @Override
    public String svg() {
        int top = LINE * (series.size() + 2);
        int row = series.size() * BAR + GAP;
        int width = LABELS + BARS + NUMBERS;
        int height = top + labels.size() * row + GAP;
        Svg svg = new Svg(width, height, title);
        for (int i = 0; i < series.size(); i++) {
            int y = LINE * (i + 1) + 8;
            svg.add("<rect x=\"8\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>", y, colour(i));
            svg.add(
                    "<text x=\"24\" y=\"%d\">%s</text>",
                    y + 9, Svg.escaped(series.get(i).name()));
        }
        double longest = longest();
        for (int i = 0; i < labels.size(); i++) {
            int y = top + i * row;
            svg.add(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                    LABELS - 6, y + row / 2 + 1, Svg.escaped(labels.get(i)));
            for (int j = 0; j < series.size(); j++) {
                bar(svg, series.get(j).values().get(i), longest, y + j * BAR, colour(j));
            }
        }
        double line = LABELS + BARS * reference / longest;
        svg.add(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"black\" stroke-dasharray=\"3 2\"/>",
                line, line, top - 4, height - GAP);
        return svg.text();
    }

    private static void bar(Svg svg, OptionalDouble value, double longest, int y, String colour) {
        if (value.isEmpty()) {
            return;
        }
        double length = BARS * Math.min(value.getAsDouble(), longest) / longest;
        svg.add(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                LABELS, y, length, BAR - 1, colour);
        svg.add(
                "<text x=\"%.1f\" y=\"%d\" font-size=\"9\">%s</text>",
                LABELS + length + 3, y + BAR - 2, Numbers.text(value.getAsDouble()));
    }

    private double longest() {
        double largest = series.stream()
                .flatMap(s -> s.values().stream())
                .flatMapToDouble(OptionalDouble::stream)
                .max()
                .orElse(reference);
        return Math.max(reference, Math.min(largest, LONGEST * reference)) * 1.02;
    }

    private static String colour(int number) {
        return COLOURS.get(number % COLOURS.size());
    }
}
