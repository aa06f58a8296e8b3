package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdvm.benchmarks.report.Group.Setting;

/**
 * The page with all that was measured, for each group a section for each machine. The text between two marks is written anew; the text
 * around them is kept, and a group without marks is added at the end.
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

    /** Where the results of a group on the described machine are kept: those of other machines stay. */
    Path file(Group group, Map<String, String> about) {
        return file(group, docs.resolve(FOLDER).resolve(Machine.folder(about)));
    }

    private static Path file(Group group, Path machine) {
        return machine.resolve(group.name() + ".json");
    }

    /** Writes the page and its charts from the results that are kept. */
    void write() throws IOException {
        Path page = docs.resolve(PAGE);
        String text = Files.exists(page) ? Files.readString(page) : "# Performance\n";
        List<Path> folders = folders();
        Map<Path, Map<String, String>> machines = new LinkedHashMap<>();
        folders.forEach(folder -> machines.put(folder, new LinkedHashMap<>()));
        for (Group group : groups) {
            StringBuilder sections = new StringBuilder();
            for (Path folder : folders) {
                if (!Files.exists(file(group, folder))) {
                    continue;
                }
                ResultFile results = ResultFile.parse(Files.readString(file(group, folder)));
                sections.append(sections.isEmpty() ? "" : "\n").append(section(group, folder, results));
                results.about().forEach((name, value) -> {
                    if (!OF_A_GROUP.contains(name)) {
                        machines.get(folder)
                                .merge(name, value, (all, one) -> all.contains(one) ? all : all + "; " + one);
                    }
                });
            }
            if (!sections.isEmpty()) {
                text = replace(text, group.name(), group.title(), sections.toString());
            }
        }
        machines.values().removeIf(Map::isEmpty);
        if (!machines.isEmpty()) {
            text = replace(text, MACHINE, "Machines", table(List.copyOf(machines.values())));
        }
        Files.writeString(page, text);
    }

    /** A folder for each machine, in the order of their names. */
    private List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(docs.resolve(FOLDER))) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** What is known about machines, one column each. */
    private static String table(List<Map<String, String>> machines) {
        StringBuilder table = new StringBuilder("| |")
                .append(" |".repeat(machines.size()))
                .append("\n|---|")
                .append("---|".repeat(machines.size()))
                .append('\n');
        machines.stream().flatMap(about -> about.keySet().stream()).distinct().forEach(name -> {
            table.append("| ").append(name).append(" |");
            machines.forEach(about ->
                    table.append(' ').append(about.getOrDefault(name, "-")).append(" |"));
            table.append('\n');
        });
        return table.toString();
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

    private static String section(Group group, Path folder, ResultFile results) throws IOException {
        String machine = Machine.label(results.about());
        String link = FOLDER + "/" + folder.getFileName();
        StringBuilder text = new StringBuilder("### On %s\n\n".formatted(machine));
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
                        link,
                        group.name()));
        List<Result> all = StreamCosts.with(results.results());
        peak(all).ifPresent(line -> text.append('\n').append(line).append('\n'));
        Set<Path> charts = new HashSet<>();
        for (Group.Table table : group.tables()) {
            Shown shown = new Shown(table, all);
            if (shown.isEmpty()) {
                continue;
            }
            text.append("\n**%s**\n\n".formatted(table.title()));
            text.append(table.note().isEmpty() ? "" : table.note() + "\n\n").append(shown.markdown());
            shown.summary().ifPresent(line -> text.append('\n').append(line).append('\n'));
            Optional<Chart> chart = shown.chart(machine);
            if (chart.isPresent()) {
                String file = "%s-%s.svg".formatted(group.name(), Machine.slug(table.title()));
                Path picture = folder.resolve(file);
                Files.writeString(picture, chart.get().svg());
                charts.add(picture);
                text.append("\n![%s, %s: %s](%s/%s)\n"
                        .formatted(table.title(), machine, chart.get().sense(), link, file));
            }
        }
        deleteOther(group, folder, charts);
        return text.toString();
    }

    /** Deletes charts of tables that a group no longer has. */
    private static void deleteOther(Group group, Path folder, Set<Path> charts) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, group.name() + "-*.svg")) {
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
                .map(result -> "%s GFLOP/s on %s%s"
                        .formatted(
                                Numbers.text(result.median()),
                                result.param(Result.METHOD).equals("oneThread") ? "one thread" : "two threads",
                                result.param(Setting.VECTORS).isEmpty()
                                        ? ""
                                        : " with " + result.param(Setting.VECTORS) + " bits"))
                .toList();
        return peaks.isEmpty()
                ? Optional.empty()
                : Optional.of("The peak, fused multiplications and additions in registers: " + String.join(", ", peaks)
                        + ".");
    }
}
