package org.jdvm.front;

import java.lang.classfile.Attributes;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdvm.front.AbstractValue.Int;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.TensorMethod;
import org.jspecify.annotations.Nullable;

/** Calls in bytecode: of methods whose body is read, of the library, and of what the compiler leaves to the virtual machine. */
final class BytecodeCalls {
    private static final String TENSOR = LibraryCalls.TENSOR.replace('.', '/');

    private final ClassFileReader reader;
    private final LibraryCalls library;

    BytecodeCalls(ClassFileReader reader, LibraryCalls library) {
        this.reader = reader;
        this.library = library;
    }

    /** The result of a call; {@code Null} for methods without one. Self is null if the method is static. */
    AbstractValue invoke(InvokeInstruction call, @Nullable AbstractValue self, List<AbstractValue> arguments) {
        try {
            return result(call, self, arguments);
        } catch (DiagnosticException e) {
            return unknown(call, self, arguments, e);
        } catch (GraphException e) {
            DiagnosticException refusal = missing(call).orElseGet(() -> DiagnosticException.of(e));
            return unknown(call, self, arguments, refusal);
        }
    }

    /** The refusal of an operation that is called as another version of {@code Tensor} declares it. */
    private Optional<DiagnosticException> missing(InvokeInstruction call) {
        String name = call.name().stringValue();
        if (TensorMethod.named(name) == null || !call.owner().name().equalsString(TENSOR)) {
            return Optional.empty();
        }
        List<MethodModel> declared = reader.methods(LibraryCalls.TENSOR, name);
        if (declared.isEmpty()
                || declared.stream()
                        .anyMatch(m -> m.methodType().equalsString(call.type().stringValue()))) {
            return Optional.empty();
        }
        return Optional.of(Overload.none(
                name,
                descriptors(call.typeSymbol()),
                declared.stream().map(BytecodeCalls::overload).toList()));
    }

    private static Overload overload(MethodModel method) {
        List<String> names = method.findAttribute(Attributes.methodParameters())
                .map(attribute -> attribute.parameters().stream()
                        .map(p -> p.name().map(Object::toString).orElse(""))
                        .toList())
                .orElse(List.of());
        return new Overload(
                descriptors(method.methodTypeSymbol()), names, method.flags().has(AccessFlag.VARARGS));
    }

    private static List<String> descriptors(MethodTypeDesc type) {
        return type.parameterList().stream().map(ClassDesc::descriptorString).toList();
    }

    private AbstractValue result(InvokeInstruction call, @Nullable AbstractValue self, List<AbstractValue> arguments) {
        String owner = ClassNames.binary(call.owner().asSymbol());
        String name = call.name().stringValue();
        String descriptor = call.type().stringValue();
        if (self == null) {
            if (name.startsWith(SwitchMap.ECLIPSE)) {
                return reader.switchTable(owner, name);
            }
            return LibraryCalls.knows(owner)
                    ? library.callStatic(owner, name, arguments)
                    : reader.invoke(owner, name, descriptor, arguments);
        }
        if (name.equals("desiredAssertionStatus")) {
            return Int.of(0);
        }
        if (self instanceof AbstractValue.Opaque(String what)) {
            if (name.equals("<init>") && !reader.lenient()) {
                return self;
            }
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, what);
        }
        if (owner.equals("java.lang.Record")) {
            return self;
        }
        if (self instanceof AbstractValue.Instance instance) {
            // a method that is named with its class, such as one of an interface by super, is not overridden
            String type = call.opcode() == Opcode.INVOKESPECIAL ? owner : instance.className();
            if (!reader.hasMethod(type, name, descriptor)) {
                throw Unsupported.ofRecord(name);
            }
            List<AbstractValue> all = new ArrayList<>(List.of(self));
            all.addAll(arguments);
            AbstractValue result = reader.invoke(type, name, descriptor, all);
            if (name.equals("<init>")) {
                reader.constructed(instance, descriptor, arguments);
            }
            return result;
        }
        if (name.equals("ordinal") && self instanceof AbstractValue.Constant(EnumConstant constant)) {
            return Int.of(reader.ordinal(constant));
        }
        if (name.equals("ordinal") && self instanceof AbstractValue.Constant(Enum<?> constant)) {
            return Int.of(constant.ordinal());
        }
        return library.call(owner, name, self, arguments);
    }

    /** The result of a call whose course is unknown; it may have changed arrays. */
    private AbstractValue unknown(
            InvokeInstruction call,
            @Nullable AbstractValue self,
            List<AbstractValue> arguments,
            DiagnosticException refusal) {
        AbstractValue result = reader.opaque(refusal);
        if (self != null) {
            AbstractValue.forget(self, refusal.reason());
        }
        forget(arguments, refusal);
        if (!call.name().equalsString("<init>")) {
            reader.forgetFields(ClassNames.binary(call.owner().asSymbol()), refusal.reason());
        }
        return result;
    }

    private static void forget(List<AbstractValue> values, DiagnosticException refusal) {
        values.forEach(value -> AbstractValue.forget(value, refusal.reason()));
    }

    /** What the virtual machine would make at the first call; bodies of lambda expressions in it may change arrays. */
    AbstractValue invokeDynamic(InvokeDynamicInstruction call, List<AbstractValue> captured) {
        DiagnosticException refusal = refusal(call);
        AbstractValue result = reader.opaque(refusal);
        forget(captured, refusal);
        call.bootstrapArgs().stream()
                .filter(DirectMethodHandleDesc.class::isInstance)
                .map(DirectMethodHandleDesc.class::cast)
                .forEach(body -> reader.forgetFieldsOf(
                        ClassNames.binary(body.owner()), body.methodName(), body.lookupDescriptor(), refusal.reason()));
        return result;
    }

    private static DiagnosticException refusal(InvokeDynamicInstruction call) {
        return switch (simple(ClassNames.binary(call.bootstrapMethod().owner()))) {
            case "ObjectMethods" -> Unsupported.ofRecord(call.name().stringValue());
            case "StringConcatFactory" -> Unsupported.concatenation();
            case "SwitchBootstraps" -> new DiagnosticException(DiagnosticCode.UNSUPPORTED, "a switch over patterns");
            default ->
                new DiagnosticException(DiagnosticCode.UNSUPPORTED, "a lambda expression, or a method reference,");
        };
    }

    private static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }
}
