package org.jdvm.asm.code;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes one method of expressions and statements; together with the instructions it keeps their source text. */
public final class Code {
    /** HotSpot does not compile methods with more bytes of instructions. */
    private static final int MOST_BYTES = 8000;

    private final MethodVisitor visitor;
    private final Inliner inliner;
    private final StringBuilder text = new StringBuilder();
    private final List<Expr.Local> parameters = new ArrayList<>();
    private final String name;
    private final Type result;
    private int nextSlot;
    private int depth = 1;
    private int line = -1;

    /**
     * Begins a method.
     *
     * @param target the class
     * @param inliner copies methods into this one
     * @param isStatic false for an instance method that implements an interface
     * @param name its name
     * @param result its result type
     * @param parameters names and types of its parameters
     */
    public Code(
            ClassVisitor target,
            Inliner inliner,
            boolean isStatic,
            String name,
            Type result,
            List<Parameter> parameters) {
        this.inliner = inliner;
        this.name = name;
        this.result = result;
        nextSlot = isStatic ? 0 : 1;
        Type[] types = new Type[parameters.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = parameters.get(i).type();
            this.parameters.add(local(types[i], parameters.get(i).name()));
        }
        if (nextSlot > 255) {
            throw new CodeLimitException(name + " would have more parameters than a method can");
        }
        visitor = target.visitMethod(
                isStatic ? Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC : Opcodes.ACC_PUBLIC,
                name,
                Type.getMethodDescriptor(result, types),
                null,
                null);
        visitor.visitCode();
    }

    /**
     * A parameter.
     *
     * @param type its type
     * @param name its name in the text
     */
    public record Parameter(Type type, String name) {}

    /** {@return what takes the instructions} */
    public MethodVisitor visitor() {
        return visitor;
    }

    /**
     * {@return a parameter}
     *
     * @param index its position
     */
    public Expr.Local parameter(int index) {
        return parameters.get(index);
    }

    /**
     * {@return a new local variable that has no value yet}
     *
     * @param type its type
     * @param name its name in the text
     */
    public Expr.Local local(Type type, String name) {
        int slot = nextSlot;
        nextSlot += type.getSize();
        return new Expr.Local(type, name, slot);
    }

    /**
     * {@return a new local variable}
     *
     * @param name its name in the text
     * @param value its value
     */
    public Expr.Local let(String name, Expr value) {
        Expr.Local local = local(value.type(), name);
        value.emit(this);
        visitor.visitVarInsn(value.type().getOpcode(Opcodes.ISTORE), local.slot());
        say(Types.shortName(value.type()) + " " + name + " = " + value + ";");
        return local;
    }

    /** Copies the instructions of a method to here; its arguments are on the stack. */
    void inline(Method method) {
        inliner.inline(method, visitor, nextSlot);
    }

    /** Calls a copy of a method in this class; its arguments are on the stack. */
    void callCopy(Method method) {
        inliner.callCopy(method, visitor);
    }

    /**
     * Assigns a value to a variable.
     *
     * @param local the variable
     * @param value the value
     */
    public void set(Expr.Local local, Expr value) {
        value.emit(this);
        visitor.visitVarInsn(local.type().getOpcode(Opcodes.ISTORE), local.slot());
        say(local + " = " + value + ";");
    }

    /**
     * Assigns a value to an element of an array.
     *
     * @param array the array
     * @param index the index
     * @param value the value
     */
    public void set(Expr array, Expr index, Expr value) {
        array.emit(this);
        index.emit(this);
        value.emit(this);
        visitor.visitInsn(Types.elementOf(array.type()).getOpcode(Opcodes.IASTORE));
        say(array + "[" + index + "] = " + value + ";");
    }

    /**
     * Evaluates an expression for what it does.
     *
     * @param call the expression
     */
    public void run(Expr call) {
        call.emit(this);
        switch (call.type().getSize()) {
            case 1 -> visitor.visitInsn(Opcodes.POP);
            case 2 -> visitor.visitInsn(Opcodes.POP2);
            default -> {}
        }
        say(call + ";");
    }

    /**
     * Counts a variable up and runs a body each time: {@code for (i = from; i < limit; i += step)}.
     *
     * @param name the name of the variable
     * @param from its first value
     * @param limit where to stop
     * @param step how much to add each time
     * @param body what to do, given the variable
     */
    public void loop(String name, Expr from, Expr limit, int step, Consumer<Expr.Local> body) {
        Expr.Local i = local(Type.INT_TYPE, name);
        from.emit(this);
        visitor.visitVarInsn(Opcodes.ISTORE, i.slot());
        Label top = new Label();
        Label end = new Label();
        visitor.visitLabel(top);
        i.emit(this);
        limit.emit(this);
        visitor.visitJumpInsn(Opcodes.IF_ICMPGE, end);
        say("for (int %s = %s; %s < %s; %s += %d) {".formatted(name, from, name, limit, name, step));
        depth++;
        body.accept(i);
        depth--;
        say("}");
        visitor.visitIincInsn(i.slot(), step);
        visitor.visitJumpInsn(Opcodes.GOTO, top);
        visitor.visitLabel(end);
    }

    /**
     * Runs a body as long as a number is below another one.
     *
     * @param a the one
     * @param b the other one, both of type long
     * @param body what to do
     */
    public void whileLess(Expr a, Expr b, Runnable body) {
        Label top = new Label();
        Label end = new Label();
        visitor.visitLabel(top);
        a.emit(this);
        b.emit(this);
        visitor.visitInsn(Opcodes.LCMP);
        visitor.visitJumpInsn(Opcodes.IFGE, end);
        say("while (" + a + " < " + b + ") {");
        depth++;
        body.run();
        depth--;
        say("}");
        visitor.visitJumpInsn(Opcodes.GOTO, top);
        visitor.visitLabel(end);
    }

    /**
     * Runs a body if a number is below another one.
     *
     * @param a the one
     * @param b the other one, both of type int
     * @param body what to do
     */
    public void ifLess(Expr a, Expr b, Runnable body) {
        Label end = new Label();
        a.emit(this);
        b.emit(this);
        visitor.visitJumpInsn(Opcodes.IF_ICMPGE, end);
        say("if (" + a + " < " + b + ") {");
        depth++;
        body.run();
        depth--;
        say("}");
        visitor.visitLabel(end);
    }

    /**
     * Sets the line of the listing that the following instructions come from.
     *
     * @param number the line
     */
    public void line(int number) {
        if (number > 0 && number != line) {
            line = number;
            Label label = new Label();
            visitor.visitLabel(label);
            visitor.visitLineNumber(number, label);
        }
    }

    /** Ends a method that has no result. */
    public void end() {
        visitor.visitInsn(Opcodes.RETURN);
        finish();
    }

    /**
     * Ends a method.
     *
     * @param value its result
     */
    public void end(Expr value) {
        value.emit(this);
        visitor.visitInsn(value.type().getOpcode(Opcodes.IRETURN));
        say("return " + value + ";");
        finish();
    }

    private void finish() {
        Label end = new Label();
        visitor.visitLabel(end);
        visitor.visitMaxs(0, 0);
        visitor.visitEnd();
        if (end.getOffset() > MOST_BYTES) {
            throw new CodeLimitException("the method " + name + " would have " + end.getOffset()
                    + " bytes; those with more than " + MOST_BYTES + " are never compiled");
        }
    }

    private void say(String statement) {
        text.append("    ".repeat(depth)).append(statement).append('\n');
    }

    /** {@return the method as Java-like text} */
    @Override
    public String toString() {
        List<String> list = parameters.stream()
                .map(p -> Types.shortName(p.type()) + " " + p.name())
                .toList();
        return Types.shortName(result) + " " + name + "(" + String.join(", ", list) + ") {\n" + text + "}\n";
    }
}
