package org.jdvm.site;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds links and pictures of a site that lead nowhere, and anything that a page would load from elsewhere. */
final class LinkCheck {
    private static final Pattern REFERENCE = Pattern.compile("<(a|img|link|script)\\s[^>]*?(?:href|src)=\"([^\"]*)\"");
    private static final Pattern ANCHOR = Pattern.compile("\\sid=\"([^\"]*)\"");

    /** The fusion report reads its address itself. */
    private static final String PLAYGROUND = "fusion-report.html";

    private LinkCheck() {}

    /**
     * {@return the references that lead nowhere, a line each}
     *
     * @param site the directory of the pages
     * @throws IOException if a page cannot be read
     */
    static List<String> broken(Path site) throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages(site)) {
            Matcher reference = REFERENCE.matcher(Files.readString(page));
            while (reference.find()) {
                String target = reference.group(2);
                boolean elsewhere = target.contains("://");
                boolean here = target.startsWith("data:") || !elsewhere && isThere(page, target);
                if (!here && !(elsewhere && reference.group(1).equals("a"))) {
                    broken.add("%s: %s leads nowhere in the site".formatted(site.relativize(page), target));
                }
            }
        }
        return broken;
    }

    private static List<Path> pages(Path site) throws IOException {
        try (Stream<Path> files = Files.walk(site)) {
            return files.filter(file -> file.toString().endsWith(".html")
                            && !file.getFileName().toString().equals(PLAYGROUND))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isThere(Path page, String reference) throws IOException {
        URI uri = page.toUri().resolve(reference);
        Path target = Path.of(uri.getPath());
        if (!Files.isRegularFile(target)) {
            return false;
        }
        return uri.getFragment() == null || anchors(target).contains(uri.getFragment());
    }

    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new HashSet<>();
        Matcher anchor = ANCHOR.matcher(Files.readString(page));
        while (anchor.find()) {
            anchors.add(anchor.group(1));
        }
        return anchors;
    }
}
