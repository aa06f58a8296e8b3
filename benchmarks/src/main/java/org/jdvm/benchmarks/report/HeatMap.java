package org.jdvm.benchmarks.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Grids of ratios side by side, as SVG: blue where a ratio is below 1, orange where it is above.
 *
 * @param title what it shows
 * @param machine where it was measured
 * @param grids with the same rows and columns
 */
record HeatMap(String title, String machine, List<Grid> grids) implements Chart {
    /** The widest picture that a page shows at its full size. */
    private static final int WIDEST = 900;

    private static final int CELL_WIDTH = 52;
    private static final int CELL_HEIGHT = 20;
    private static final int LETTER = 7;
    private static final int MARGIN = 14;
    /** The title of a grid, and the headings of its columns. */
    private static final int GRID_HEAD = 48;

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
        int longest =
                grids.stream().mapToInt(grid -> grid.title().length()).max().orElse(0);
        int panel = Math.max(first.columns().size() * CELL_WIDTH, LETTER * longest) + MARGIN;
        int down = Math.ceilDiv(grids.size(), Math.max(1, (WIDEST - labels) / panel));
        int across = Math.ceilDiv(grids.size(), down);
        int gridHeight = GRID_HEAD + first.rows().size() * CELL_HEIGHT;
        int width = Math.max(labels + panel * across, MARGIN + 8 * Math.max(title.length(), Svg.SENSE.length()));
        Svg svg = new Svg(width, Svg.HEAD + down * gridHeight + 2 * MARGIN + 4, title, machine);
        for (int i = 0; i < grids.size(); i++) {
            int top = Svg.HEAD + i / across * gridHeight + GRID_HEAD;
            if (i % across == 0) {
                svg.text(labels - 6, top - 6, "text-anchor=\"end\" font-style=\"italic\"", first.across());
                for (int row = 0; row < first.rows().size(); row++) {
                    svg.text(
                            labels - 6,
                            baseline(top, row),
                            "text-anchor=\"end\"",
                            first.labels().get(row));
                }
            }
            draw(svg, grids.get(i), labels + i % across * panel, top);
        }
        svg.text(MARGIN, Svg.HEAD + down * gridHeight + MARGIN + 6, "", Svg.SENSE + " (blue)");
        return svg.text();
    }

    private static void draw(Svg svg, Grid grid, int left, int top) {
        svg.text(left, top - 24, "font-weight=\"bold\"", grid.title());
        for (int column = 0; column < grid.columns().size(); column++) {
            int x = left + column * CELL_WIDTH;
            svg.text(
                    x + CELL_WIDTH / 2.0,
                    top - 6,
                    "text-anchor=\"middle\"",
                    Numbers.compact(grid.columns().get(column)));
            for (int row = 0; row < grid.rows().size(); row++) {
                cell(svg, grid.cells().get(row).get(column), x, top, row);
            }
        }
    }

    private static void cell(Svg svg, OptionalDouble value, int x, int top, int row) {
        if (value.isEmpty()) {
            return;
        }
        double ratio = value.getAsDouble();
        double strength = Math.min(1, Math.abs(Math.log(ratio)) / FULL);
        svg.add(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" fill-opacity=\"%.2f\"/>",
                x,
                top + row * CELL_HEIGHT,
                CELL_WIDTH - 1,
                CELL_HEIGHT - 1,
                ratio < 1 ? BLUE : ORANGE,
                0.05 + 0.7 * strength);
        svg.text(x + CELL_WIDTH / 2.0, baseline(top, row), "text-anchor=\"middle\"", Numbers.ratio(ratio));
    }

    private static int baseline(int top, int row) {
        return top + row * CELL_HEIGHT + 14;
    }
}
