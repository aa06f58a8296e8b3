package org.jdvm.examples.search;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.EscapeTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ReferenceTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.doctree.SnippetTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.SummaryTree;
import com.sun.source.doctree.SystemPropertyTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.doctree.UnknownInlineTagTree;
import com.sun.source.util.DocTreeScanner;
import com.sun.source.util.DocTrees;
import java.util.List;
import java.util.Locale;

/** Renders the description of a Javadoc comment as plain text: no markup, no code samples. */
final class JavadocText extends DocTreeScanner<Void, StringBuilder> {
    private final DocTrees trees;
    /** How many elements are open whose content is left out. */
    private int hidden;

    private JavadocText(DocTrees trees) {
        this.trees = trees;
    }

    static String of(DocTrees trees, List<? extends DocTree> description) {
        StringBuilder out = new StringBuilder();
        new JavadocText(trees).scan(description, out);
        return out.toString().replaceAll("\\s+", " ").strip();
    }

    @Override
    public Void visitText(TextTree node, StringBuilder out) {
        append(out, node.getBody());
        return null;
    }

    @Override
    public Void visitLiteral(LiteralTree node, StringBuilder out) {
        append(out, node.getBody().getBody());
        return null;
    }

    @Override
    public Void visitEntity(EntityTree node, StringBuilder out) {
        String text = trees.getCharacters(node);
        append(out, text == null ? " " : text);
        return null;
    }

    @Override
    public Void visitEscape(EscapeTree node, StringBuilder out) {
        append(out, node.getBody());
        return null;
    }

    @Override
    public Void visitLink(LinkTree node, StringBuilder out) {
        if (node.getLabel().isEmpty()) {
            scan(node.getReference(), out);
        } else {
            scan(node.getLabel(), out);
        }
        return null;
    }

    @Override
    public Void visitReference(ReferenceTree node, StringBuilder out) {
        String signature = node.getSignature();
        append(out, (signature.startsWith("#") ? signature.substring(1) : signature).replace('#', '.'));
        return null;
    }

    @Override
    public Void visitReturn(ReturnTree node, StringBuilder out) {
        append(out, "Returns ");
        scan(node.getDescription(), out);
        append(out, ".");
        return null;
    }

    @Override
    public Void visitSummary(SummaryTree node, StringBuilder out) {
        return scan(node.getSummary(), out);
    }

    @Override
    public Void visitSystemProperty(SystemPropertyTree node, StringBuilder out) {
        append(out, node.getPropertyName());
        return null;
    }

    @Override
    public Void visitSnippet(SnippetTree node, StringBuilder out) {
        return null;
    }

    @Override
    public Void visitUnknownInlineTag(UnknownInlineTagTree node, StringBuilder out) {
        return scan(node.getContent(), out);
    }

    @Override
    public Void visitStartElement(StartElementTree node, StringBuilder out) {
        if (isLeftOut(node.getName().toString())) {
            hidden++;
        }
        append(out, separator(node.getName().toString()));
        return null;
    }

    @Override
    public Void visitEndElement(EndElementTree node, StringBuilder out) {
        if (isLeftOut(node.getName().toString()) && hidden > 0) {
            hidden--;
        }
        append(out, separator(node.getName().toString()));
        return null;
    }

    private void append(StringBuilder out, CharSequence text) {
        if (hidden == 0) {
            out.append(text);
        }
    }

    private static boolean isLeftOut(String element) {
        return switch (element.toLowerCase(Locale.ROOT)) {
            case "pre", "table", "script", "style" -> true;
            default -> false;
        };
    }

    private static String separator(String element) {
        return switch (element.toLowerCase(Locale.ROOT)) {
            case "a", "b", "code", "em", "i", "strong", "sub", "sup", "tt", "var", "span", "dfn", "cite" -> "";
            default -> " ";
        };
    }
}
