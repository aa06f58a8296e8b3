package org.jdvm.fusion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;

/**
 * A file of golden operators: for each the text of its graph and, after {@code --- plan} and {@code --- report}, what becomes of it.
 * With {@code -Djdvm.golden.rewrite=true} the tests write what they find instead of comparing.
 *
 * @param path the file
 * @param heading its first lines, which begin with {@code #}
 * @param cases the operators
 */
public record OperatorFile(Path path, String heading, List<Case> cases) {
    static final boolean REWRITE = Boolean.getBoolean("jdvm.golden.rewrite");

    private static final Path FOLDER = Path.of("src/test/resources/fusion");
    private static final String PLAN = "--- plan\n";
    private static final String REPORT = "--- report\n";

    /** An operator with its expected plan and report. */
    record Case(Graph graph, String plan, String report) {
        @Override
        public String toString() {
            return graph.name();
        }

        private String text() {
            return graph + PLAN + plan + REPORT + report;
        }
    }

    /** All files, by name. */
    static List<OperatorFile> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(OperatorFile::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All operators of all files. */
    public static List<Graph> graphs() {
        return all().stream()
                .flatMap(file -> file.cases().stream())
                .map(Case::graph)
                .toList();
    }

    private static OperatorFile read(Path path) {
        String text = text(path);
        int first = text.indexOf("operator ");
        List<Case> cases = new ArrayList<>();
        for (String part : text.substring(first).split("\n(?=operator )")) {
            int plan = part.indexOf(PLAN);
            int report = part.indexOf(REPORT);
            String graph = plan < 0 ? part : part.substring(0, plan);
            cases.add(new Case(
                    GraphParser.parse(graph),
                    plan < 0 ? "" : part.substring(plan + PLAN.length(), report),
                    report < 0 ? "" : part.substring(report + REPORT.length())));
        }
        return new OperatorFile(path, text.substring(0, first), cases);
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same file with other operators. */
    OperatorFile with(List<Case> others) {
        return new OperatorFile(path, heading, others);
    }

    void write() {
        try {
            Files.writeString(path, toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of the file. */
    @Override
    public String toString() {
        return heading + String.join("\n", cases.stream().map(Case::text).toList());
    }
}
