package org.jdvm.site;

import java.util.List;

/** What the head of each page leads to. */
enum Navigation {
    START("Start", "index.html"),
    REPLACE("Replace ONNX Runtime", "docs/embeddings.html#from-onnx-runtime-in-five-minutes"),
    OPERATORS("Write an operator", "docs/operators.html"),
    PLAYGROUND("Playground", "fusion-report.html"),
    MODELS("Models that run", "docs/models.html"),
    MESSAGES("Messages", "docs/diagnostics.html"),
    PRODUCTION("In production", "docs/production.html"),
    NUMBERS("Numbers", "docs/performance.html"),
    INTERNALS("Internals", "docs/architecture.html");

    private static final List<Navigation> ALL = List.of(values());

    private final String title;
    private final String address;

    Navigation(String title, String address) {
        this.title = title;
        this.address = address;
    }

    /**
     * {@return the list as HTML}
     *
     * @param up what leads from the page to the site's directory, such as {@code ../}
     * @param current the address of the page
     */
    static String html(String up, String current) {
        StringBuilder html = new StringBuilder();
        for (Navigation entry : ALL) {
            String mark = entry.address.equals(current) ? " aria-current=\"page\"" : "";
            html.append("<a href=\"%s%s\"%s>%s</a>\n".formatted(up, entry.address, mark, entry.title));
        }
        return html.toString();
    }
}
