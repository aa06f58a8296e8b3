package org.jdvm.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdvm.benchmarks.report.Group.Operations;
import org.jdvm.benchmarks.report.Group.Ratio;
import org.jdvm.benchmarks.report.Group.Setting;
import org.jdvm.benchmarks.report.Group.Table;
import org.jdvm.benchmarks.report.Group.Unit;

/** A table filled with results: rows and columns in order, cells found by what their results have in common. */
final class Shown {
    private static final String NOTHING = "-";

    /** Digits of a number without a unit: cosines are close to 1. */
    private static final int DIGITS = 6;

    private final Table table;
    private final List<Result> results;
    private final List<Result> peaks;
    private final List<List<String>> rows;
    private final List<List<String>> blocks;
    private final List<String> columns;

    /** Fills a table with those of the results that belong to it. */
    Shown(Table table, List<Result> all) {
        this.table = table;
        results = comparable(
                table,
                all.stream()
                        .filter(result -> result.isOf(table.benchmark()) && result.matches(table.where()))
                        .toList());
        peaks = all.stream()
                .filter(result -> result.isOf(Groups.PEAK) || result.isOf(Groups.INTEGER_PEAK))
                .toList();
        rows = keys(table.rows());
        int last = Math.max(0, table.columns().size() - 1);
        blocks = keys(table.columns().subList(0, last));
        columns = keys(table.columns().subList(last, table.columns().size())).stream()
                .map(key -> key.isEmpty() ? "" : key.getFirst())
                .sorted(Comparator.comparing(column ->
                        table.ratios().stream().noneMatch(ratio -> ratio.of().equals(column))))
                .toList();
    }

    /** Without rows that have nothing to be compared with: others may have measured more. */
    private static List<Result> comparable(Table table, List<Result> all) {
        if (table.ratios().isEmpty()) {
            return all;
        }
        String column = table.columns().getLast();
        String own = table.ratios().getFirst().of();
        Set<List<String>> rows = all.stream()
                .filter(result -> result.param(column).equals(own))
                .map(result -> key(result, table.rows()))
                .collect(Collectors.toSet());
        return all.stream()
                .filter(result -> rows.contains(key(result, table.rows())))
                .toList();
    }

    boolean isEmpty() {
        return results.isEmpty();
    }

    /** All values that some parameters have together, numbers by size, words in the order of the results. */
    private List<List<String>> keys(List<String> params) {
        List<List<String>> keys =
                results.stream().map(result -> key(result, params)).distinct().toList();
        List<List<String>> order = IntStream.range(0, params.size())
                .mapToObj(i -> keys.stream().map(key -> key.get(i)).distinct().toList())
                .toList();
        Comparator<List<String>> comparator = (a, b) -> 0;
        for (int i = 0; i < params.size(); i++) {
            int place = i;
            Comparator<String> words = Comparator.comparingInt(order.get(i)::indexOf);
            comparator = comparator.thenComparing(key -> key.get(place), Numbers.order(words));
        }
        return keys.stream().sorted(comparator).toList();
    }

    private static List<String> key(Result result, List<String> params) {
        return params.stream().map(result::param).toList();
    }

    private OptionalDouble time(List<String> row, List<String> block, String column) {
        return find(row, block, column)
                .map(Result::amount)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    private Optional<Result> find(List<String> row, List<String> block, String column) {
        int last = table.columns().size() - 1;
        // The newest of several: a group may be measured in parts.
        return results.reversed().stream()
                .filter(result -> key(result, table.rows()).equals(row)
                        && (last < 0
                                || key(result, table.columns().subList(0, last)).equals(block)
                                        && result.param(table.columns().getLast())
                                                .equals(column)))
                .findFirst();
    }

    private OptionalDouble ratio(Ratio ratio, List<String> row, List<String> block) {
        OptionalDouble best = columns.stream()
                .filter(ratio::isAgainst)
                .map(column -> time(row, block, column))
                .flatMapToDouble(OptionalDouble::stream)
                .min();
        OptionalDouble mine = time(row, block, ratio.of());
        if (best.isEmpty() || best.getAsDouble() == 0 || mine.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(mine.getAsDouble() / best.getAsDouble());
    }

    /** Percent of the peak for the same number of threads, and vectors of the same width. */
    private OptionalDouble share(List<String> row, List<String> block, String column) {
        Optional<Result> result = find(row, block, column);
        return result.flatMap(found -> peaks.stream()
                        .filter(peak -> threads(peak).equals(found.param("threads")))
                        .filter(peak -> peak.param(Setting.VECTORS).equals(found.param(Setting.VECTORS)))
                        .findFirst()
                        .map(peak -> 100 * table.operations().of(found) / found.amount() / peak.median()))
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    private static String threads(Result peak) {
        return switch (peak.param(Result.METHOD)) {
            case "oneThread" -> "1";
            case "twoThreads" -> "2";
            default -> peak.param("threads");
        };
    }

    private boolean hasShares() {
        return table.operations() != Operations.UNKNOWN;
    }

    /** The table as Markdown. */
    String markdown() {
        return table.across().isEmpty()
                ? times()
                : grids().stream().map(Grid::markdown).collect(Collectors.joining("\n"));
    }

    /** The ratios of each row, a grid for each ratio and block. */
    private List<Grid> grids() {
        return table.ratios().stream().flatMap(this::grids).toList();
    }

    private Stream<Grid> grids(Ratio ratio) {
        int place = table.rows().indexOf(table.across());
        List<List<String>> down =
                rows.stream().map(row -> without(row, place)).distinct().toList();
        List<String> across =
                keys(List.of(table.across())).stream().map(List::getFirst).toList();
        return blocks.stream()
                .map(block -> new Grid(
                        heading(ratio, block),
                        without(table.rows(), place).stream().map(Shown::words).toList(),
                        down.stream()
                                .map(row -> row.stream().map(Shown::words).toList())
                                .toList(),
                        words(table.across()),
                        across,
                        down.stream()
                                .map(row -> across.stream()
                                        .map(value -> ratio(ratio, with(row, place, value), block))
                                        .toList())
                                .toList()));
    }

    private static List<String> without(List<String> list, int place) {
        List<String> shorter = new ArrayList<>(list);
        shorter.remove(place);
        return List.copyOf(shorter);
    }

    private static List<String> with(List<String> list, int place, String value) {
        List<String> longer = new ArrayList<>(list);
        longer.add(place, value);
        return List.copyOf(longer);
    }

    private String times() {
        StringBuilder text = new StringBuilder();
        List<String> heading =
                new ArrayList<>(table.rows().stream().map(Shown::words).toList());
        for (List<String> block : blocks) {
            for (String column : columns) {
                heading.add(heading(block, column) + (table.unit().text.isEmpty() ? "" : ", " + table.unit().text));
                if (hasShares()) {
                    heading.add("% of peak");
                }
            }
            table.ratios().forEach(ratio -> heading.add(heading(ratio)));
        }
        line(text, heading);
        line(text, heading.stream().map(_ -> "---").toList());
        for (List<String> row : rows) {
            List<String> cells = new ArrayList<>(row.stream().map(Shown::words).toList());
            for (List<String> block : blocks) {
                for (String column : columns) {
                    OptionalDouble time = time(row, block, column);
                    cells.add(time.isPresent() ? amount(time.getAsDouble()) : NOTHING);
                    if (hasShares()) {
                        cells.add(text(share(row, block, column)));
                    }
                }
                table.ratios().forEach(ratio -> cells.add(text(ratio(ratio, row, block))));
            }
            line(text, cells);
        }
        return text.toString();
    }

    /** The range of each ratio over all rows; empty if nothing is compared. */
    Optional<String> summary() {
        if (table.ratios().isEmpty() || !table.unit().isTime()) {
            return Optional.empty();
        }
        String lines = table.ratios().stream()
                .flatMap(ratio -> summary(ratio).stream())
                .collect(Collectors.joining("\n\n"));
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
    }

    private Optional<String> summary(Ratio ratio) {
        double[] ratios = blocks.stream()
                .flatMap(block -> rows.stream().map(row -> ratio(ratio, row, block)))
                .flatMapToDouble(OptionalDouble::stream)
                .sorted()
                .toArray();
        if (ratios.length == 0) {
            return Optional.empty();
        }
        long good = Arrays.stream(ratios)
                .filter(value ->
                        ratio.goal().isPresent() ? value <= ratio.goal().getAsDouble() : value < 1)
                .count();
        return Optional.of("%s: %s in %d of %d cases, %s to %s, median %s."
                .formatted(
                        heading(ratio),
                        ratio.goal().isPresent() ? "at most " + ratio.goal().getAsDouble() : "below 1",
                        good,
                        ratios.length,
                        Numbers.text(ratios[0]),
                        Numbers.text(ratios[ratios.length - 1]),
                        Numbers.text(ratios[ratios.length / 2])));
    }

    private String heading(List<String> block, String column) {
        Stream<String> before = IntStream.range(0, block.size())
                .mapToObj(i -> named(table.columns().get(i), block.get(i)));
        Stream<String> last = table.columns().isEmpty()
                ? Stream.of("time")
                : Stream.of(named(table.columns().getLast(), column));
        return Stream.concat(last, before).collect(Collectors.joining(", "));
    }

    private String heading(Ratio ratio) {
        String against = ratio.against().isEmpty()
                ? columns.size() == 2 ? words(columns.getLast()) : "best other"
                : ratio.against().stream()
                        .map(column -> named(table.columns().getLast(), column))
                        .collect(Collectors.joining(", "));
        return named(table.columns().getLast(), ratio.of()) + " / " + against;
    }

    private String heading(Ratio ratio, List<String> block) {
        return block.isEmpty()
                ? heading(ratio)
                : heading(ratio) + ", " + named(table.columns().getFirst(), block.getFirst());
    }

    /** A value that tells what it means: words are clear without their name, numbers and yes or no are not. */
    private static String named(String param, String value) {
        if (param.equals("threads")) {
            return value + (value.equals("1") ? " thread" : " threads");
        }
        return value.matches("\\d.*|true|false") ? words(param) + " " + value : words(value);
    }

    /** A name of Java as words. */
    private static String words(String name) {
        if (name.equals(name.toUpperCase(Locale.ROOT))) {
            return name.toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        return name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }

    private String amount(double amount) {
        return table.unit() == Unit.NUMBER
                ? Numbers.rounded(amount, DIGITS).toPlainString()
                : Numbers.text(amount / table.unit().size);
    }

    private static String text(OptionalDouble number) {
        return number.isPresent() ? Numbers.text(number.getAsDouble()) : NOTHING;
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** The chart of the table as measured on a machine; empty for ratios if nothing is compared in it. */
    Optional<Chart> chart(String machine) {
        if (isEmpty() || !table.unit().isTime()) {
            return Optional.empty();
        }
        return switch (table.picture()) {
            case TIMES -> Optional.of(new TimeChart(table.title(), machine, labels(), nanos()));
            case RATIOS -> ratioChart(machine);
        };
    }

    private Optional<Chart> ratioChart(String machine) {
        if (table.ratios().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                table.across().isEmpty()
                        ? new RatioChart(table.title(), machine, labels(), series())
                        : new HeatMap(table.title(), machine, grids()));
    }

    private List<TimeChart.Series> nanos() {
        return blocks.stream()
                .flatMap(block -> columns.stream()
                        .map(column -> new TimeChart.Series(
                                heading(block, column),
                                rows.stream()
                                        .map(row -> time(row, block, column))
                                        .toList())))
                .toList();
    }

    private List<RatioChart.Series> series() {
        return table.ratios().stream()
                .flatMap(ratio -> blocks.stream()
                        .map(block -> new RatioChart.Series(
                                heading(ratio, block),
                                rows.stream()
                                        .map(row -> ratio(ratio, row, block))
                                        .toList())))
                .toList();
    }

    private List<String> labels() {
        return rows.stream()
                .map(row -> row.isEmpty()
                        ? "all"
                        : Grid.label(
                                table.rows().stream().map(Shown::words).toList(),
                                row.stream().map(Shown::words).toList()))
                .toList();
    }
}
