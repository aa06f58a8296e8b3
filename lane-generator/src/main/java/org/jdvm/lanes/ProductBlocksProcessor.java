package org.jdvm.lanes;

import com.google.auto.common.AnnotationMirrors;
import com.google.auto.common.MoreElements;
import com.google.auto.service.AutoService;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.TypeElement;

/** Writes the innermost loops of matrix products for the heights that a class names: those with a packed left operand, and those with one in place. */
@AutoService(Processor.class)
@SupportedAnnotationTypes(ProductBlocksProcessor.ANNOTATION)
public final class ProductBlocksProcessor extends AbstractProcessor {
    static final String ANNOTATION = "org.jdvm.exec.gemm.ProductBlocks";
    private static final String LANE_PACKAGE = "org.jdvm.exec.lane";

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
                List<Integer> packed = heights(mirror, "packed");
                List<Integer> direct = heights(mirror, "direct");
                write((TypeElement) element, ProductBlocksWriter.heights(owner, packed, direct), false);
                write((TypeElement) element, new ProductBlocksWriter(owner, false, packed).write(), true);
                write((TypeElement) element, new ProductBlocksWriter(owner, true, direct).write(), true);
            });
        }
        return true;
    }

    private static List<Integer> heights(AnnotationMirror mirror, String name) {
        List<?> values =
                (List<?>) AnnotationMirrors.getAnnotationValue(mirror, name).getValue();
        return values.stream()
                .map(value -> (Integer) ((AnnotationValue) value).getValue())
                .toList();
    }

    private void write(TypeElement element, TypeSpec type, boolean usesVectors) {
        ClassName owner = ClassName.get(element);
        JavaFile.Builder file = JavaFile.builder(
                        owner.packageName(),
                        type.toBuilder().addOriginatingElement(element).build())
                .addFileComment("Generated from $L.", owner.simpleName())
                .skipJavaLangImports(true)
                .indent("    ");
        if (usesVectors) {
            file.addStaticImport(ClassName.get(LANE_PACKAGE, "Lanes"), "F32", "ORDER")
                    .addStaticImport(ClassName.get(LANE_PACKAGE, "Layout"), "BYTES", "COUNT");
        }
        try {
            file.build().writeTo(processingEnv.getFiler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
