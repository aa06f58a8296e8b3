package org.jdvm.asm.code;

import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.function.BiFunction;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A class of one method with one parameter {@code x}, loaded. */
final class Generated {
    private static final String NAME = "org/jdvm/asm/code/Made";

    final String text;
    private final MethodHandle method;

    /** Writes the method: given its code and its parameter, what it returns. */
    Generated(Type parameter, BiFunction<Code, Expr, Expr> body) {
        ClassWriter out = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        out.visit(Opcodes.V25, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, NAME, null, "java/lang/Object", null);
        Inliner inliner = new Inliner(out, NAME, Generated::open, field -> Expr.of(0));
        Code code = new Code(out, inliner, true, "made", Types.OBJECT, List.of(new Code.Parameter(parameter, "x")));
        code.end(boxed(body.apply(code, code.parameter(0))));
        out.visitEnd();
        text = code.toString();
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(out.toByteArray(), true);
            method = MethodHandles.privateLookupIn(lookup.lookupClass(), lookup)
                    .findStatic(
                            lookup.lookupClass(),
                            "made",
                            MethodType.fromMethodDescriptorString(
                                    Type.getMethodDescriptor(Types.OBJECT, parameter),
                                    Generated.class.getClassLoader()));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static InputStream open(String name) {
        return Generated.class.getClassLoader().getResourceAsStream(name + ".class");
    }

    private static Expr boxed(Expr value) {
        String box = switch (value.type().getSort()) {
            case Type.INT -> "Integer";
            case Type.SHORT -> "Short";
            case Type.BYTE -> "Byte";
            case Type.LONG -> "Long";
            case Type.FLOAT -> "Float";
            case Type.DOUBLE -> "Double";
            default -> null;
        };
        if (box == null) {
            return value;
        }
        Type type = Type.getObjectType("java/lang/" + box);
        return new Method(Method.Call.STATIC, type.getInternalName(), "valueOf", type, List.of(value.type())).on(value);
    }

    Object call(Object argument) {
        try {
            return method.invoke(argument);
        } catch (Throwable e) {
            throw new AssertionError(text, e);
        }
    }

    /** The value of an expression that needs nothing. */
    static Object value(Expr expression) {
        return new Generated(Type.INT_TYPE, (code, x) -> expression).call(0);
    }
}
