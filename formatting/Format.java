import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checks the layout of all Java sources below a directory, or rewrites them: {@code Format.java check|apply DIRECTORY REPORT}. */
final class Format {
    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(Style.PALANTIR).build());

    private Format() {}

    /** The report lists the files that are not laid out well; there is none if all are. */
    public static void main(String[] arguments) throws IOException {
        boolean apply = arguments[0].equals("apply");
        Path root = Path.of(arguments[1]).toRealPath();
        Path report = Path.of(arguments[2]);
        List<Path> sources;
        try (Stream<Path> files = Files.walk(root)) {
            sources = files.filter(file -> isSource(root.relativize(file))).toList();
        }
        List<String> wrong = sources.parallelStream()
                .filter(file -> differs(file, apply))
                .map(file -> root.relativize(file).toString())
                .toList();
        Files.deleteIfExists(report);
        if (!wrong.isEmpty() && !apply) {
            Files.createDirectories(report.getParent());
            Files.write(report, wrong);
        }
    }

    /** Sources that are data of a test (under resources) keep their own layout. */
    private static boolean isSource(Path file) {
        for (Path part : file) {
            String name = part.toString();
            if (name.equals("target") || name.equals("resources") || name.startsWith(".")) {
                return false;
            }
        }
        return file.toString().endsWith(".java");
    }

    private static boolean differs(Path file, boolean apply) {
        try {
            String before = Files.readString(file);
            String after = FORMATTER.formatSourceAndFixImports(before);
            if (before.equals(after)) {
                return false;
            }
            if (apply) {
                Files.writeString(file, after);
            }
            return true;
        } catch (IOException | FormatterException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }
}
