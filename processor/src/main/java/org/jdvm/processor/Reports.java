package org.jdvm.processor;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.annotation.processing.Filer;
import javax.lang.model.element.TypeElement;
import javax.tools.StandardLocation;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.fusion.MissedFusion;
import org.jdvm.ir.Value;
import org.jdvm.processor.report.FusionReport;
import org.jdvm.processor.report.ReportedOperator;
import org.jdvm.processor.report.ReportedOperator.Missed;
import org.jdvm.processor.report.ReportedOperator.Place;

/** Collects the operators of a compilation and writes the fusion report about them. */
final class Reports {
    private static final String DIRECTORY = "jdvm";
    private static final String MAIN_CLASSES = "classes";
    private static final int LONGEST_CODE = 60;

    private final Trees trees;
    private final Reporter reporter;
    private final Options options;
    private final List<ReportedOperator> operators = new ArrayList<>();

    Reports(Trees trees, Reporter reporter, Options options) {
        this.trees = trees;
        this.reporter = reporter;
        this.options = options;
    }

    void add(FusedOperator fused) {
        if (options.report() == Options.Report.NONE) {
            return;
        }
        CompiledOperator template = fused.template();
        TypeElement owner = (TypeElement) template.operator().method().getEnclosingElement();
        List<Place> places = new ArrayList<>();
        for (int origin : fused.plan().graph().origins()) {
            places.add(place(template.places().get(origin)));
        }
        operators.add(new ReportedOperator(
                owner.getQualifiedName().toString(),
                template.operator().signature().name(),
                place(trees.getPath(template.operator().method())),
                fused.plan(),
                places,
                fused.misses().stream().map(miss -> missed(miss, fused)).toList(),
                fused.sizes().symbols(),
                fused.sizes().values()));
    }

    private static Missed missed(MissedFusion miss, FusedOperator fused) {
        DiagnosticCode message = FusionCheck.message(miss);
        Value value = miss.node().result();
        String text = FusionCheck.text(miss, fused.template().operator().method(), fused.sizes());
        boolean warned = fused.warned().contains(miss);
        return new Missed(message.code(), value.id(), miss.bytes().toString(), text, warned);
    }

    private Place place(TreePath path) {
        Tree tree = path.getLeaf();
        String file = path.getCompilationUnit().getSourceFile().getName();
        // the name is at the end of what is called, and after the result type of what is declared
        Tree before = switch (tree) {
            case MethodInvocationTree call -> call.getMethodSelect();
            case MethodTree method when method.getReturnType() != null -> method.getReturnType();
            default -> tree;
        };
        long position = trees.getSourcePositions().getEndPosition(path.getCompilationUnit(), before);
        long line = position < 0 ? 0 : path.getCompilationUnit().getLineMap().getLineNumber(position);
        return new Place(file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1), line, code(tree));
    }

    /** What is called with what, without what it is called on. */
    private static String code(Tree tree) {
        String code = switch (tree) {
            case MethodTree method -> method.getName().toString();
            case MethodInvocationTree call ->
                called(call.getMethodSelect())
                        + call.getArguments().stream()
                                .map(ExpressionTree::toString)
                                .collect(Collectors.joining(", ", "(", ")"));
            default -> tree.toString();
        };
        String line = code.replaceAll("\\s+", " ");
        return line.length() > LONGEST_CODE ? line.substring(0, LONGEST_CODE) + "..." : line;
    }

    private static String called(ExpressionTree select) {
        return switch (select) {
            case MemberSelectTree member -> member.getIdentifier().toString();
            case IdentifierTree name -> name.getName().toString();
            default -> select.toString();
        };
    }

    /** Writes the files, if there are operators and a place for them. */
    void write(Filer filer) {
        Optional<Path> directory = options.reportDirectory().map(Path::of).or(() -> nextToClasses(filer));
        if (operators.isEmpty() || directory.isEmpty()) {
            return;
        }
        try {
            FusionReport report = new FusionReport(operators);
            if (options.report() != Options.Report.HTML) {
                report.writeJson(directory.get());
            }
            if (options.report() != Options.Report.JSON) {
                report.writeHtml(directory.get());
            }
        } catch (IOException e) {
            reporter.print(DiagnosticCode.REPORT, e);
        }
    }

    /** Next to the class files; those of tests get a separate directory in it. */
    private static Optional<Path> nextToClasses(Filer filer) {
        try {
            URI uri = filer.getResource(StandardLocation.CLASS_OUTPUT, "", DIRECTORY)
                    .toUri();
            Path classes = Path.of(uri).toAbsolutePath().getParent();
            Path parent = classes.getParent();
            if (parent == null) {
                return Optional.empty();
            }
            Path directory = parent.resolve(DIRECTORY);
            String name = String.valueOf(classes.getFileName());
            return Optional.of(name.equals(MAIN_CLASSES) ? directory : directory.resolve(name));
        } catch (IOException | IllegalArgumentException | FileSystemNotFoundException _) {
            // class files that go to no directory, as in some tools
            return Optional.empty();
        }
    }
}
