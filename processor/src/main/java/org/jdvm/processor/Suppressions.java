package org.jdvm.processor;

import com.google.auto.common.AnnotationMirrors;
import com.google.auto.common.AnnotationValues;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import org.jdvm.front.DiagnosticCode;
import org.jspecify.annotations.Nullable;

/** What {@code @SuppressWarnings} at a method and the classes around it silences. */
final class Suppressions {
    private static final String ALL = "jdvm";
    private static final String ONE = ALL + ":";

    private final Set<String> values;

    private Suppressions(Set<String> values) {
        this.values = values;
    }

    static Suppressions at(@Nullable Element member) {
        return new Suppressions(Stream.<@Nullable Element>iterate(member, e -> e != null, Element::getEnclosingElement)
                .flatMap(Suppressions::values)
                .collect(Collectors.toSet()));
    }

    /** What is silenced at an expression by the method that contains it, which may be a helper of the operator. */
    static Suppressions at(TreePath place, Trees trees) {
        TreePath path = place;
        while (path != null && !(path.getLeaf() instanceof MethodTree)) {
            path = path.getParentPath();
        }
        return at(path == null ? null : trees.getElement(path));
    }

    private static Stream<String> values(Element element) {
        return DeclarationReader.annotation(element, SuppressWarnings.class.getCanonicalName()).stream()
                .map(annotation -> AnnotationMirrors.getAnnotationValue(annotation, "value"))
                .flatMap(value -> ((List<?>) value.getValue()).stream())
                .map(value -> AnnotationValues.getString((AnnotationValue) value));
    }

    boolean silence(DiagnosticCode message) {
        return values.contains(ALL) || values.contains(ONE + message.code());
    }
}
