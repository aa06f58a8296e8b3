package org.jdvm.lanes;

import com.google.auto.common.AnnotationMirrors;
import com.google.auto.common.MoreElements;
import com.google.auto.service.AutoService;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/** Writes the innermost loops of matrix products for the heights that a class names: with a packed left operand, with rows in place, and with right operands
 * that are narrower than floats. */
@AutoService(Processor.class)
@SupportedAnnotationTypes(ProductBlocksProcessor.ANNOTATION)
public final class ProductBlocksProcessor extends AbstractProcessor {
    static final String ANNOTATION = "org.jdvm.exec.gemm.ProductBlocks";

    /** Creates the processor; the compiler does so. */
    public ProductBlocksProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        for (TypeElement annotation : annotations) {
            round.getElementsAnnotatedWith(annotation).forEach(element -> {
                AnnotationMirror mirror =
                        MoreElements.getAnnotationMirror(element, ANNOTATION).get();
                ClassName owner = ClassName.get((TypeElement) element);
                List<Integer> heights = heights(mirror);
                int pitch = (Integer)
                        AnnotationMirrors.getAnnotationValue(mirror, "pitch").getValue();
                write(owner, element, ProductBlocksWriter.heights(owner, heights, pitch), Map.of());
                ProductBlocksWriter.all(owner, heights, pitch)
                        .forEach(blocks -> write(owner, element, blocks.write(), blocks.imports()));
            });
        }
        return true;
    }

    private static List<Integer> heights(AnnotationMirror mirror) {
        List<?> values =
                (List<?>) AnnotationMirrors.getAnnotationValue(mirror, "value").getValue();
        return values.stream()
                .map(value -> (Integer) ((AnnotationValue) value).getValue())
                .toList();
    }

    private void write(ClassName owner, Element element, TypeSpec type, Map<ClassName, Set<String>> imports) {
        Generated.write(processingEnv.getFiler(), owner, element, type, imports);
    }
}
