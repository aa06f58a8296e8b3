package org.jdvm.lanes;

import com.google.auto.service.AutoService;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeSpec;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.tools.Diagnostic;

/**
 * Writes vector forms, tile loops and array loops of the functions that a class describes lane by lane. The class is marked with an
 * annotation of this name, which names the table of operations; a method whose name is that of an operation computes it.
 */
@AutoService(Processor.class)
@SupportedAnnotationTypes(LaneProcessor.ANNOTATION)
public final class LaneProcessor extends AbstractProcessor {
    static final String ANNOTATION = "org.jdvm.exec.lane.LaneDescription";

    /** Creates the processor; the compiler does so. */
    public LaneProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        for (TypeElement annotation : annotations) {
            for (Element element : round.getElementsAnnotatedWith(annotation)) {
                Trees trees = Trees.instance(processingEnv);
                ClassTree tree = trees.getTree((TypeElement) element);
                CompilationUnitTree unit = trees.getPath(element).getCompilationUnit();
                Map<Tree, String> refused = new LinkedHashMap<>();
                generate((TypeElement) element, tree, text(trees, unit), e -> refused.put(e.place(), e.getMessage()));
                refused.forEach((place, message) -> trees.printMessage(Diagnostic.Kind.ERROR, message, place, unit));
            }
        }
        return true;
    }

    private static Function<Tree, String> text(Trees trees, CompilationUnitTree unit) {
        SourcePositions positions = trees.getSourcePositions();
        return tree -> {
            try {
                return unit.getSourceFile()
                        .getCharContent(true)
                        .subSequence((int) positions.getStartPosition(unit, tree), (int)
                                positions.getEndPosition(unit, tree))
                        .toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private void generate(
            TypeElement element, ClassTree tree, Function<Tree, String> source, Consumer<RefusedException> refused) {
        TypeElement operations = operations(element);
        Set<String> known = operations.getEnclosedElements().stream()
                .filter(e -> e.getKind() == ElementKind.ENUM_CONSTANT)
                .map(e -> e.getSimpleName().toString())
                .collect(Collectors.toSet());
        AtomicBoolean isRight = new AtomicBoolean(true);
        Consumer<RefusedException> report = refused.andThen(_ -> isRight.set(false));
        Description description =
                Description.read(ClassName.get(element), ClassName.get(operations), known, tree, report);
        for (LaneFunction function : description.functions()) {
            try {
                if (!function.isPrivate() && function.hasVectorForm()) {
                    new VectorBody(description, source, Set.of()).of(function, function.parameters());
                }
            } catch (RefusedException e) {
                report.accept(e);
            }
        }
        if (isRight.get()) {
            write(element, description, source);
        }
    }

    private void write(TypeElement element, Description description, Function<Tree, String> source) {
        List<Lane> described =
                Arrays.stream(Lane.values()).filter(description::describes).toList();
        if (described.stream().anyMatch(Lane::hasVectors)) {
            LaneVectorsWriter vectors = new LaneVectorsWriter(description, source);
            write(element, vectors.write(), vectors.constants(), Set.of("F32", "I32"), Set.of());
        }
        for (Lane lane : described) {
            write(element, new ArraysWriter(description, lane).write(), Set.of(), Set.of(), Set.of());
            if (lane.hasVectors()) {
                VectorTilesWriter tiles = new VectorTilesWriter(description, source, lane);
                write(
                        element,
                        tiles.write(),
                        tiles.constants(),
                        Set.of("F32", "I32", "ORDER", lane.load(), lane.broadcast()),
                        Set.of("BYTES"));
            }
        }
    }

    /** The enum that the annotation names. */
    private static TypeElement operations(TypeElement element) {
        for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
            if (mirror.getAnnotationType().toString().equals(ANNOTATION)) {
                DeclaredType type = (DeclaredType)
                        mirror.getElementValues().values().iterator().next().getValue();
                return (TypeElement) type.asElement();
            }
        }
        throw new IllegalStateException(element + " has no " + ANNOTATION);
    }

    private void write(
            TypeElement element, TypeSpec type, Set<String> constants, Set<String> lanes, Set<String> layout) {
        ClassName description = ClassName.get(element);
        Generated.write(
                processingEnv.getFiler(),
                description,
                element,
                type,
                Map.of(
                        description,
                        constants,
                        ClassName.get(description.packageName(), "Lanes"),
                        lanes,
                        ClassName.get(description.packageName(), "Layout"),
                        layout));
    }
}
