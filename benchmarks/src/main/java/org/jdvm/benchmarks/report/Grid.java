package org.jdvm.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Ratios of many cases, by what tells the rows apart and by one more parameter.
 *
 * @param title what they have in common
 * @param names what tells the rows apart
 * @param rows its values
 * @param across what tells the columns apart
 * @param columns its values
 * @param cells for each row one for each column
 */
record Grid(
        String title,
        List<String> names,
        List<List<String>> rows,
        String across,
        List<String> columns,
        List<List<OptionalDouble>> cells) {
    /** The grid as Markdown. */
    String markdown() {
        List<String> heading = new ArrayList<>(names);
        columns.forEach(column -> heading.add(across + " " + column));
        StringBuilder text = new StringBuilder(title).append(":\n\n");
        line(text, heading);
        line(text, heading.stream().map(_ -> "---").toList());
        for (int i = 0; i < rows.size(); i++) {
            List<String> line = new ArrayList<>(rows.get(i));
            cells.get(i).forEach(cell -> line.add(cell.isPresent() ? Numbers.ratio(cell.getAsDouble()) : "-"));
            line(text, line);
        }
        return text.toString();
    }

    /** What the rows are about. */
    List<String> labels() {
        return rows.stream().map(row -> label(names, row)).toList();
    }

    /** Values in the order of their names: words explain themselves, numbers are shown with their name. */
    static String label(List<String> names, List<String> values) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String value = Numbers.compact(values.get(i));
            parts.add(value.matches("\\d.*") ? names.get(i) + " " + value : value);
        }
        return String.join(", ", parts);
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
