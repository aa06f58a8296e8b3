package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdvm.benchmarks.LayoutRatios;

/** Measures layouts against plain loops, and prints the times as results. */
public final class LayoutTimes {
    private LayoutTimes() {}

    /**
     * Measures all layouts.
     *
     * @param arguments not used
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException {
        List<Result> results = new ArrayList<>();
        for (LayoutRatios.Times times : LayoutRatios.measure(LayoutRatios.USUAL_ELEMENTS, "")) {
            times.nanos()
                    .forEach((way, nanos) -> results.add(new Result(
                            "LayoutTimes." + lower(times.kind()),
                            Map.of(
                                    "layout",
                                    times.layout(),
                                    "type",
                                    times.type().toString(),
                                    "way",
                                    lower(way)),
                            "ns/op",
                            Arrays.stream(nanos).boxed().toList())));
        }
        System.out.print(new ResultFile(Map.of(), results).text());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
