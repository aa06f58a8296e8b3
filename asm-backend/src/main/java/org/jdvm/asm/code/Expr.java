package org.jdvm.asm.code;

import java.util.List;
import java.util.stream.Collectors;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** An expression of generated code. It has a type, emits the instructions that leave its value on the stack, and prints as Java. */
public sealed interface Expr {
    /** {@return the type of its value} */
    Type type();

    /**
     * Emits its instructions.
     *
     * @param code the method that they become part of
     */
    void emit(Code code);

    /**
     * {@return a constant}
     *
     * @param value its value
     */
    static Expr of(int value) {
        return new Constant(Type.INT_TYPE, value);
    }

    /**
     * {@return a constant}
     *
     * @param value its value
     */
    static Expr of(long value) {
        return new Constant(Type.LONG_TYPE, value);
    }

    /**
     * {@return a constant}
     *
     * @param value its value
     */
    static Expr of(float value) {
        return new Constant(Type.FLOAT_TYPE, value);
    }

    /**
     * {@return a constant}
     *
     * @param value its value
     */
    static Expr of(double value) {
        return new Constant(Type.DOUBLE_TYPE, value);
    }

    /**
     * {@return this + other}
     *
     * @param other of the same type
     */
    default Expr plus(Expr other) {
        return new Arithmetic(Operator.ADD, this, other);
    }

    /**
     * {@return this - other}
     *
     * @param other of the same type
     */
    default Expr minus(Expr other) {
        return new Arithmetic(Operator.SUB, this, other);
    }

    /**
     * {@return this * other}
     *
     * @param other of the same type
     */
    default Expr times(Expr other) {
        return new Arithmetic(Operator.MUL, this, other);
    }

    /**
     * {@return this &amp; other}
     *
     * @param other of the same type
     */
    default Expr and(Expr other) {
        return new Arithmetic(Operator.AND, this, other);
    }

    /**
     * {@return this value in another primitive type}
     *
     * @param to the type
     */
    default Expr to(Type to) {
        return to.equals(type()) ? this : new Convert(to, this);
    }

    /**
     * {@return this reference as one of another type}
     *
     * @param to the type
     */
    default Expr as(Type to) {
        return new CheckCast(to, this);
    }

    /**
     * {@return an element of this array}
     *
     * @param index its index
     */
    default Expr at(Expr index) {
        return new Element(this, index);
    }

    /** An operator on two numbers of one type. */
    enum Operator {
        /** Sum. */
        ADD("+", Opcodes.IADD),
        /** Difference. */
        SUB("-", Opcodes.ISUB),
        /** Product. */
        MUL("*", Opcodes.IMUL),
        /** Quotient. */
        DIV("/", Opcodes.IDIV),
        /** Remainder. */
        REM("%", Opcodes.IREM),
        /** Bits of both; integers only. */
        AND("&", Opcodes.IAND),
        /** Bits of either; integers only. */
        OR("|", Opcodes.IOR);

        private final String text;
        private final int opcode;

        Operator(String text, int opcode) {
            this.text = text;
            this.opcode = opcode;
        }
    }

    /**
     * A constant.
     *
     * @param type int, long, float or double
     * @param value its value
     */
    record Constant(Type type, Object value) implements Expr {
        @Override
        public void emit(Code code) {
            MethodVisitor out = code.visitor();
            if (value instanceof Integer i && i >= -1 && i <= 5) {
                out.visitInsn(Opcodes.ICONST_0 + i);
            } else if (value instanceof Integer i && i == (byte) (int) i) {
                out.visitIntInsn(Opcodes.BIPUSH, i);
            } else if (value instanceof Integer i && i == (short) (int) i) {
                out.visitIntInsn(Opcodes.SIPUSH, i);
            } else {
                out.visitLdcInsn(value);
            }
        }

        @Override
        public String toString() {
            return switch (value) {
                case Long l -> l + "L";
                case Float f ->
                    f.isInfinite() ? (f > 0 ? "Float.POSITIVE_INFINITY" : "Float.NEGATIVE_INFINITY") : f + "f";
                case Double d when d.isInfinite() -> d > 0 ? "Double.POSITIVE_INFINITY" : "Double.NEGATIVE_INFINITY";
                default -> value.toString();
            };
        }
    }

    /**
     * A local variable.
     *
     * @param type its type
     * @param name its name in the text
     * @param slot its place in the frame
     */
    record Local(Type type, String name, int slot) implements Expr {
        @Override
        public void emit(Code code) {
            code.visitor().visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A static field.
     *
     * @param owner internal name of its class
     * @param name its name
     * @param type its type
     */
    record StaticField(String owner, String name, Type type) implements Expr {
        @Override
        public void emit(Code code) {
            code.visitor().visitFieldInsn(Opcodes.GETSTATIC, owner, name, type.getDescriptor());
        }

        @Override
        public String toString() {
            return owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
        }
    }

    /**
     * A call.
     *
     * @param method the method
     * @param arguments the receiver, if there is one, and the arguments
     * @param way how its instructions come to be run
     */
    record Invoke(Method method, List<Expr> arguments, Way way) implements Expr {
        /** How the method's instructions come to be run. */
        public enum Way {
            /** It is called. */
            CALLED,
            /** Its instructions are copied to the place; a static method of a class that this library can read. */
            INLINED,
            /** It is copied into the class as a method, which is called; a static method of a class that this library can read. */
            COPIED
        }

        /**
         * A method that is called.
         *
         * @param method the method
         * @param arguments the arguments
         */
        public Invoke(Method method, List<Expr> arguments) {
            this(method, arguments, Way.CALLED);
        }

        /** Checks the arguments. */
        public Invoke {
            arguments = List.copyOf(arguments);
            List<Type> operands = method.operands();
            if (operands.size() != arguments.size()) {
                throw new IllegalArgumentException(
                        method + " takes " + operands.size() + " operands, not " + arguments.size());
            }
            for (int i = 0; i < operands.size(); i++) {
                Type expected = operands.get(i);
                Type actual = arguments.get(i).type();
                // References are left to the JVM's verifier: it knows the classes.
                if (expected.getSort() < Type.ARRAY && !expected.equals(actual)
                        || expected.getSort() >= Type.ARRAY && actual.getSort() < Type.ARRAY) {
                    throw new IllegalArgumentException("%s.%s: operand %d must be %s, not %s"
                            .formatted(method.shortOwner(), method.name(), i, expected, actual));
                }
            }
        }

        @Override
        public Type type() {
            // Truth values are 0 and 1.
            return method.result().equals(Type.BOOLEAN_TYPE) ? Type.INT_TYPE : method.result();
        }

        @Override
        public void emit(Code code) {
            arguments.forEach(argument -> argument.emit(code));
            switch (way) {
                case CALLED -> method.emit(code.visitor());
                case INLINED -> code.inline(method);
                case COPIED -> code.callCopy(method);
            }
        }

        @Override
        public String toString() {
            boolean isStatic = method.call() == Method.Call.STATIC;
            String list = arguments.stream()
                    .skip(isStatic ? 0 : 1)
                    .map(Expr::toString)
                    .collect(Collectors.joining(", "));
            return (isStatic ? method.shortOwner() : arguments.getFirst()) + "." + method.name() + "(" + list + ")";
        }
    }

    /**
     * An operator applied to two numbers.
     *
     * @param operator the operator
     * @param a the first operand
     * @param b the second operand, of the same type
     */
    record Arithmetic(Operator operator, Expr a, Expr b) implements Expr {
        /** Checks that the types are the same. */
        public Arithmetic {
            if (!a.type().equals(b.type())) {
                throw new IllegalArgumentException(
                        "(" + a + ") " + operator.text + " (" + b + "): " + a.type() + " and " + b.type());
            }
        }

        @Override
        public Type type() {
            return a.type();
        }

        @Override
        public void emit(Code code) {
            a.emit(code);
            b.emit(code);
            code.visitor().visitInsn(type().getOpcode(operator.opcode));
        }

        @Override
        public String toString() {
            return operand(a) + " " + operator.text + " " + operand(b);
        }

        private static String operand(Expr operand) {
            return operand instanceof Arithmetic ? "(" + operand + ")" : operand.toString();
        }
    }

    /**
     * A conversion between int, long, float and double.
     *
     * @param type the type of the result
     * @param value what is converted
     */
    record Convert(Type type, Expr value) implements Expr {
        @Override
        public void emit(Code code) {
            value.emit(code);
            code.visitor().visitInsn(opcode(value.type().getSort(), type.getSort()));
        }

        private static int opcode(int from, int to) {
            return switch (from) {
                case Type.INT ->
                    switch (to) {
                        case Type.LONG -> Opcodes.I2L;
                        case Type.FLOAT -> Opcodes.I2F;
                        case Type.BYTE -> Opcodes.I2B;
                        case Type.SHORT -> Opcodes.I2S;
                        default -> Opcodes.I2D;
                    };
                case Type.LONG ->
                    switch (to) {
                        case Type.INT -> Opcodes.L2I;
                        case Type.FLOAT -> Opcodes.L2F;
                        default -> Opcodes.L2D;
                    };
                case Type.FLOAT ->
                    switch (to) {
                        case Type.INT -> Opcodes.F2I;
                        case Type.LONG -> Opcodes.F2L;
                        default -> Opcodes.F2D;
                    };
                default ->
                    switch (to) {
                        case Type.INT -> Opcodes.D2I;
                        case Type.LONG -> Opcodes.D2L;
                        default -> Opcodes.D2F;
                    };
            };
        }

        @Override
        public String toString() {
            return "(" + type.getClassName() + ") " + (value instanceof Arithmetic ? "(" + value + ")" : value);
        }
    }

    /**
     * A cast of a reference.
     *
     * @param type the type of the result
     * @param value what is cast
     */
    record CheckCast(Type type, Expr value) implements Expr {
        @Override
        public void emit(Code code) {
            value.emit(code);
            code.visitor().visitTypeInsn(Opcodes.CHECKCAST, type.getInternalName());
        }

        @Override
        public String toString() {
            return "(" + Types.shortName(type) + ") " + value;
        }
    }

    /**
     * An element of an array.
     *
     * @param array the array
     * @param index the index
     */
    record Element(Expr array, Expr index) implements Expr {
        @Override
        public Type type() {
            Type element = Types.elementOf(array.type());
            // Narrow elements are widened when they are read.
            return element.getSort() == Type.BYTE || element.getSort() == Type.SHORT ? Type.INT_TYPE : element;
        }

        @Override
        public void emit(Code code) {
            array.emit(code);
            index.emit(code);
            code.visitor().visitInsn(Types.elementOf(array.type()).getOpcode(Opcodes.IALOAD));
        }

        @Override
        public String toString() {
            return array + "[" + index + "]";
        }
    }
}
