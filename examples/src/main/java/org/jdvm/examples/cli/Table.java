package org.jdvm.examples.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns, each as wide as its widest cell; numbers are right-aligned. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] right;

    /** One letter a column: l for text, r for numbers. */
    Table(String columns) {
        right = new boolean[columns.length()];
        for (int i = 0; i < right.length; i++) {
            right[i] = columns.charAt(i) == 'r';
        }
    }

    Table row(String... cells) {
        if (cells.length != right.length) {
            throw new IllegalArgumentException(
                    "row of %d cells in a table of %d columns".formatted(cells.length, right.length));
        }
        rows.add(List.of(cells));
        return this;
    }

    void print(PrintWriter out) {
        int[] widths = new int[right.length];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - width(row.get(i)));
                line.append("  ").append(right[i] ? pad + row.get(i) : row.get(i) + pad);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** A text cut to a number of characters. */
    static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 3)))
                        .stripTrailing() + "...";
    }
}
