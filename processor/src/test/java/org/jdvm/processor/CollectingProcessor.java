package org.jdvm.processor;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.ClassFiles;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.Signature;
import org.jdvm.front.Tracer;

/** Reads all operators of a compilation from javac's trees and keeps what it read. */
@SupportedAnnotationTypes(OperatorProcessor.OPERATOR)
final class CollectingProcessor extends AbstractProcessor {
    /**
     * An operator that was read.
     *
     * @param owner the binary name of its class
     * @param signature its declaration
     * @param text the text of its graph, or the code of the message that refuses it
     */
    record Read(String owner, Signature signature, String text) {
        /** The same read from class files. A refusal in the body says where that is. */
        String from(ClassFiles files) {
            try {
                return ClassFileReader.read(files, owner, signature).toString();
            } catch (DiagnosticException e) {
                boolean inBody = e.subject().isEmpty();
                assertTrue(!inBody || e.getMessage().matches(".* \\(\\w+.java:\\d+\\)"), e.getMessage());
                return e.message().code();
            }
        }
    }

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
                DeclaredOperator operator =
                        DeclarationReader.read(elements, reporter, method).orElseThrow();
                String owner = elements.getBinaryName((TypeElement) method.getEnclosingElement())
                        .toString();
                operators.put(
                        owner + "." + operator.signature(),
                        new Read(owner, operator.signature(), text(trees, operator)));
            }
        }
        return false;
    }

    private String text(Trees trees, DeclaredOperator operator) {
        try {
            Tracer tracer = new Tracer(operator.signature());
            TreeBody body = new TreeBody(
                    trees,
                    processingEnv.getElementUtils(),
                    processingEnv.getTypeUtils(),
                    new CompilerClassFiles(processingEnv.getElementUtils()),
                    tracer);
            return tracer.finish(body.run(operator.method())).toString();
        } catch (LocatedDiagnostic e) {
            return e.refusal().message().code();
        } catch (DiagnosticException e) {
            return e.message().code();
        }
    }
}
