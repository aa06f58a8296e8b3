package org.jdvm.processor.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdvm.fusion.Plan;
import org.jdvm.specialize.SlowLayout;

/** The files of the report: the same contents for programs and for people. */
public final class FusionReport {
    private static final String NAME = "fusion-report";

    private final String json;

    /**
     * Makes the report.
     *
     * @param operators the operators, in any order
     */
    public FusionReport(Collection<ReportedOperator> operators) {
        this.json = Json.write(ReportData.of(operators));
    }

    /**
     * {@return the tensors that tiles of a plan move in pieces, on the machine of the report; none if there are no sizes}
     *
     * @param plan the plan
     * @param sizes a number for each symbol, if there are any that a call could have
     */
    public static List<SlowLayout> slowLayouts(Plan plan, Optional<Map<String, Long>> sizes) {
        return sizes.map(numbers -> SampledPlans.slowLayouts(plan, numbers, ReportData.MACHINE))
                .orElse(List.of());
    }

    /** {@return the contents as JSON} */
    public String json() {
        return json;
    }

    /** {@return a page that shows the contents and needs nothing else} */
    public String html() {
        return resource("page.html")
                .replace("/*STYLE*/", resource("page.css"))
                .replace(
                        "/*SCRIPT*/",
                        resource("sizes.js") + resource("layout.js") + resource("graph.js") + resource("page.js"))
                .replace("/*DATA*/", json);
    }

    /**
     * Writes the JSON file.
     *
     * @param directory where to
     * @throws IOException if that fails
     */
    public void writeJson(Path directory) throws IOException {
        write(directory, ".json", json);
    }

    /**
     * Writes the page.
     *
     * @param directory where to
     * @throws IOException if that fails
     */
    public void writeHtml(Path directory) throws IOException {
        write(directory, ".html", html());
    }

    private static void write(Path directory, String suffix, String text) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(NAME + suffix), text);
    }

    private static String resource(String name) {
        try (InputStream stream = FusionReport.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the processor's jar has no " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name + " from the processor's jar", e);
        }
    }
}
