package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The page with all that was measured. What stands between two marks is written anew; the words around them are kept, and a group
 * without marks gets a section at the end.
 */
final class Report {
    private static final String PAGE = "performance.md";
    private static final String FOLDER = "performance";
    private static final String MACHINE = "machine";
    /** What is said about each group by itself, in this order, not about all. */
    private static final List<String> OF_A_GROUP = List.of(Machine.DATE, Machine.MODE, Machine.COMMIT, Machine.TOOK);

    private final Path docs;
    private final List<Group> groups;

    /** A report in a folder of documentation. */
    Report(Path docs, List<Group> groups) {
        this.docs = docs;
        this.groups = groups;
    }

    /** Where the results of a group are kept. */
    Path file(Group group) {
        return docs.resolve(FOLDER).resolve(group.name() + ".json");
    }

    /** Writes the page and its charts from the results that are kept. */
    void write() throws IOException {
        Path page = docs.resolve(PAGE);
        String text = Files.exists(page) ? Files.readString(page) : "# Performance\n";
        Map<String, String> machine = new LinkedHashMap<>();
        for (Group group : groups) {
            if (Files.exists(file(group))) {
                ResultFile results = ResultFile.parse(Files.readString(file(group)));
                text = replace(text, group.name(), group.title(), section(group, results));
                results.about().forEach((name, value) -> {
                    if (!OF_A_GROUP.contains(name)) {
                        machine.merge(name, value, (all, one) -> all.contains(one) ? all : all + "; " + one);
                    }
                });
            }
        }
        if (!machine.isEmpty()) {
            StringBuilder table = new StringBuilder("| | |\n|---|---|\n");
            machine.forEach((name, value) -> table.append("| %s | %s |\n".formatted(name, value)));
            text = replace(text, MACHINE, "Machine", table.toString());
        }
        Files.writeString(page, text);
    }

    private static String replace(String page, String name, String title, String text) {
        String start = "<!-- measured %s -->\n".formatted(name);
        String end = "<!-- end of %s -->".formatted(name);
        int from = page.indexOf(start);
        if (from < 0) {
            return "%s\n## %s\n\n%s%s%s\n".formatted(page, title, start, text, end);
        }
        int to = page.indexOf(end, from);
        if (to < 0) {
            throw new IllegalArgumentException(PAGE + " has no line '" + end + "' after '" + start.strip() + "'");
        }
        return page.substring(0, from + start.length()) + text + page.substring(to);
    }

    private String section(Group group, ResultFile results) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("`./jdvm measure %s`: %s; medians; [all samples](%s/%s.json).\n"
                .formatted(
                        group.name(),
                        String.join(
                                ", ",
                                OF_A_GROUP.stream()
                                        .filter(results.about()::containsKey)
                                        .map(name -> name.equals(Machine.DATE)
                                                ? results.about().get(name)
                                                : name + " " + results.about().get(name))
                                        .toList()),
                        FOLDER,
                        group.name()));
        peak(results.results()).ifPresent(line -> text.append('\n').append(line).append('\n'));
        Set<Path> charts = new HashSet<>();
        for (Group.Table table : group.tables()) {
            Shown shown = new Shown(table, results.results());
            if (shown.isEmpty()) {
                continue;
            }
            text.append("\n**%s**\n\n%s".formatted(table.title(), shown.markdown()));
            shown.summary().ifPresent(line -> text.append('\n').append(line).append('\n'));
            Optional<Chart> chart = shown.chart();
            if (chart.isPresent()) {
                String file = "%s-%s.svg".formatted(group.name(), fileName(table.title()));
                Path picture = docs.resolve(FOLDER).resolve(file);
                Files.writeString(picture, chart.get().svg());
                charts.add(picture);
                text.append("\n![%s](%s/%s)\n".formatted(chart.get().title(), FOLDER, file));
            }
        }
        deleteOther(group, charts);
        return text.toString();
    }

    /** Deletes charts of tables that a group no longer has. */
    private void deleteOther(Group group, Set<Path> charts) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(docs.resolve(FOLDER), group.name() + "-*.svg")) {
            for (Path file : old) {
                if (!charts.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Optional<String> peak(List<Result> results) {
        List<String> peaks = results.stream()
                .filter(result -> result.isOf(Groups.PEAK))
                .map(result -> "%s GFLOP/s on %s"
                        .formatted(
                                Numbers.text(result.median()),
                                result.param(Result.METHOD).equals("oneThread") ? "one thread" : "two threads"))
                .toList();
        return peaks.isEmpty()
                ? Optional.empty()
                : Optional.of("The peak, fused multiplications and additions in registers: " + String.join(", ", peaks)
                        + ".");
    }

    private static String fileName(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
