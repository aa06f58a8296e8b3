package org.jdvm.site;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The page of a Markdown file. */
final class MarkdownPage {
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final Pattern CODE_OF_MESSAGE = Pattern.compile("JDVM\\d+");
    private static final Pattern TEST = Pattern.compile("[A-Z]\\w*Test");

    /** The page whose tests are ticked. */
    private static final Path MODELS = Path.of("docs", "models.md");

    private final Path file;
    private final Node document;
    private final TestResults results;

    /**
     * Parses a file.
     *
     * @param file its place in the project
     * @param text its contents
     * @param results what the tests of this build showed
     */
    MarkdownPage(Path file, String text, TestResults results) {
        this.file = file;
        this.document = PARSER.parse(text);
        this.results = results;
    }

    /** {@return where the page is in the site} */
    String address() {
        String name = file.toString().replace('\\', '/');
        return name.equals("README.md") ? "index.html" : name.replaceFirst("\\.md$", ".html");
    }

    /**
     * {@return the page}
     *
     * @param frame what is around the text
     */
    String html(String frame) {
        document.accept(new Links());
        if (file.equals(MODELS)) {
            document.accept(new Ticks());
        }
        String up = "../".repeat(file.getNameCount() - 1);
        return frame.replace("@title@", title())
                .replace("@up@", up)
                .replace("@navigation@", Navigation.html(up, address()))
                .replace("@text@", renderer().render(document));
    }

    private HtmlRenderer renderer() {
        return HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .attributeProviderFactory(_ -> (node, _, attributes) -> anchorOfMessage(node, attributes))
                .build();
    }

    /** The heading of a message can be reached by the code that the compiler prints. */
    private static void anchorOfMessage(Node node, Map<String, String> attributes) {
        if (node instanceof Heading heading) {
            Matcher code = CODE_OF_MESSAGE.matcher(words(heading));
            if (code.lookingAt()) {
                attributes.put("id", code.group());
            }
        }
    }

    private String title() {
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading) {
                return words(heading).replace("&", "&amp;").replace("<", "&lt;");
            }
        }
        return file.toString();
    }

    private static String words(Node node) {
        StringBuilder words = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }
        });
        return words.toString();
    }

    /** Links between Markdown files lead to their pages; what has no page, such as a directory of sources, is no link. */
    private final class Links extends AbstractVisitor {
        @Override
        public void visit(Link link) {
            visitChildren(link);
            String target = link.getDestination();
            if (target.contains("://") || target.startsWith("#")) {
                return;
            }
            int hash = target.indexOf('#');
            String place = hash < 0 ? target : target.substring(0, hash);
            String anchor = hash < 0 ? "" : target.substring(hash);
            if (place.endsWith(".md")) {
                String page = place.endsWith("README.md")
                        ? place.replaceFirst("README\\.md$", "index.html")
                        : place.replaceFirst("\\.md$", ".html");
                link.setDestination(page + anchor);
            } else {
                while (link.getFirstChild() != null) {
                    link.insertBefore(link.getFirstChild());
                }
                link.unlink();
            }
        }
    }

    /** What each test that is named showed in this build. */
    private final class Ticks extends AbstractVisitor {
        @Override
        public void visit(Code code) {
            if (TEST.matcher(code.getLiteral()).matches()) {
                code.insertAfter(new Text(" " + results.of(code.getLiteral())));
            }
        }
    }
}
