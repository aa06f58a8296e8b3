package org.jdvm.processor;

import com.google.auto.common.MoreTypes;
import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.jdvm.front.RaggedForm;
import org.jdvm.front.Signature;
import org.jdvm.front.Signature.Declared;
import org.jdvm.front.Signature.DeclaredArray;
import org.jdvm.front.Signature.DeclaredRecord;
import org.jdvm.front.Signature.DeclaredScalar;
import org.jdvm.front.Signature.DeclaredTensor;

/**
 * The methods of an operator in its {@code XOperators}: on the shared machine and on a given one; into a tensor of the caller, if the result
 * is one tensor; for many sequences at once, if sizes are ragged.
 */
final class OperatorMethods {
    private static final ClassName TENSOR = ClassName.get("org.jdvm", "Tensor");
    private static final ClassName RAGGED = ClassName.get("org.jdvm", "RaggedTensor");
    private static final ClassName ARGUMENT = ClassName.get("org.jdvm", "TensorArgument");
    private static final ClassName DVM = ClassName.get("org.jdvm", "Dvm");
    private static final String MACHINE = "Lorg/jdvm/Dvm;";
    private static final String RAGGED_DESCRIPTOR = "Lorg/jdvm/RaggedTensor;";
    private static final ArrayTypeName TENSORS = ArrayTypeName.of(TENSOR);
    private static final ArrayTypeName ARGUMENTS = ArrayTypeName.of(ARGUMENT);

    private final ProcessingEnvironment environment;
    private final TypeElement owner;
    private final DeclaredOperator operator;
    private final Optional<RaggedForm> ragged;
    private final ExecutableElement method;
    private final Signature signature;
    private final String constant;
    private final Set<String> names = new HashSet<>();
    /** The names of the parameters in the generated methods, where classes that these refer to must stay visible. */
    private final Map<String, String> renamed = new LinkedHashMap<>();

    private final String machine;
    private final String target;

    OperatorMethods(ProcessingEnvironment environment, TypeElement owner, CompiledOperator template, String constant) {
        this.environment = environment;
        this.owner = owner;
        this.operator = template.operator();
        this.ragged = template.ragged();
        this.method = operator.method();
        this.signature = operator.signature();
        this.constant = constant;
        names.addAll(qualifiers());
        List<String> hiding = new ArrayList<>();
        for (VariableElement parameter : method.getParameters()) {
            String name = parameter.getSimpleName().toString();
            if (names.add(name)) {
                renamed.put(name, name);
            } else {
                hiding.add(name);
            }
        }
        hiding.forEach(name -> renamed.put(name, fresh(name)));
        this.machine = fresh("dvm");
        this.target = fresh("result");
    }

    /** What the names of classes begin with before a dot, where a variable of the name would be meant instead. */
    private List<String> qualifiers() {
        return List.of(
                DVM.simpleName(),
                DVM.packageName().split("\\.")[0],
                ClassName.get(owner).simpleNames().getFirst());
    }

    private String own(String parameter) {
        return Objects.requireNonNull(renamed.get(parameter));
    }

    private String fresh(String wanted) {
        String name = wanted;
        while (!names.add(name)) {
            name += "_";
        }
        return name;
    }

    /** Name and parameters of the methods of an operator. */
    static List<String> signatures(CompiledOperator template) {
        Signature signature = template.operator().signature();
        String descriptor = signature.descriptor();
        String parameters = descriptor.substring(1, descriptor.indexOf(')'));
        String name = signature.name();
        List<String> methods =
                new ArrayList<>(List.of(name + "(" + parameters + ")", name + "(" + MACHINE + parameters + ")"));
        if (signature.result() instanceof DeclaredTensor result) {
            methods.add(name + "Into(" + result.descriptor() + parameters + ")");
            methods.add(name + "Into(" + MACHINE + result.descriptor() + parameters + ")");
        }
        template.ragged().ifPresent(form -> {
            String ragged = signature.parameters().stream()
                    .map(p -> form.parameters().contains(p.name()) ? RAGGED_DESCRIPTOR : p.descriptor())
                    .collect(Collectors.joining());
            methods.add(name + "(" + ragged + ")");
            methods.add(name + "(" + MACHINE + ragged + ")");
        });
        return methods;
    }

    List<MethodSpec> all() {
        List<MethodSpec> all = new ArrayList<>();
        String name = signature.name();
        TypeName result = TypeName.get(method.getReturnType());
        String own = signature.parameters().stream().map(p -> own(p.name())).collect(Collectors.joining(", "));
        if (operator.dynamic()) {
            return List.of(dynamic(name, result));
        }
        all.add(start(name, result)
                .addJavadoc("$L", documentation())
                .addParameters(parameters())
                .addStatement("return $N($T.shared()$L)", name, DVM, own.isEmpty() ? "" : ", " + own)
                .build());
        all.add(start(name, result)
                .addJavadoc("As {@link #$L}, on a machine of the caller.\n", link())
                .addParameter(DVM, machine)
                .addParameters(parameters())
                .addCode(checks())
                .addCode(call())
                .build());
        if (signature.result() instanceof DeclaredTensor) {
            all.add(start(name + "Into", TypeName.VOID)
                    .addJavadoc("As {@link #$L}, but the result goes into a tensor of the caller.\n", link())
                    .addParameter(TENSOR, target)
                    .addParameters(parameters())
                    .addStatement("$NInto($T.shared(), $N$L)", name, DVM, target, own.isEmpty() ? "" : ", " + own)
                    .build());
            all.add(start(name + "Into", TypeName.VOID)
                    .addJavadoc("As {@link #$L}, on a machine of the caller and into a tensor of the caller.\n", link())
                    .addParameter(DVM, machine)
                    .addParameter(TENSOR, target)
                    .addParameters(parameters())
                    .addCode(checks())
                    .addStatement("$N.callInto($N, new $T {$N}, $L)", constant, machine, TENSORS, target, arguments())
                    .build());
        }
        ragged.ifPresent(form -> all.addAll(ragged(form, name, own)));
        return all;
    }

    /** The methods for many sequences at once. */
    private List<MethodSpec> ragged(RaggedForm form, String name, String own) {
        TypeName result = form.raggedResult() ? RAGGED : TENSOR;
        List<ParameterSpec> parameters = parameters(form.parameters());
        String results =
                form.raggedResult() ? "the result is ragged, too" : "the results are stacked along a new first dim";
        return List.of(
                start(name, result)
                        .addJavadoc(
                                "As {@link #$L}, for each sequence of ragged tensors in one call; $L.\n",
                                link(),
                                results)
                        .addParameters(parameters)
                        .addStatement("return $N($T.shared(), $L)", name, DVM, own)
                        .build(),
                start(name, result)
                        .addJavadoc(
                                "As {@link #$L}, for each sequence of ragged tensors, on a machine of the"
                                        + " caller.\n",
                                link())
                        .addParameter(DVM, machine)
                        .addParameters(parameters)
                        .addCode(checks())
                        .addStatement(
                                "return $N.$L($N, $L)",
                                constant,
                                form.raggedResult() ? "callRagged" : "callStacked",
                                machine,
                                arguments(ARGUMENTS))
                        .build());
    }

    /** Checks what the declaration says of the arguments and calls the author's method. */
    private MethodSpec dynamic(String name, TypeName result) {
        String arguments = method.getParameters().stream()
                .map(p -> own(p.getSimpleName().toString()))
                .collect(Collectors.joining(", "));
        return start(name, result)
                .addJavadoc("$L", documentation())
                .addTypeVariables(method.getTypeParameters().stream()
                        .map(TypeVariableName::get)
                        .toList())
                .addExceptions(
                        method.getThrownTypes().stream().map(TypeName::get).toList())
                .varargs(method.isVarArgs())
                .addParameters(parameters())
                .addCode(checks())
                .addStatement("$N.check($L)", constant, arguments())
                .addStatement(
                        result.equals(TypeName.VOID) ? "$T.$N($L)" : "return $T.$N($L)",
                        ClassName.get(owner),
                        name,
                        arguments)
                .build();
    }

    private MethodSpec.Builder start(String name, TypeName result) {
        MethodSpec.Builder builder =
                MethodSpec.methodBuilder(name).addModifiers(Modifier.STATIC).returns(result);
        if (method.getModifiers().contains(Modifier.PUBLIC)) {
            builder.addModifiers(Modifier.PUBLIC);
        }
        DeclarationReader.annotation(method, Deprecated.class.getCanonicalName())
                .map(AnnotationSpec::get)
                .ifPresent(builder::addAnnotation);
        return builder;
    }

    private List<ParameterSpec> parameters() {
        return parameters(Set.of());
    }

    private List<ParameterSpec> parameters(Collection<String> ragged) {
        return method.getParameters().stream()
                .map(p -> parameter(p.getSimpleName().toString(), p.asType(), ragged))
                .toList();
    }

    private ParameterSpec parameter(String name, TypeMirror type, Collection<String> ragged) {
        return ParameterSpec.builder(ragged.contains(name) ? RAGGED : TypeName.get(type), own(name))
                .build();
    }

    private String documentation() {
        String text = environment.getElementUtils().getDocComment(method);
        if (text == null) {
            return "See {@link " + String.join(".", ClassName.get(owner).simpleNames()) + "#" + link() + "}.\n";
        }
        for (Map.Entry<String, String> name : renamed.entrySet()) {
            text = text.replaceAll(
                    "(@param\\s+)" + Pattern.quote(name.getKey()) + "\\b",
                    "$1" + Matcher.quoteReplacement(name.getValue()));
        }
        return text.lines()
                        .map(line -> line.startsWith(" ") ? line.substring(1) : line)
                        .map(line -> line.replace("*/", "*&#47;"))
                        .collect(Collectors.joining("\n", "", "\n"))
                        .strip()
                + "\n";
    }

    private String link() {
        return signature.name()
                + method.getParameters().stream()
                        .map(p -> environment.getTypeUtils().erasure(p.asType()))
                        .map(t -> t instanceof DeclaredType d
                                ? String.join(
                                        ".",
                                        ClassName.get((TypeElement) d.asElement())
                                                .simpleNames())
                                : t.toString())
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    /** Records are taken apart here; the template checks all the rest. */
    private CodeBlock checks() {
        CodeBlock.Builder code = CodeBlock.builder();
        for (Declared parameter : signature.parameters()) {
            if (parameter instanceof DeclaredRecord(String name, var _, var _)) {
                code.beginControlFlow("if ($N == null)", own(name))
                        .addStatement(
                                "throw new $T($S)",
                                NullPointerException.class,
                                signature.name() + ": " + name + " is null")
                        .endControlFlow();
            }
        }
        return code.build();
    }

    private CodeBlock call() {
        return switch (signature.result()) {
            case DeclaredTensor _ ->
                CodeBlock.builder()
                        .addStatement("return $N.call($N, $L)", constant, machine, arguments())
                        .build();
            case DeclaredArray _ ->
                CodeBlock.builder()
                        .addStatement("return $N.callAll($N, $L)", constant, machine, arguments())
                        .build();
            case DeclaredRecord record -> {
                String results = fresh("results");
                int[] next = {0};
                yield CodeBlock.builder()
                        .addStatement("$T $N = $N.callAll($N, $L)", TENSORS, results, constant, machine, arguments())
                        .addStatement("return $L", construct(record, method.getReturnType(), results, next))
                        .build();
            }
            case DeclaredScalar _ -> throw new IllegalArgumentException("a number as result of " + signature);
        };
    }

    private CodeBlock construct(DeclaredRecord record, TypeMirror type, String results, int[] next) {
        TypeElement element = MoreTypes.asTypeElement(type);
        List<CodeBlock> components = new ArrayList<>();
        for (int i = 0; i < record.components().size(); i++) {
            TypeMirror component = element.getRecordComponents().get(i).asType();
            components.add(
                    record.components().get(i) instanceof DeclaredRecord inner
                            ? construct(inner, component, results, next)
                            : CodeBlock.of("$N[$L]", results, next[0]++));
        }
        return CodeBlock.of("new $T($L)", ClassName.get(element), CodeBlock.join(components, ", "));
    }

    private CodeBlock arguments() {
        return arguments(TENSORS);
    }

    private CodeBlock arguments(ArrayTypeName type) {
        List<CodeBlock> tensors = new ArrayList<>();
        List<CodeBlock> scalars = new ArrayList<>();
        signature.parameters().forEach(p -> flatten("", p, tensors, scalars));
        return CodeBlock.of(
                "new $T {$L}, new double[] {$L}", type, CodeBlock.join(tensors, ", "), CodeBlock.join(scalars, ", "));
    }

    private void flatten(String access, Declared declared, List<CodeBlock> tensors, List<CodeBlock> scalars) {
        String name = access.isEmpty() ? own(declared.name()) : access + "." + declared.name() + "()";
        switch (declared) {
            case DeclaredTensor _ -> tensors.add(CodeBlock.of("$L", name));
            case DeclaredScalar _ -> scalars.add(CodeBlock.of("$L", name));
            case DeclaredRecord(var _, var _, var components) ->
                components.forEach(c -> flatten(name, c, tensors, scalars));
            case DeclaredArray _ -> throw new IllegalArgumentException("an array as parameter of " + signature);
        }
    }
}
