package org.jdvm.processor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;

/**
 * What the author of a build asks for with {@code -Ajdvm.*}.
 *
 * @param notes whether each operator gets a note about what was fused
 * @param report which reports are written
 * @param reportDirectory where to; without, next to the class files
 * @param warnBytes the bytes from which on a missed fusion is worth a warning; without, none is
 * @param sizes the sizes that costs assume, by symbol
 */
record Options(
        boolean notes,
        Report report,
        Optional<String> reportDirectory,
        OptionalLong warnBytes,
        Map<String, Long> sizes) {
    static final String TREES = "jdvm.trees";
    static final String NOTES = "jdvm.notes";
    static final String REPORT = "jdvm.report";
    static final String REPORT_DIRECTORY = "jdvm.reportDir";
    static final String WARN_BYTES = "jdvm.warnBytes";
    static final String SIZES = "jdvm.sizes";

    /** All of them, for the compiler. */
    static final Set<String> NAMES = Set.of(TREES, NOTES, REPORT, REPORT_DIRECTORY, WARN_BYTES, SIZES);

    /** At the assumed sizes, matrices are above and vectors below. */
    private static final long WARN_BYTES_DEFAULT = 64 << 10;

    /** The kinds of reports. */
    enum Report {
        NONE,
        JSON,
        HTML,
        ALL
    }

    Options {
        sizes = Map.copyOf(sizes);
    }

    /**
     * Reads the options of a build.
     *
     * @throws DiagnosticException if one has no meaning
     */
    static Options read(Map<String, String> given) {
        return new Options(
                switch (given.getOrDefault(NOTES, "on")) {
                    case "on" -> true;
                    case "off" -> false;
                    default -> throw refused(NOTES, given, "'on' or 'off'");
                },
                switch (given.getOrDefault(REPORT, "all")) {
                    case "none" -> Report.NONE;
                    case "json" -> Report.JSON;
                    case "html" -> Report.HTML;
                    case "all" -> Report.ALL;
                    default -> throw refused(REPORT, given, "'none', 'json', 'html' or 'all'");
                },
                Optional.ofNullable(given.get(REPORT_DIRECTORY)).filter(d -> !d.isBlank()),
                warnBytes(given),
                sizes(given));
    }

    private static OptionalLong warnBytes(Map<String, String> given) {
        String text = given.getOrDefault(WARN_BYTES, String.valueOf(WARN_BYTES_DEFAULT));
        if (text.equals("off")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number(text, WARN_BYTES, given, "a number of bytes or 'off'"));
    }

    private static Map<String, Long> sizes(Map<String, String> given) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        String text = given.getOrDefault(SIZES, "");
        if (text.isBlank()) {
            return sizes;
        }
        String expected = "sizes of symbols, such as T=128,H=768";
        for (String part : text.split(",")) {
            String[] sides = part.strip().split("\\s*=\\s*");
            if (sides.length != 2 || sides[0].isEmpty()) {
                throw refused(SIZES, given, expected);
            }
            sizes.put(sides[0], number(sides[1], SIZES, given, expected));
        }
        return sizes;
    }

    private static long number(String text, String option, Map<String, String> given, String expected) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw refused(option, given, expected);
    }

    private static DiagnosticException refused(String option, Map<String, String> given, String expected) {
        return new DiagnosticException(
                DiagnosticCode.OPTION,
                option,
                String.valueOf(given.get(option)),
                String.format(Locale.ROOT, "it takes %s", expected));
    }
}
