package org.jdvm.processor;

import com.google.auto.common.AnnotationMirrors;
import com.google.auto.common.AnnotationValues;
import com.google.auto.common.MoreTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Where;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.LibraryCalls;
import org.jdvm.front.Signature;
import org.jdvm.front.Signature.Declared;
import org.jdvm.front.Signature.DeclaredArray;
import org.jdvm.front.Signature.DeclaredDims;
import org.jdvm.front.Signature.DeclaredRecord;
import org.jdvm.front.Signature.DeclaredScalar;
import org.jdvm.front.Signature.DeclaredTensor;
import org.jdvm.ir.Parameter.ScalarType;

/** Reads the declaration of one operator: parameters, result, {@code @Dims} and {@code @Where}. */
final class DeclarationReader {
    /** A method has 255 at most, and generated ones also pass on a machine and a tensor for the result. */
    private static final int MAX_PLACES = 253;

    private final Elements elements;
    private final Reporter reporter;
    private final ExecutableElement method;
    private final String name;
    private final boolean dynamic;
    private final List<String> ragged;
    private final Map<String, DeclaredOperator.Subject> subjects = new HashMap<>();
    /** The records that are being read: one that holds itself cannot be a parameter of an operator. */
    private final Set<Element> records = new HashSet<>();

    private boolean failed;

    private DeclarationReader(Elements elements, Reporter reporter, ExecutableElement method) {
        this.elements = elements;
        this.reporter = reporter;
        this.method = method;
        this.name = method.getSimpleName().toString();
        Optional<AnnotationMirror> operator = annotation(method, OperatorProcessor.OPERATOR);
        this.dynamic = operator.map(
                        a -> AnnotationMirrors.getAnnotationValue(a, "dynamic").getValue())
                .filter(Boolean.TRUE::equals)
                .isPresent();
        this.ragged = operator.map(DeclarationReader::ragged).orElse(List.of());
    }

    /** The operator; empty if errors were reported. */
    static Optional<DeclaredOperator> read(Elements elements, Reporter reporter, ExecutableElement method) {
        return new DeclarationReader(elements, reporter, method).read();
    }

    private Optional<DeclaredOperator> read() {
        if (!method.getModifiers().contains(Modifier.STATIC)) {
            error(method, DiagnosticCode.NOT_STATIC, name);
        }
        if (method.getModifiers().contains(Modifier.PRIVATE)) {
            error(method, DiagnosticCode.NOT_VISIBLE, "operator '" + name + "'");
        }
        for (Element owner = method.getEnclosingElement();
                owner instanceof TypeElement type;
                owner = owner.getEnclosingElement()) {
            if (type.getModifiers().contains(Modifier.PRIVATE)) {
                error(
                        method,
                        DiagnosticCode.NOT_VISIBLE,
                        "class '" + type.getSimpleName() + "' of operator '" + name + "'");
            }
        }
        if (!dynamic && !method.getTypeParameters().isEmpty()) {
            error(method, DiagnosticCode.GENERIC, name);
        }
        if (dynamic && !ragged.isEmpty()) {
            error(
                    method,
                    DiagnosticCode.RAGGED,
                    String.join(", ", ragged),
                    name,
                    "a dynamic operator runs its body as written, once for each call");
        }
        List<Declared> parameters = new ArrayList<>();
        for (VariableElement parameter : method.getParameters()) {
            declared(parameter.getSimpleName().toString(), "", parameter, parameter.asType(), true)
                    .ifPresent(parameters::add);
        }
        Optional<Declared> result = result();
        List<String> conditions = conditions();
        if (failed || result.isEmpty()) {
            return Optional.empty();
        }
        Signature signature = new Signature(name, parameters, result.get(), conditions);
        int places = method.getParameters().stream()
                .mapToInt(DeclarationReader::places)
                .sum();
        if (!dynamic && places > MAX_PLACES) {
            error(method, DiagnosticCode.TOO_MANY_PARAMETERS, name, places, MAX_PLACES);
            return Optional.empty();
        }
        return Optional.of(new DeclaredOperator(method, signature, dynamic, ragged, subjects));
    }

    private static int places(VariableElement parameter) {
        return switch (parameter.asType().getKind()) {
            case LONG, DOUBLE -> 2;
            default -> 1;
        };
    }

    private Optional<Declared> result() {
        TypeMirror type = method.getReturnType();
        if (dynamic) {
            return Optional.of(new DeclaredArray(Signature.RESULT));
        }
        if (type instanceof ArrayType array && isTensor(array.getComponentType())) {
            subjects.put(Signature.RESULT, new DeclaredOperator.Subject(method, Optional.empty()));
            return Optional.of(new DeclaredArray(Signature.RESULT));
        }
        return declared(Signature.RESULT, "", method, type, false);
    }

    private Optional<Declared> declared(
            String own, String prefix, Element element, TypeMirror type, boolean parameter) {
        String path = prefix + own;
        Optional<AnnotationMirror> annotation = annotation(element, Dims.class.getCanonicalName());
        subjects.put(path, new DeclaredOperator.Subject(position(element), annotation));
        if (isTensor(type)) {
            if (annotation.isEmpty() && dynamic) {
                return Optional.empty();
            }
            if (annotation.isEmpty() && parameter) {
                error(position(element), DiagnosticCode.MISSING_DIMS, path, name);
            }
            return Optional.of(new DeclaredTensor(own, annotation.map(DeclarationReader::dims)));
        }
        if (annotation.isPresent()) {
            error(position(element), DiagnosticCode.DIMS_ON_OTHER, path, type);
        }
        Optional<ScalarType> scalar = scalar(type.getKind());
        if (scalar.isPresent() && parameter) {
            return Optional.of(new DeclaredScalar(own, scalar.get()));
        }
        if (type.getKind() == TypeKind.DECLARED
                && MoreTypes.asElement(type).getKind() == ElementKind.RECORD
                && records.add(MoreTypes.asElement(type))) {
            Declared record = record(own, path, MoreTypes.asTypeElement(type), parameter);
            records.remove(MoreTypes.asElement(type));
            return Optional.of(record);
        }
        if (type.getKind() == TypeKind.ERROR) {
            throw new UnresolvedException(type.toString());
        }
        if (dynamic) {
            return Optional.empty();
        }
        if (parameter) {
            error(position(element), DiagnosticCode.PARAMETER_TYPE, path, name, type);
        } else {
            error(method, DiagnosticCode.RESULT_TYPE, name, type);
        }
        return Optional.empty();
    }

    private Declared record(String own, String path, TypeElement type, boolean parameter) {
        if (type.getModifiers().contains(Modifier.PRIVATE)) {
            error(
                    method,
                    DiagnosticCode.NOT_VISIBLE,
                    "record '" + type.getSimpleName() + "' of operator '" + name + "'");
        }
        List<Declared> components = new ArrayList<>();
        for (RecordComponentElement component : type.getRecordComponents()) {
            declared(component.getSimpleName().toString(), path + ".", component, component.asType(), parameter)
                    .ifPresent(components::add);
        }
        return new DeclaredRecord(own, elements.getBinaryName(type).toString(), components);
    }

    /** A component of a record from a class file has no position in a source: that of the method is taken. */
    private Element position(Element element) {
        return element instanceof RecordComponentElement component && !samePackage(component.getEnclosingElement())
                ? method
                : element;
    }

    private boolean samePackage(Element other) {
        return elements.getPackageOf(other).equals(elements.getPackageOf(method));
    }

    private List<String> conditions() {
        List<AnnotationMirror> wheres = new ArrayList<>();
        annotation(method, Where.class.getCanonicalName()).ifPresent(wheres::add);
        annotation(method, Where.All.class.getCanonicalName()).ifPresent(all -> {
            List<?> values =
                    (List<?>) AnnotationMirrors.getAnnotationValue(all, "value").getValue();
            values.forEach(value -> wheres.add((AnnotationMirror) ((AnnotationValue) value).getValue()));
        });
        List<String> conditions = new ArrayList<>();
        for (AnnotationMirror where : wheres) {
            String text = AnnotationValues.getString(AnnotationMirrors.getAnnotationValue(where, "value"));
            subjects.put(
                    "@Where#" + conditions.size(),
                    new DeclaredOperator.Subject(method, Optional.of(where), conditions.size()));
            conditions.add(text);
        }
        return conditions;
    }

    /** The annotation of a type, if the element has it. */
    static Optional<AnnotationMirror> annotation(Element element, String type) {
        return element.getAnnotationMirrors().stream()
                .<AnnotationMirror>map(a -> a)
                .filter(a -> MoreTypes.asTypeElement(a.getAnnotationType())
                        .getQualifiedName()
                        .contentEquals(type))
                .findFirst();
    }

    private static DeclaredDims dims(AnnotationMirror annotation) {
        String type = AnnotationValues.getEnum(AnnotationMirrors.getAnnotationValue(annotation, "dtype"))
                .getSimpleName()
                .toString();
        String text = AnnotationValues.getString(AnnotationMirrors.getAnnotationValue(annotation, "value"));
        return new DeclaredDims(DType.valueOf(type), text);
    }

    private static List<String> ragged(AnnotationMirror operator) {
        List<?> sizes = (List<?>)
                AnnotationMirrors.getAnnotationValue(operator, "ragged").getValue();
        return sizes.stream()
                .map(size -> AnnotationValues.getString((AnnotationValue) size))
                .toList();
    }

    private static boolean isTensor(TypeMirror type) {
        return type.getKind() == TypeKind.DECLARED
                && MoreTypes.asTypeElement(type).getQualifiedName().contentEquals(LibraryCalls.TENSOR);
    }

    private static Optional<ScalarType> scalar(TypeKind kind) {
        return switch (kind) {
            case INT -> Optional.of(ScalarType.INT);
            case LONG -> Optional.of(ScalarType.LONG);
            case FLOAT -> Optional.of(ScalarType.FLOAT);
            case DOUBLE -> Optional.of(ScalarType.DOUBLE);
            default -> Optional.empty();
        };
    }

    private void error(Element element, DiagnosticCode message, Object... arguments) {
        failed = true;
        reporter.print(element, message, arguments);
    }
}
