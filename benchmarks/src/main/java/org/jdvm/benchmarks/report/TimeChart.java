package org.jdvm.benchmarks.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * A chart of times as dots on a logarithmic axis, as SVG: a line for each row, a dot for each series. The first series is drawn last and
 * larger.
 *
 * @param title what it shows
 * @param machine where it was measured
 * @param labels one for each row
 * @param series the dots of each colour
 */
record TimeChart(String title, String machine, List<String> labels, List<Series> series) implements Chart {
    private static final int LABEL_WIDTH = 130;
    private static final int AXIS_WIDTH = 700;
    private static final int MARGIN = 50;
    private static final int WIDTH = LABEL_WIDTH + AXIS_WIDTH + MARGIN;
    private static final int ROW = 24;
    private static final int LEGEND_LINE = 18;
    private static final int LEGEND_COLUMN = 215;
    private static final int LEGEND_COLUMNS = 4;
    private static final double DOT = 4.5;
    private static final double FIRST_DOT = 6;
    /** Nanoseconds: what is shorter than a microsecond is drawn at the left end, as 0 has no place on the axis. */
    private static final double LEAST = 1e3;

    private static final List<String> COLOURS =
            List.of("#d1495b", "#33658a", "#86bbd8", "#5b8e3f", "#2f2f2f", "#8b5fbf", "#b3702b", "#e8b878", "#9a9a9a");

    /**
     * Dots of one colour.
     *
     * @param name what they have in common
     * @param nanos one for each row
     */
    record Series(String name, List<OptionalDouble> nanos) {}

    @Override
    public String sense() {
        return "times: lower is better, logarithmic axis";
    }

    @Override
    public String svg() {
        int legend = Svg.HEAD + 6;
        int top = legend + LEGEND_LINE * ((series.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS) + 10;
        int bottom = top + labels.size() * ROW;
        Svg svg = new Svg(WIDTH, bottom + 42, title, machine);
        for (int i = 0; i < series.size(); i++) {
            int x = 12 + i % LEGEND_COLUMNS * LEGEND_COLUMN;
            int y = legend + i / LEGEND_COLUMNS * LEGEND_LINE;
            dot(svg, x + 5, y + 6, i);
            svg.text(x + 17, y + 10, "", series.get(i).name());
        }
        double low = Math.floor(Math.log10(nanos().min().orElse(LEAST)));
        double high = Math.max(low + 1, Math.ceil(Math.log10(nanos().max().orElse(LEAST))));
        double decade = AXIS_WIDTH / (high - low);
        for (int power = (int) low; power <= high; power++) {
            double x = LABEL_WIDTH + (power - low) * decade;
            svg.add("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#d0d0d0\"/>", x, x, top, bottom);
            svg.text(x, bottom + 14, "text-anchor=\"middle\"", label(power));
        }
        for (int row = 0; row < labels.size(); row++) {
            int y = top + row * ROW + ROW / 2;
            svg.text(LABEL_WIDTH - 10, y + 4, "text-anchor=\"end\"", labels.get(row));
            svg.add(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#ececec\"/>",
                    LABEL_WIDTH, LABEL_WIDTH + AXIS_WIDTH, y, y);
            for (int i = series.size() - 1; i >= 0; i--) {
                OptionalDouble value = series.get(i).nanos().get(row);
                if (value.isPresent()) {
                    double power = Math.log10(Math.max(LEAST, value.getAsDouble()));
                    dot(svg, LABEL_WIDTH + (power - low) * decade, y, i);
                }
            }
        }
        svg.text(LABEL_WIDTH + AXIS_WIDTH / 2.0, bottom + 32, "text-anchor=\"middle\"", "\u2190 " + sense());
        return svg.text();
    }

    private static void dot(Svg svg, double x, double y, int number) {
        svg.add(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>",
                x, y, number == 0 ? FIRST_DOT : DOT, COLOURS.get(number % COLOURS.size()));
    }

    private DoubleStream nanos() {
        return series.stream()
                .flatMap(s -> s.nanos().stream())
                .flatMapToDouble(OptionalDouble::stream)
                .map(value -> Math.max(LEAST, value));
    }

    /** A power of ten of nanoseconds in the largest unit that it is a whole number of. */
    private static String label(int power) {
        String unit = power >= 9 ? "s" : power >= 6 ? "ms" : "us";
        return (int) Math.pow(10, power % 3) + (power >= 12 ? "000 " : " ") + unit;
    }
}
