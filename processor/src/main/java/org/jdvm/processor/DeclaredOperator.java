package org.jdvm.processor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import org.jdvm.front.Signature;

/**
 * An operator as it is declared.
 *
 * @param method the method
 * @param signature what it says about itself
 * @param dynamic true if the method is called as it is, after a check of the arguments that the signature tells of
 * @param ragged the sizes that differ from sequence to sequence in a call for many of them
 * @param subjects where each element is that a refusal may be about
 */
record DeclaredOperator(
        ExecutableElement method,
        Signature signature,
        boolean dynamic,
        List<String> ragged,
        Map<String, Subject> subjects) {
    DeclaredOperator {
        ragged = List.copyOf(ragged);
        subjects = Map.copyOf(subjects);
    }

    /**
     * A place in a declaration.
     *
     * @param element the parameter or method
     * @param annotation the annotation on it that is meant
     * @param index which one it is among the annotations of its type
     */
    record Subject(Element element, Optional<AnnotationMirror> annotation, int index) {
        Subject(Element element, Optional<AnnotationMirror> annotation) {
            this(element, annotation, 0);
        }
    }

    /** Where an element is; the method itself if that is not known. */
    Subject subject(Optional<String> name) {
        return name.map(subjects::get).orElseGet(() -> new Subject(method, Optional.empty()));
    }
}
