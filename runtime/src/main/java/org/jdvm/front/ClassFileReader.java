package org.jdvm.front;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdvm.front.Signature.Declared;
import org.jdvm.front.Signature.DeclaredRecord;
import org.jdvm.ir.Graph;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of operators from class files, where the compiler showed no source to the annotation processor. */
public final class ClassFileReader {
    private static final String TENSOR_TYPE = "L" + LibraryCalls.TENSOR.replace('.', '/') + ";";

    private final ClassFiles files;
    private final Tracer tracer;
    /** The class whose initialiser is read: of it only some fields matter. None while an operator is read. */
    private final @Nullable String initialised;

    private final Map<String, Optional<ClassModel>> classes;
    private final Map<String, Map<String, AbstractValue>> statics;

    /**
     * Creates a reader that adds to a graph.
     *
     * @param files where class files are found
     * @param tracer the operator that is read
     */
    public ClassFileReader(ClassFiles files, Tracer tracer) {
        this(files, tracer, null, new HashMap<>(), new HashMap<>());
    }

    private ClassFileReader(
            ClassFiles files,
            Tracer tracer,
            @Nullable String initialised,
            Map<String, Optional<ClassModel>> classes,
            Map<String, Map<String, AbstractValue>> statics) {
        this.files = files;
        this.tracer = tracer;
        this.initialised = initialised;
        this.classes = classes;
        this.statics = statics;
    }

    /**
     * Reads an operator.
     *
     * @param owner the class that declares it
     * @param signature its declaration
     * @return its graph, the same as the annotation processor gets from the source
     * @throws DiagnosticException if it cannot be an operator; the message says where
     */
    public static Graph read(Class<?> owner, Signature signature) {
        return read(ClassFiles.of(owner), owner.getName(), signature);
    }

    /**
     * Reads an operator.
     *
     * @param files where class files are found
     * @param owner the binary name of the class that declares it
     * @param signature its declaration
     * @return its graph
     * @throws DiagnosticException if it cannot be an operator; the message says where
     */
    public static Graph read(ClassFiles files, String owner, Signature signature) {
        Tracer tracer = new Tracer(signature);
        ClassFileReader reader = new ClassFileReader(files, tracer);
        for (int i = 0; i < signature.parameters().size(); i++) {
            reader.checkAccessors(
                    "", signature.parameters().get(i), tracer.arguments().get(i));
        }
        return tracer.finish(reader.invoke(owner, signature.name(), signature.descriptor(), tracer.arguments()));
    }

    private void checkAccessors(String prefix, Declared declared, AbstractValue argument) {
        if (declared instanceof DeclaredRecord(String name, String className, List<Declared> components)
                && argument instanceof AbstractValue.Instance instance) {
            String path = prefix + name;
            for (Declared component : components) {
                AbstractValue value = instance.get(component.name());
                if (hasMethod(className, component.name(), "()" + component.descriptor())
                        && !invoke(className, component.name(), "()" + component.descriptor(), List.of(instance))
                                .equals(value)) {
                    throw Unsupported.accessor(path, component.name());
                }
                checkAccessors(path + ".", component, value);
            }
        }
    }

    /**
     * {@return the declaration with the components of records in the result named as their class files name them now} A generated class
     * passes results to the constructor by position, whatever the components are called.
     *
     * @param owner the class that declares the operator
     * @param signature its declaration
     */
    public static Signature withComponentsOf(Class<?> owner, Signature signature) {
        return signature.returning(withComponentsOf(ClassFiles.of(owner), signature.result()));
    }

    private static Declared withComponentsOf(ClassFiles files, Declared declared) {
        if (!(declared instanceof DeclaredRecord(String name, String className, List<Declared> components))) {
            return declared;
        }
        List<String> names = files.find(className)
                .flatMap(bytes -> ClassFile.of().parse(bytes).findAttribute(Attributes.record()))
                .map(record -> record.components().stream()
                        .map(component -> component.name().stringValue())
                        .toList())
                .filter(found -> found.size() == components.size())
                .orElseGet(() -> components.stream().map(Declared::name).toList());
        List<Declared> named = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            named.add(withComponentsOf(files, components.get(i)).named(names.get(i)));
        }
        return new DeclaredRecord(name, className, named);
    }

    /**
     * Runs a method.
     *
     * @param owner the binary name of its class
     * @param name its name
     * @param descriptor its descriptor
     * @param arguments its arguments, {@code this} first
     * @return its result; {@code Null} if it has none
     */
    public AbstractValue invoke(String owner, String name, String descriptor, List<AbstractValue> arguments) {
        String array = "[L" + owner.replace('.', '/') + ";";
        if (name.equals("values") && descriptor.equals("()" + array) && isEnum(owner)) {
            // compilers write it in different ways
            return new AbstractValue.Array(
                    array.substring(1),
                    constants(owner).stream()
                            .map(constant -> LibraryCalls.enumConstant(owner, constant))
                            .toArray(AbstractValue[]::new));
        }
        if (type(owner).isEmpty()) {
            throw new DiagnosticException(
                    DiagnosticCode.NO_BODY, ClassNames.shown(owner) + "." + name, "there is no class file of it");
        }
        Found found = find(owner, name, descriptor)
                .orElseThrow(() -> new DiagnosticException(
                        DiagnosticCode.NO_BODY,
                        ClassNames.shown(owner) + "." + name,
                        "its class file has no such method"));
        CodeModel code = found.method
                .code()
                .orElseThrow(() -> new DiagnosticException(
                        DiagnosticCode.NO_BODY, ClassNames.shown(owner) + "." + name, "it has none"));
        tracer.enter(owner + "." + name + descriptor);
        try {
            return new SymbolicInterpreter(this, tracer, code, source(found.type), arguments).run();
        } finally {
            tracer.leave();
        }
    }

    /** A method and the class or interface that declares it. */
    private record Found(ClassModel type, MethodModel method) {}

    /** The method of a class, of those it extends, or of interfaces: the one with a body, if any has one. */
    private Optional<Found> find(String className, String name, String descriptor) {
        for (ClassModel type : lineage(className)) {
            for (MethodModel method : type.methods()) {
                if (method.methodName().equalsString(name)
                        && method.methodType().equalsString(descriptor)
                        && method.code().isPresent()) {
                    return Optional.of(new Found(type, method));
                }
            }
        }
        return Optional.empty();
    }

    /** {@return the methods of a name that a class declares; none if there is no class file of it} */
    List<MethodModel> methods(String className, String name) {
        return type(className)
                .map(type -> type.methods().stream()
                        .filter(method -> method.methodName().equalsString(name))
                        .toList())
                .orElse(List.of());
    }

    /** {@return whether a class, or one of those above it that are not Java's own, has such a method with a body} */
    boolean hasMethod(String className, String name, String descriptor) {
        return find(className, name, descriptor)
                .filter(found -> !LibraryCalls.knows(binaryName(found.type.thisClass())))
                .isPresent();
    }

    /** A class, those it extends, and then all interfaces, each before those that it extends. */
    private List<ClassModel> lineage(String className) {
        List<ClassModel> lineage = new ArrayList<>();
        for (Optional<ClassModel> type = type(className);
                type.isPresent();
                type = type.get().superclass().flatMap(parent -> type(binaryName(parent)))) {
            lineage.add(type.get());
        }
        for (int i = 0; i < lineage.size(); i++) {
            lineage.get(i).interfaces().forEach(one -> type(binaryName(one)).ifPresent(lineage::add));
        }
        return lineage;
    }

    private static String binaryName(ClassEntry entry) {
        return entry.asInternalName().replace('/', '.');
    }

    /** {@return whether instances of a class can be thrown} */
    boolean isThrowable(String className) {
        return lineage(className).stream()
                .anyMatch(type -> type.thisClass().name().equalsString("java/lang/Throwable"));
    }

    /** {@return the numbers of the cases of a switch over an enum, as a method of the Eclipse compiler gives them} */
    AbstractValue switchTable(String owner, String method) {
        CodeModel code = find(owner, method, "()[I")
                .flatMap(found -> found.method.code())
                .orElseThrow();
        return SwitchMap.read(
                code,
                method,
                constants(method.substring(SwitchMap.ECLIPSE.length()).replace('$', '.')));
    }

    private static String source(ClassModel type) {
        return type.findAttribute(Attributes.sourceFile())
                .map(SourceFileAttribute::sourceFile)
                .map(Object::toString)
                .orElse(type.thisClass().asInternalName());
    }

    private Optional<ClassModel> type(String className) {
        return classes.computeIfAbsent(
                className, name -> files.find(name).map(bytes -> ClassFile.of().parse(bytes)));
    }

    /** {@return whether there is a class file of the class, and it is a record} */
    boolean isRecord(String className) {
        return type(className)
                .flatMap(ClassModel::superclass)
                .filter(parent -> parent.name().equalsString("java/lang/Record"))
                .isPresent();
    }

    /** Ends a constructor of a record. */
    void constructed(AbstractValue.Instance instance, String descriptor, List<AbstractValue> arguments) {
        boolean canonical = type(instance.className())
                .flatMap(type -> type.findAttribute(Attributes.record()))
                .filter(record -> record.components().stream()
                        .map(component -> component.descriptor().stringValue())
                        .collect(Collectors.joining("", "(", ")V"))
                        .equals(descriptor))
                .isPresent();
        if (canonical) {
            instance.constructed(arguments);
        }
    }

    /** {@return whether unknown methods give an opaque result instead of a refusal} */
    boolean lenient() {
        return initialised != null;
    }

    /** What is refused here, or only if it is used: in initialisers of classes, of which an operator needs some fields. */
    AbstractValue opaque(DiagnosticException refusal) {
        if (lenient()) {
            return new AbstractValue.Opaque(refusal.reason());
        }
        throw refusal;
    }

    /**
     * Lets the arrays in fields that an initialiser has set be unknown, if a call whose course is unknown may have changed them.
     *
     * @param caller the class whose method is called
     * @param why what is unknown
     */
    void forgetFields(String caller, String why) {
        if (initialised != null && packageOf(caller).equals(packageOf(initialised))) {
            statics.getOrDefault(initialised, Map.of()).values().forEach(value -> AbstractValue.forget(value, why));
        }
    }

    /**
     * Lets the arrays be unknown that a lambda expression changes when something unknown calls it.
     *
     * @param owner the class that has its body as a method
     * @param method the name of the method
     * @param descriptor its descriptor
     * @param why what is unknown
     */
    void forgetFieldsOf(String owner, String method, String descriptor, String why) {
        List<CodeElement> code = find(owner, method, descriptor)
                .flatMap(found -> found.method.code())
                .map(CodeModel::elementList)
                .orElse(List.of());
        for (CodeElement element : code) {
            if (element instanceof FieldInstruction field && statics.containsKey(binaryName(field.owner()))) {
                AbstractValue value =
                        statics.get(binaryName(field.owner())).get(field.name().stringValue());
                if (value != null) {
                    AbstractValue.forget(value, why);
                }
            } else if (element instanceof InvokeInstruction call) {
                forgetFields(binaryName(call.owner()), why);
            }
        }
    }

    private static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }

    /** The constants of an enum in order; its name may have dots where its class file has a dollar sign. */
    private List<String> constants(String enumName) {
        for (String name = enumName; !name.isEmpty(); name = nested(name)) {
            Optional<ClassModel> type = type(name);
            if (type.isPresent()) {
                return SwitchMap.constants(type.get());
            }
        }
        throw new DiagnosticException(
                DiagnosticCode.NO_BODY, ClassNames.shown(enumName), "there is no class file of it");
    }

    private static String nested(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(0, dot) + "$" + name.substring(dot + 1);
    }

    /** The position of an enum constant among those of its enum. */
    int ordinal(EnumConstant constant) {
        return constants(constant.className()).indexOf(constant.name());
    }

    /**
     * {@return the value of a static field}
     *
     * @param owner the binary name of its class
     * @param name its name
     * @param descriptor the descriptor of its type
     */
    public AbstractValue field(String owner, String name, String descriptor) {
        if (LibraryCalls.knows(owner)) {
            return LibraryCalls.field(owner, name);
        }
        if (descriptor.equals("L" + owner.replace('.', '/') + ";") && isEnum(owner) && isConstant(owner, name)) {
            return LibraryCalls.enumConstant(owner, name);
        }
        if (name.equals("$assertionsDisabled")) {
            // what an operator asserts is checked when it is read
            return AbstractValue.Int.of(0);
        }
        if (name.startsWith(SwitchMap.JAVAC)) {
            String type = name.substring(SwitchMap.JAVAC.length()).replace('$', '.');
            CodeModel code = find(owner, "<clinit>", "()V")
                    .flatMap(found -> found.method.code())
                    .orElseThrow(() -> new DiagnosticException(DiagnosticCode.UNSUPPORTED, "this switch"));
            return SwitchMap.read(code, name, constants(type));
        }
        Optional<ClassModel> declaring = lineage(owner).stream()
                .filter(type -> field(type, name).isPresent())
                .findFirst();
        if (descriptor.endsWith(TENSOR_TYPE)) {
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the tensor in the static field '" + name + "'");
        }
        if (declaring
                .flatMap(type -> field(type, name))
                .filter(f -> f.flags().has(AccessFlag.FINAL))
                .isEmpty()) {
            throw new DiagnosticException(
                    DiagnosticCode.UNSUPPORTED, "the field '" + name + "', which is not static and final,");
        }
        AbstractValue value =
                initialised(binaryName(declaring.orElseThrow().thisClass())).get(name);
        if (value == null) {
            throw new DiagnosticException(
                    DiagnosticCode.STATIC_FIELD, name, "it is not set where its class is initialised");
        }
        value.unknown().ifPresent(what -> {
            throw new DiagnosticException(DiagnosticCode.STATIC_FIELD, name, what);
        });
        if (value.holdsTensor()) {
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the tensor in the static field '" + name + "'");
        }
        if (!lenient()) {
            AbstractValue.share(value);
        }
        return value;
    }

    private static Optional<FieldModel> field(ClassModel type, String name) {
        return type.fields().stream()
                .filter(f -> f.fieldName().equalsString(name))
                .findFirst();
    }

    /** Whether a class is an enum; taken to be one if there is no class file of it. */
    private boolean isEnum(String className) {
        Optional<ClassModel> found = type(className);
        if (found.flatMap(type -> type.findAttribute(Attributes.enclosingMethod()))
                .isPresent()) {
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "a local class that is not a record");
        }
        return found.map(type -> type.flags().has(AccessFlag.ENUM)).orElse(true);
    }

    /** Whether a field of an enum is one of its constants, and not another one of its type. */
    private boolean isConstant(String enumName, String name) {
        return type(enumName)
                .flatMap(type -> field(type, name))
                .map(field -> field.flags().has(AccessFlag.ENUM))
                .orElse(true);
    }

    /** The static fields of a class after its initialisation, as far as they can be known. */
    private Map<String, AbstractValue> initialised(String owner) {
        Map<String, AbstractValue> known = statics.get(owner);
        if (known == null) {
            known = new HashMap<>();
            statics.put(owner, known);
            ClassFileReader reader = new ClassFileReader(files, Tracer.ofInitialiser(), owner, classes, statics);
            try {
                reader.invoke(owner, "<clinit>", "()V", List.of());
            } catch (DiagnosticException _) {
                // the fields that come after it stay unknown, and using one is refused
            }
        }
        return known;
    }

    /** Sets a static field while its class is initialised. */
    void setField(String owner, String name, AbstractValue value) {
        Map<String, AbstractValue> fields = statics.get(owner);
        if (!lenient() || fields == null) {
            throw new DiagnosticException(
                    DiagnosticCode.UNSUPPORTED, "an assignment to the static field '" + name + "'");
        }
        fields.put(name, value);
    }
}
