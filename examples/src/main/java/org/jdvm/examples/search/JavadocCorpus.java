package org.jdvm.examples.search;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jdvm.examples.io.InputFiles;
import org.jspecify.annotations.Nullable;

/** The Javadoc of public types and methods, read from a JDK's source archive with the JDK's own parser. */
public final class JavadocCorpus {
    /** Questions that the Javadoc of {@code java.util} answers. */
    public static final List<String> QUESTIONS = List.of(
            "remove elements while iterating",
            "a queue that returns the smallest element first",
            "run a task every ten seconds",
            "text in base 64",
            "which language and country does the user have");

    private static final String MODULE = "java.base/";

    private JavadocCorpus() {}

    /**
     * The source archive of the running JDK.
     *
     * @return its path; whether it exists is another question
     */
    public static Path ofRunningJdk() {
        return Path.of(System.getProperty("java.home"), "lib", "src.zip");
    }

    /**
     * Returns whether Javadoc can be read on this installation.
     *
     * @param archive a source archive
     * @return whether the archive is a file and the JDK's parser is there
     */
    public static boolean isAvailable(Path archive) {
        return Files.isRegularFile(archive) && ToolProvider.getSystemJavaCompiler() != null;
    }

    /**
     * Reads the Javadoc of some packages.
     *
     * @param archive a source archive
     * @param packages names of packages; subpackages are not included
     * @return one passage a type and one a method (of its first overload), in the order of the archive
     */
    public static List<Passage> read(Path archive, List<String> packages) {
        Set<String> folders =
                packages.stream().map(name -> MODULE + name.replace('.', '/')).collect(Collectors.toSet());
        List<JavaFileObject> sources = new ArrayList<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                int slash = name.lastIndexOf('/');
                if (slash > 0
                        && folders.contains(name.substring(0, slash))
                        && name.endsWith(".java")
                        && !name.endsWith("-info.java")) {
                    String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                    sources.add(new Source(name, text));
                }
            }
        } catch (IOException e) {
            throw InputFiles.unreadable(archive, "source archive", e);
        }
        return sources.isEmpty() ? List.of() : parse(sources);
    }

    private static List<Passage> parse(List<JavaFileObject> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        // Only parsed, never attributed: errors about the rest of the JDK cannot arise, and others do not matter here.
        JavacTask task = (JavacTask) compiler.getTask(null, null, _ -> {}, List.of("-proc:none"), null, sources);
        List<Passage> passages = new ArrayList<>();
        try {
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Members(trees, passages).scan(unit, null);
            }
        } catch (IOException e) {
            throw InputFiles.unreadable("of the JDK", "sources", e);
        }
        return passages;
    }

    /** Collects the documented public types and methods of a file. */
    private static final class Members extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final DocTrees trees;
        private final List<Passage> passages;
        private final Set<String> seen = new HashSet<>();
        private String outer = "";

        Members(DocTrees trees, List<Passage> passages) {
            this.trees = trees;
            this.passages = passages;
        }

        @Override
        public @Nullable Void visitClass(ClassTree node, @Nullable Void unused) {
            if (!isPublic(node.getModifiers()) || node.getSimpleName().isEmpty()) {
                return null;
            }
            String before = outer;
            outer = before.isEmpty() ? node.getSimpleName().toString() : before + "." + node.getSimpleName();
            add(outer, outer);
            super.visitClass(node, unused);
            outer = before;
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree node, @Nullable Void unused) {
            boolean inInterface = getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.INTERFACE;
            boolean constructor = node.getReturnType() == null;
            if ((inInterface || isPublic(node.getModifiers())) && !constructor) {
                String name = outer + "." + node.getName();
                String parameters = node.getParameters().stream()
                        .map(VariableTree::getType)
                        .map(type -> type.toString().replaceAll("<.*>", ""))
                        .collect(Collectors.joining(", "));
                add(name, name + "(" + parameters + ")");
            }
            return null;
        }

        private void add(String key, String shown) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment == null) {
                return;
            }
            String text = Passage.shorten(JavadocText.of(trees, comment.getFullBody()));
            if (!text.isEmpty() && seen.add(key)) {
                String packageName =
                        getCurrentPath().getCompilationUnit().getPackageName().toString();
                passages.add(new Passage(packageName + "." + shown, words(key), text, key.equals(shown)));
            }
        }

        private static boolean isPublic(ModifiersTree modifiers) {
            return modifiers.getFlags().contains(Modifier.PUBLIC);
        }
    }

    /** A name as words: {@code Map.computeIfAbsent} becomes {@code Map compute If Absent}. */
    static String words(String name) {
        return name.replace('.', ' ')
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                .replaceAll("(?<=[A-Z])(?=[A-Z][a-z])", " ");
    }

    /** A source file out of the archive. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
