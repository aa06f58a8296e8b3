package org.jdvm.processor;

import com.google.auto.service.AutoService;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.RaggedForm;
import org.jdvm.front.Tracer;
import org.jdvm.fusion.Plan;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Graph;
import org.jdvm.ir.passes.Passes;

/**
 * Turns methods marked {@code @Operator} into templates for any size: writes a class {@code XOperators} for each class {@code X} that
 * holds operators.
 *
 * <p>With {@code -Ajdvm.trees=false}, or under a compiler without javac's trees, the generated class reads the body of an operator from the
 * class file when the operator is called first.
 */
@AutoService(Processor.class)
@SupportedAnnotationTypes(OperatorProcessor.OPERATOR)
public final class OperatorProcessor extends AbstractProcessor {
    static final String OPERATOR = "org.jdvm.annotations.Operator";

    /** Classes with names that had no meaning yet: another processor may write what is missing. */
    private final Map<String, UnresolvedException> waiting = new LinkedHashMap<>();

    /** The classes with operators, by the names of the classes that were generated for them. */
    private final Map<String, TypeElement> generated = new HashMap<>();

    private Optional<Trees> trees = Optional.empty();
    private Optional<FusionCheck> fusion = Optional.empty();
    private Optional<ReadClassesWriter> readClasses = Optional.empty();
    private String withoutTrees = "";
    private boolean noted;

    /** Creates the processor; the compiler does so. */
    public OperatorProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latest();
    }

    @Override
    public Set<String> getSupportedOptions() {
        return Options.NAMES;
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        if ("false".equals(environment.getOptions().get(Options.TREES))) {
            withoutTrees = "-A" + Options.TREES + "=false";
        } else {
            try {
                ProcessingEnvironment compiler = CompilerEnvironment.of(environment);
                trees = Optional.of(Trees.instance(compiler));
                readClasses = ReadClassesWriter.of(environment, compiler);
            } catch (IllegalArgumentException | LinkageError _) {
                withoutTrees = "this compiler, or what wraps it, does not show method bodies to annotation processors ("
                        + environment.getClass().getName() + ")";
            }
        }
        Reporter reporter = new Reporter(environment.getMessager(), trees);
        try {
            Options options = Options.read(environment.getOptions());
            fusion = trees.map(t -> new FusionCheck(t, reporter, options));
        } catch (DiagnosticException e) {
            reporter.print(e);
        }
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        if (round.processingOver()) {
            fusion.ifPresent(check -> check.writeReports(processingEnv.getFiler()));
            if (!round.errorRaised()) {
                waiting.forEach(this::report);
            }
            return false;
        }
        Set<TypeElement> owners = new LinkedHashSet<>();
        for (String name : waiting.keySet()) {
            owners.add(processingEnv.getElementUtils().getTypeElement(name));
        }
        waiting.clear();
        for (TypeElement annotation : annotations) {
            for (Element method : round.getElementsAnnotatedWith(annotation)) {
                owners.add((TypeElement) method.getEnclosingElement());
            }
        }
        owners.forEach(this::process);
        // claiming the annotations would keep other processors from running
        return false;
    }

    private String generatedName(TypeElement owner) {
        return processingEnv.getElementUtils().getPackageOf(owner).getQualifiedName() + "."
                + OperatorsWriter.name(owner);
    }

    private void report(String owner, UnresolvedException unresolved) {
        Reporter reporter = new Reporter(processingEnv.getMessager(), trees);
        if (unresolved.path().isPresent()) {
            reporter.print(unresolved.path().get(), unresolved.refusal());
        } else {
            TypeElement type = processingEnv.getElementUtils().getTypeElement(owner);
            reporter.print(type, unresolved.refusal());
        }
    }

    /** One class that fails does not keep the others from being processed. */
    private void process(TypeElement owner) {
        Reporter reporter = new Reporter(processingEnv.getMessager(), trees);
        try {
            List<CompiledOperator> templates = new ArrayList<>();
            boolean complete = true;
            for (ExecutableElement method : ElementFilter.methodsIn(owner.getEnclosedElements())) {
                if (DeclarationReader.annotation(method, OPERATOR).isPresent()) {
                    Optional<CompiledOperator> template = read(reporter, method);
                    template.ifPresent(templates::add);
                    complete &= template.isPresent();
                }
            }
            if (complete && !clash(reporter, templates)) {
                if (trees.isEmpty()
                        && !noted
                        && !templates.stream().allMatch(t -> t.operator().dynamic())) {
                    noted = true;
                    reporter.print(DiagnosticCode.WITHOUT_TREES, withoutTrees);
                }
                new OperatorsWriter(processingEnv, owner, templates).write();
                generated.put(generatedName(owner), owner);
                noteClasses(owner, templates);
                fusion.ifPresent(check -> templates.forEach(check::check));
            }
        } catch (FilerException _) {
            reporter.print(
                    owner,
                    DiagnosticCode.CLASS_CLASH,
                    owner.getQualifiedName(),
                    OperatorsWriter.name(owner),
                    Optional.ofNullable(generated.get(generatedName(owner)))
                            .map(other -> "that of " + other.getQualifiedName())
                            .orElse("a class that is there already"));
        } catch (UnresolvedException e) {
            waiting.put(owner.getQualifiedName().toString(), e);
        } catch (IOException | RuntimeException e) {
            reporter.print(owner, DiagnosticCode.INTERNAL, owner.getSimpleName(), described(e));
        }
    }

    /** Whether methods of the generated class would not differ; says so. */
    private static boolean clash(Reporter reporter, List<CompiledOperator> templates) {
        Set<String> all = new HashSet<>();
        boolean clash = false;
        for (CompiledOperator template : templates) {
            DeclaredOperator operator = template.operator();
            for (String method : OperatorMethods.signatures(template)) {
                if (!all.add(method)) {
                    clash = true;
                    reporter.print(
                            operator.method(),
                            DiagnosticCode.NAME_CLASH,
                            operator.signature().name(),
                            method);
                    break;
                }
            }
        }
        return clash;
    }

    private Optional<CompiledOperator> read(Reporter reporter, ExecutableElement method) {
        try {
            Optional<DeclaredOperator> declared =
                    DeclarationReader.read(processingEnv.getElementUtils(), reporter, method);
            return declared.flatMap(operator -> template(reporter, operator));
        } catch (UnresolvedException e) {
            throw e;
        } catch (StackOverflowError _) {
            reporter.print(
                    method,
                    DiagnosticCode.TOO_LARGE,
                    "the depth of expressions that the compiler can follow, which -J-Xss64m makes larger");
            return Optional.empty();
        } catch (RuntimeException e) {
            reporter.print(method, DiagnosticCode.INTERNAL, method.getSimpleName(), described(e));
            return Optional.empty();
        }
    }

    private Optional<CompiledOperator> template(Reporter reporter, DeclaredOperator operator) {
        try {
            Tracer tracer = new Tracer(operator.signature());
            if (operator.dynamic()) {
                return Optional.of(new CompiledOperator(
                        operator,
                        Optional.of(tracer.declaration()),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Set.of()));
            }
            Optional<RaggedForm> ragged = operator.ragged().isEmpty()
                    ? Optional.empty()
                    : Optional.of(RaggedForm.of(operator.signature(), operator.ragged()));
            if (trees.isEmpty()) {
                return Optional.of(new CompiledOperator(
                        operator, Optional.empty(), Optional.empty(), ragged, List.of(), Set.of()));
            }
            TreeBody body = new TreeBody(
                    trees.get(),
                    processingEnv.getElementUtils(),
                    processingEnv.getTypeUtils(),
                    new CompilerClassFiles(processingEnv.getElementUtils()),
                    tracer);
            Graph graph = tracer.finish(body.run(operator.method()));
            Plan plan = Planner.plan(Passes.run(graph));
            return Optional.of(new CompiledOperator(
                    operator, Optional.of(graph), Optional.of(plan), ragged, body.places(), body.classes()));
        } catch (LocatedDiagnostic e) {
            reporter.print(e.path(), e.refusal());
        } catch (DiagnosticException e) {
            reporter.print(operator.subject(e.subject()), e);
        }
        return Optional.empty();
    }

    private void noteClasses(TypeElement owner, List<CompiledOperator> templates) throws IOException {
        Set<String> classes =
                templates.stream().flatMap(t -> t.classes().stream()).collect(Collectors.toSet());
        if (readClasses.isPresent() && !classes.isEmpty()) {
            String name = processingEnv.getElementUtils().getBinaryName(owner).toString();
            readClasses.get().add(owner, name, classes);
        }
    }

    private static String described(Throwable e) {
        return e
                + Stream.of(e.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("org.jdvm."))
                        .findFirst()
                        .map(frame -> " at " + frame)
                        .orElse("");
    }
}
