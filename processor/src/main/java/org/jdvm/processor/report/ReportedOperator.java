package org.jdvm.processor.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdvm.fusion.Plan;

/**
 * An operator as the report shows it.
 *
 * @param owner the class that declares it, by its qualified name
 * @param name its name
 * @param place where it is
 * @param plan its kernels
 * @param places for each node of the plan's graph the expression that it stems from
 * @param missed what was not fused
 * @param symbols the symbols of its sizes, in order
 * @param assumed the sizes that estimates assume, by symbol; empty if none were found that a call could have
 */
public record ReportedOperator(
        String owner,
        String name,
        Place place,
        Plan plan,
        List<Place> places,
        List<Missed> missed,
        List<String> symbols,
        Optional<Map<String, Long>> assumed) {
    /** Copies the collections. */
    public ReportedOperator {
        places = List.copyOf(places);
        missed = List.copyOf(missed);
        symbols = List.copyOf(symbols);
        assumed = assumed.map(Map::copyOf);
    }

    /** {@return the plan, and those that are taken for sizes that it is not for, in order} */
    List<Plan> plans() {
        return Stream.iterate(Optional.of(plan), Optional::isPresent, p -> p.flatMap(Plan::fallback))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * A place in a source.
     *
     * @param file the file, without directories
     * @param line its line
     * @param code the code there, shortened
     */
    public record Place(String file, long line, String code) {}

    /**
     * Something that was not fused.
     *
     * @param code the code of the message
     * @param node the number of the node
     * @param bytes the bytes that pass through memory for it
     * @param text the message
     * @param warned true if the build said it
     */
    public record Missed(String code, int node, String bytes, String text, boolean warned) {}
}
