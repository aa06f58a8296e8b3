package org.jdvm.asm.code;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A method that generated code calls.
 *
 * @param call how it is called
 * @param owner internal name of its class
 * @param name its name
 * @param result its result type
 * @param parameters its parameter types, without the receiver
 */
public record Method(Call call, String owner, String name, Type result, List<Type> parameters) {
    /** How a method is called. */
    public enum Call {
        /** Without a receiver. */
        STATIC(Opcodes.INVOKESTATIC),
        /** With a receiver whose type is a class. */
        VIRTUAL(Opcodes.INVOKEVIRTUAL),
        /** With a receiver whose type is an interface. */
        INTERFACE(Opcodes.INVOKEINTERFACE);

        private final int opcode;

        Call(int opcode) {
            this.opcode = opcode;
        }
    }

    /** Copies the parameters. */
    public Method {
        parameters = List.copyOf(parameters);
    }

    /**
     * {@return a method without a receiver}
     *
     * @param owner its class
     * @param name its name
     * @param result its result type
     * @param parameters its parameter types
     */
    public static Method ofStatic(Type owner, String name, Type result, Type... parameters) {
        return new Method(Call.STATIC, owner.getInternalName(), name, result, List.of(parameters));
    }

    /**
     * {@return a method of a class}
     *
     * @param owner its class
     * @param name its name
     * @param result its result type
     * @param parameters its parameter types
     */
    public static Method of(Type owner, String name, Type result, Type... parameters) {
        return new Method(Call.VIRTUAL, owner.getInternalName(), name, result, List.of(parameters));
    }

    /**
     * {@return a call}
     *
     * @param arguments the receiver, if there is one, and the arguments
     * @throws IllegalArgumentException if number or types of the arguments are wrong
     */
    public Expr on(Expr... arguments) {
        return new Expr.Invoke(this, List.of(arguments));
    }

    /** {@return what is on the stack before the call: the receiver, if there is one, and the parameters} */
    List<Type> operands() {
        List<Type> all = new ArrayList<>();
        if (call != Call.STATIC) {
            all.add(Type.getObjectType(owner));
        }
        all.addAll(parameters);
        return all;
    }

    String descriptor() {
        return Type.getMethodDescriptor(result, parameters.toArray(Type[]::new));
    }

    void emit(MethodVisitor out) {
        out.visitMethodInsn(call.opcode, owner, name, descriptor(), call == Call.INTERFACE);
    }

    /** {@return the simple name of the class} */
    String shortOwner() {
        return owner.substring(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('$')) + 1);
    }
}
