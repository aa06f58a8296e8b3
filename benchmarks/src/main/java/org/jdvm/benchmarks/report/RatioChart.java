package org.jdvm.benchmarks.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * A chart of ratios of times as bars on a logarithmic axis, as SVG: bars start at 1 and extend to the left where a ratio is below 1.
 *
 * @param title what it shows
 * @param machine where it was measured
 * @param labels one for each row
 * @param series the bars of each row
 */
record RatioChart(String title, String machine, List<String> labels, List<Series> series) implements Chart {
    private static final int LEAST_LABEL_WIDTH = 190;
    /** A little more than a character takes on average. */
    private static final int CHARACTER_WIDTH = 7;

    private static final int AXIS_WIDTH = 610;
    /** Space for the number next to a bar. */
    private static final int NUMBER_WIDTH = 40;

    private static final int BAR = 13;
    private static final int GAP = 8;
    private static final int LINE = 18;
    private static final List<Double> TICKS =
            List.of(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0);
    private static final List<Double> FINE_TICKS = List.of(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 3.0);
    /** The quotient of the ends of an axis up to which ticks are fine. */
    private static final double FINE_RANGE = 4;
    /** Ratios close to 1 do not fill the axis: they would look like large differences. */
    private static final double LEAST_RANGE = 1.25;

    private static final List<String> COLOURS = List.of("#33658a", "#86bbd8", "#b3702b", "#e8b878");

    /**
     * Bars of one colour.
     *
     * @param name what they have in common
     * @param values one for each row
     */
    record Series(String name, List<OptionalDouble> values) {}

    @Override
    public String svg() {
        int legend = Svg.HEAD + 6;
        int top = legend + LINE * series.size() + 12;
        int row = series.size() * BAR + GAP;
        int bottom = top + labels.size() * row;
        int labelWidth = labelWidth();
        int left = labelWidth + NUMBER_WIDTH;
        Svg svg = new Svg(left + AXIS_WIDTH + NUMBER_WIDTH, bottom + 46, title, machine);
        for (int i = 0; i < series.size(); i++) {
            int y = legend + LINE * i;
            svg.add("<rect x=\"12\" y=\"%d\" width=\"11\" height=\"11\" fill=\"%s\"/>", y, colour(i));
            svg.text(29, y + 10, "", series.get(i).name());
        }
        double low = Math.min(1 / LEAST_RANGE, values().min().orElse(1));
        double high = Math.max(LEAST_RANGE, values().max().orElse(1));
        double pixels = AXIS_WIDTH / Math.log(high / low);
        double one = left - pixels * Math.log(low);
        for (double tick : high / low <= FINE_RANGE ? FINE_TICKS : TICKS) {
            if (tick >= low && tick <= high) {
                double x = one + pixels * Math.log(tick);
                svg.add(
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#d0d0d0\"/>",
                        x, x, top - 4, bottom);
                svg.text(
                        x,
                        bottom + 14,
                        "text-anchor=\"middle\"",
                        Double.toString(tick).replaceFirst("\\.0$", ""));
            }
        }
        for (int i = 0; i < labels.size(); i++) {
            int y = top + i * row;
            svg.text(labelWidth - 6, y + (row - GAP) / 2 + 4, "text-anchor=\"end\"", labels.get(i));
            for (int j = 0; j < series.size(); j++) {
                bar(svg, series.get(j).values().get(i), one, pixels, y + j * BAR, colour(j));
            }
        }
        svg.add("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"black\"/>", one, one, top - 4, bottom);
        svg.text(
                left + AXIS_WIDTH / 2.0,
                bottom + 34,
                "text-anchor=\"middle\"",
                "\u2190 " + Svg.SENSE + ", logarithmic axis");
        return svg.text();
    }

    private int labelWidth() {
        int longest = labels.stream().mapToInt(String::length).max().orElse(0);
        return Math.max(LEAST_LABEL_WIDTH, longest * CHARACTER_WIDTH);
    }

    private static void bar(Svg svg, OptionalDouble value, double one, double pixels, int y, String colour) {
        if (value.isEmpty()) {
            return;
        }
        double ratio = value.getAsDouble();
        double end = one + pixels * Math.log(ratio);
        svg.add(
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                Math.min(one, end), y, Math.abs(end - one), BAR - 1, colour);
        boolean below = ratio < 1;
        svg.text(
                below ? end - 4 : end + 4,
                y + BAR - 3,
                below ? "font-size=\"10\" text-anchor=\"end\"" : "font-size=\"10\"",
                Numbers.ratio(ratio));
    }

    private DoubleStream values() {
        return series.stream().flatMap(s -> s.values().stream()).flatMapToDouble(OptionalDouble::stream);
    }

    private static String colour(int number) {
        return COLOURS.get(number % COLOURS.size());
    }
}
