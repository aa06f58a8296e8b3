package org.jdvm.benchmarks.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Grids of ratios side by side, as SVG: blue where a ratio is below 1, orange where it is above.
 *
 * @param title what it shows
 * @param grids with the same rows and columns
 */
record HeatMap(String title, List<Grid> grids) implements Chart {
    private static final int CELL_WIDTH = 52;
    private static final int CELL_HEIGHT = 20;
    private static final int LETTER = 7;
    private static final int MARGIN = 14;
    private static final int HEAD = 62;
    private static final String BLUE = "#2166ac";
    private static final String ORANGE = "#d6604d";
    /** At half or twice the time the colour is full. */
    private static final double FULL = Math.log(2);

    @Override
    public String svg() {
        Grid first = grids.getFirst();
        int labels = MARGIN
                + LETTER
                        * first.labels().stream().mapToInt(String::length).max().orElse(0);
        int panel = first.columns().size() * CELL_WIDTH + MARGIN;
        int width = Math.max(labels + panel * grids.size(), MARGIN + 8 * title.length());
        Svg svg = new Svg(width, HEAD + first.rows().size() * CELL_HEIGHT + MARGIN, title);
        for (int row = 0; row < first.rows().size(); row++) {
            svg.add(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                    labels - 6, baseline(row), Svg.escaped(first.labels().get(row)));
        }
        for (int i = 0; i < grids.size(); i++) {
            draw(svg, grids.get(i), labels + i * panel);
        }
        return svg.text();
    }

    private static void draw(Svg svg, Grid grid, int left) {
        svg.add("<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>", left, HEAD - 24, Svg.escaped(grid.title()));
        for (int column = 0; column < grid.columns().size(); column++) {
            int x = left + column * CELL_WIDTH;
            svg.add(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x + CELL_WIDTH / 2, HEAD - 6, Svg.escaped(grid.columns().get(column)));
            for (int row = 0; row < grid.rows().size(); row++) {
                cell(svg, grid.cells().get(row).get(column), x, row);
            }
        }
    }

    private static void cell(Svg svg, OptionalDouble value, int x, int row) {
        if (value.isEmpty()) {
            return;
        }
        double ratio = value.getAsDouble();
        double strength = Math.min(1, Math.abs(Math.log(ratio)) / FULL);
        svg.add(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" fill-opacity=\"%.2f\"/>",
                x,
                HEAD + row * CELL_HEIGHT,
                CELL_WIDTH - 1,
                CELL_HEIGHT - 1,
                ratio < 1 ? BLUE : ORANGE,
                0.05 + 0.8 * strength);
        svg.add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                x + CELL_WIDTH / 2, baseline(row), Numbers.ratio(ratio));
    }

    private static int baseline(int row) {
        return HEAD + row * CELL_HEIGHT + 14;
    }
}
