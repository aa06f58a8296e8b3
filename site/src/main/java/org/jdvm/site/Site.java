package org.jdvm.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The site: a page for each Markdown file, what they show, and the fusion report of the example operators. It needs no network and no server, so that
 * the directory can be opened or copied anywhere.
 */
public final class Site {
    /** Where the examples' build leaves the page whose sizes can be typed. */
    private static final String PLAYGROUND = "examples/target/jdvm/fusion-report.html";

    private final Path root;
    private final Path target;

    private Site(Path root, Path target) {
        this.root = root;
        this.target = target;
    }

    /**
     * Writes the pages. Ends with exit code 1 and a line for each link that leads nowhere.
     *
     * @param arguments the project's directory, and the directory for the pages
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("expected the project's directory and a directory for the pages, got " + arguments.length
                    + " arguments");
            System.exit(2);
        }
        List<String> broken = write(Path.of(arguments[0]), Path.of(arguments[1]));
        broken.forEach(System.err::println);
        if (!broken.isEmpty()) {
            System.exit(1);
        }
    }

    /**
     * Writes all pages.
     *
     * @param root the project's directory
     * @param target where the pages go
     * @return the links that lead nowhere, a line each
     * @throws IOException if a file cannot be read or written
     */
    static List<String> write(Path root, Path target) throws IOException {
        Site site = new Site(root, target);
        TestResults results = TestResults.read(root);
        String frame = resource("page.html");
        for (Path source : site.sources()) {
            MarkdownPage page = new MarkdownPage(root.relativize(source), Files.readString(source), results);
            site.store(page.address(), page.html(frame));
        }
        site.store("site.css", resource("site.css"));
        Files.writeString(target.resolve("fusion-report.html"), site.playground());
        site.copyImages();
        return LinkCheck.broken(target);
    }

    /** {@return the Markdown files that become pages, in the order of their names} */
    private List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>(List.of(root.resolve("README.md"), root.resolve("CONTRIBUTING.md")));
        for (String extra : List.of("CHANGELOG.md", "SECURITY.md")) {
            if (Files.exists(root.resolve(extra))) {
                sources.add(root.resolve(extra));
            }
        }
        try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(sources::add);
        }
        return sources;
    }

    private String playground() throws IOException {
        Path report = root.resolve(PLAYGROUND);
        if (!Files.exists(report)) {
            throw new IOException(PLAYGROUND + " is missing: compile the examples first");
        }
        return Files.readString(report);
    }

    private void copyImages() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
            for (Path image :
                    files.filter(file -> file.toString().endsWith(".svg")).toList()) {
                Path copy = target.resolve(root.relativize(image).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(image));
            }
        }
    }

    private void store(String address, String text) throws IOException {
        Path file = target.resolve(address);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String resource(String name) {
        try (InputStream stream = Site.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
