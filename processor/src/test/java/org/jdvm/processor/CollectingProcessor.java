package org.jdvm.processor;

import com.sun.source.util.Trees;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import org.jdvm.front.Signature;
import org.jdvm.front.Tracer;
import org.jdvm.ir.Graph;

/** Reads all operators of a compilation from javac's trees and keeps what it read. */
@SupportedAnnotationTypes(OperatorProcessor.OPERATOR)
final class CollectingProcessor extends AbstractProcessor {
    /**
     * An operator that was read.
     *
     * @param owner the binary name of its class
     * @param signature its declaration
     * @param graph its graph
     */
    record Read(String owner, Signature signature, Graph graph) {}

    final Map<String, Read> operators = new LinkedHashMap<>();

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        Trees trees = Trees.instance(processingEnv);
        Reporter reporter = new Reporter(processingEnv.getMessager(), Optional.of(trees));
        var elements = processingEnv.getElementUtils();
        for (TypeElement annotation : annotations) {
            for (Element element : round.getElementsAnnotatedWith(annotation)) {
                ExecutableElement method = (ExecutableElement) element;
                Operator operator =
                        DeclarationReader.read(elements, reporter, method).orElseThrow();
                Tracer tracer = new Tracer(operator.signature());
                Graph graph;
                try {
                    graph = tracer.finish(new TreeBody(
                                    trees,
                                    elements,
                                    processingEnv.getTypeUtils(),
                                    new CompilerClassFiles(elements),
                                    tracer)
                            .run(method));
                } catch (LocatedRefusal e) {
                    throw new IllegalStateException(
                            e.refusal().getMessage() + " at " + e.path().getLeaf(), e);
                }
                String owner = elements.getBinaryName((TypeElement) method.getEnclosingElement())
                        .toString();
                operators.put(owner + "." + operator.signature(), new Read(owner, operator.signature(), graph));
            }
        }
        return false;
    }
}
