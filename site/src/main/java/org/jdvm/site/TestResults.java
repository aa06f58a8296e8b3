package org.jdvm.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the tests of the modules before this one showed, by the reports that Surefire leaves. */
final class TestResults {
    /** What is known of a class of tests. */
    private record Counts(int tests, int failed, int skipped) {
        Counts plus(Counts other) {
            return new Counts(tests + other.tests, failed + other.failed, skipped + other.skipped);
        }
    }

    private static final Pattern SUITE = Pattern.compile("<testsuite\\s[^>]*>");

    private final Map<String, Counts> counts = new HashMap<>();

    private TestResults() {}

    /**
     * Reads all reports.
     *
     * @param root the project's directory
     * @return the results; empty where no tests ran
     * @throws IOException if a report cannot be read
     */
    static TestResults read(Path root) throws IOException {
        TestResults results = new TestResults();
        for (Path module : list(root)) {
            Path reports = module.resolve("target/surefire-reports");
            if (Files.isDirectory(reports)) {
                for (Path report : list(reports)) {
                    if (report.getFileName().toString().matches("TEST-.*\\.xml")) {
                        results.add(Files.readString(report));
                    }
                }
            }
        }
        return results;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private void add(String report) {
        Matcher suite = SUITE.matcher(report);
        if (suite.find()) {
            String name = attribute(suite.group(), "name");
            Counts found = new Counts(
                    Integer.parseInt(attribute(suite.group(), "tests")),
                    Integer.parseInt(attribute(suite.group(), "failures"))
                            + Integer.parseInt(attribute(suite.group(), "errors")),
                    Integer.parseInt(attribute(suite.group(), "skipped")));
            counts.merge(name.substring(name.lastIndexOf('.') + 1), found, Counts::plus);
        }
    }

    private static String attribute(String tag, String name) {
        Matcher matcher = Pattern.compile("\\s" + name + "=\"([^\"]*)\"").matcher(tag);
        return matcher.find() ? matcher.group(1) : "0";
    }

    /**
     * {@return what a class of tests showed, as words}
     *
     * @param test its simple name
     */
    String of(String test) {
        Counts found = counts.get(test);
        if (found == null || found.skipped == found.tests) {
            return "(not run in this build)";
        }
        return found.failed == 0 ? "✓ (passed in this build)" : "✗ (failed in this build)";
    }
}
