package org.jdvm.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the times of fresh virtual machines. */
final class FreshTimes {
    private static final Pattern HEADING = Pattern.compile("(\\w+), ms from .*");
    private static final Pattern LINE = Pattern.compile("(\\w[\\w ]*?) +([\\d.]+) +([\\d.]+)");

    private FreshTimes() {}

    /** The results in a text of blocks: a heading with the name of the program, then lines with two times. */
    static List<Result> parse(String text) {
        List<Result> results = new ArrayList<>();
        String program = "";
        for (String line : text.lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            Matcher times = LINE.matcher(line);
            if (heading.matches()) {
                program = heading.group(1);
            } else if (times.matches()) {
                results.add(result(program, times.group(1), "plain", times.group(2)));
                results.add(result(program, times.group(1), "cached", times.group(3)));
            }
        }
        return results;
    }

    private static Result result(String program, String moment, String start, String time) {
        return new Result(
                "ColdStart." + program,
                Map.of("moment", moment, "start", start),
                "ms/op",
                List.of(Double.parseDouble(time)));
    }
}
