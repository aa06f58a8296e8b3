package org.jdvm.asm.code;

import static org.jdvm.asm.code.Expr.Invoke.Way.COPIED;
import static org.jdvm.asm.code.Expr.Invoke.Way.INLINED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.objectweb.asm.Type.BYTE_TYPE;
import static org.objectweb.asm.Type.DOUBLE_TYPE;
import static org.objectweb.asm.Type.FLOAT_TYPE;
import static org.objectweb.asm.Type.INT_TYPE;
import static org.objectweb.asm.Type.LONG_TYPE;
import static org.objectweb.asm.Type.SHORT_TYPE;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.Type;

/** Every expression: its value when it is run, and its text. */
class ExprTest {
    private static final Type STRING = Type.getType(String.class);
    private static final Type LIST = Type.getType(List.class);
    private static final Type LIBRARY = Type.getType(Library.class);

    private static Expr constant(double value) {
        return new Expr.Constant(DOUBLE_TYPE, value);
    }

    private static Expr arithmetic(Expr.Operator operator, Expr a, Expr b) {
        return new Expr.Arithmetic(operator, a, b);
    }

    private static Expr string(String text) {
        return new Expr.Constant(STRING, text);
    }

    static Stream<Arguments> values() {
        Expr seven = Expr.of(7);
        Expr two = Expr.of(2);
        return Stream.of(
                Arguments.of(Expr.of(-1), -1, "-1"),
                Arguments.of(Expr.of(100), 100, "100"),
                Arguments.of(Expr.of(-3000), -3000, "-3000"),
                Arguments.of(Expr.of(1 << 20), 1 << 20, "1048576"),
                Arguments.of(Expr.of(1L << 40), 1L << 40, "1099511627776L"),
                Arguments.of(Expr.of(0.5f), 0.5f, "0.5f"),
                Arguments.of(Expr.of(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY, "Float.POSITIVE_INFINITY"),
                Arguments.of(Expr.of(Float.NEGATIVE_INFINITY), Float.NEGATIVE_INFINITY, "Float.NEGATIVE_INFINITY"),
                Arguments.of(constant(2.5), 2.5, "2.5"),
                Arguments.of(seven.plus(two), 9, "7 + 2"),
                Arguments.of(seven.minus(two), 5, "7 - 2"),
                Arguments.of(seven.times(two), 14, "7 * 2"),
                Arguments.of(arithmetic(Expr.Operator.DIV, seven, two), 3, "7 / 2"),
                Arguments.of(arithmetic(Expr.Operator.REM, seven, two), 1, "7 % 2"),
                Arguments.of(seven.and(two), 2, "7 & 2"),
                Arguments.of(arithmetic(Expr.Operator.OR, Expr.of(4), two), 6, "4 | 2"),
                Arguments.of(Expr.of(7L).minus(Expr.of(9L)), -2L, "7L - 9L"),
                Arguments.of(Expr.of(1.5f).times(Expr.of(4f)), 6f, "1.5f * 4.0f"),
                Arguments.of(arithmetic(Expr.Operator.DIV, constant(1), constant(4)), 0.25, "1.0 / 4.0"),
                Arguments.of(seven.plus(two).times(seven.minus(two)), 45, "(7 + 2) * (7 - 2)"),
                Arguments.of(
                        new Expr.StaticField("java/lang/Integer", "MAX_VALUE", INT_TYPE),
                        Integer.MAX_VALUE,
                        "Integer.MAX_VALUE"),
                Arguments.of(string("text").as(STRING), "text", "(String) text"));
    }

    static Stream<Arguments> conversions() {
        return Stream.of(
                Arguments.of(Expr.of(300).to(LONG_TYPE), 300L, "(long) 300"),
                Arguments.of(Expr.of(300).to(FLOAT_TYPE), 300f, "(float) 300"),
                Arguments.of(Expr.of(300).to(DOUBLE_TYPE), 300.0, "(double) 300"),
                Arguments.of(Expr.of(300).to(BYTE_TYPE), (byte) 44, "(byte) 300"),
                Arguments.of(Expr.of(70000).to(SHORT_TYPE), (short) 4464, "(short) 70000"),
                Arguments.of(Expr.of(1L << 32 | 5).to(INT_TYPE), 5, "(int) 4294967301L"),
                Arguments.of(Expr.of(5L).to(FLOAT_TYPE), 5f, "(float) 5L"),
                Arguments.of(Expr.of(5L).to(DOUBLE_TYPE), 5.0, "(double) 5L"),
                Arguments.of(Expr.of(-2.7f).to(INT_TYPE), -2, "(int) -2.7f"),
                Arguments.of(Expr.of(-2.7f).to(LONG_TYPE), -2L, "(long) -2.7f"),
                Arguments.of(Expr.of(0.5f).to(DOUBLE_TYPE), 0.5, "(double) 0.5f"),
                Arguments.of(constant(9.9).to(INT_TYPE), 9, "(int) 9.9"),
                Arguments.of(constant(9.9).to(LONG_TYPE), 9L, "(long) 9.9"),
                Arguments.of(constant(0.1).to(FLOAT_TYPE), 0.1f, "(float) 0.1"),
                Arguments.of(Expr.of(1).plus(Expr.of(2)).to(LONG_TYPE), 3L, "(long) (1 + 2)"));
    }

    static Stream<Arguments> calls() {
        Method longer = Method.ofStatic(Type.getType(Math.class), "max", INT_TYPE, INT_TYPE, INT_TYPE);
        Method twice = Method.ofStatic(LIBRARY, "twice", INT_TYPE, INT_TYPE);
        Method sum = Method.ofStatic(LIBRARY, "sumUpTo", INT_TYPE, INT_TYPE);
        Method larger = Method.ofStatic(LIBRARY, "larger", LONG_TYPE, LONG_TYPE, LONG_TYPE);
        Method size = new Method(Method.Call.INTERFACE, LIST.getInternalName(), "size", INT_TYPE, List.of());
        Method of = new Method(Method.Call.STATIC, "org/jdvm/asm/code/ExprTest$Library", "list", LIST, List.of());
        return Stream.of(
                Arguments.of(longer.on(Expr.of(3), Expr.of(8)), 8, "Math.max(3, 8)"),
                Arguments.of(Method.of(STRING, "length", INT_TYPE).on(string("four")), 4, "four.length()"),
                Arguments.of(size.on(of.on()), 2, "Library.list().size()"),
                Arguments.of(new Expr.Invoke(twice, List.of(Expr.of(21)), INLINED), 42, "Library.twice(21)"),
                Arguments.of(new Expr.Invoke(sum, List.of(Expr.of(10)), COPIED), 110, "Library.sumUpTo(10)"),
                Arguments.of(new Expr.Invoke(sum, List.of(Expr.of(10)), INLINED), 110, "Library.sumUpTo(10)"),
                Arguments.of(
                        new Expr.Invoke(larger, List.of(Expr.of(3L), Expr.of(9L)), INLINED),
                        9L,
                        "Library.larger(3L, 9L)"));
    }

    @ParameterizedTest
    @MethodSource({"values", "conversions", "calls"})
    void valueAndText(Expr expression, Object value, String text) {
        assertEquals(value, Generated.value(expression));
        assertEquals(text, expression.toString());
    }

    static Stream<Arguments> arrays() {
        return Stream.of(
                Arguments.of(new float[] {1, 2.5f}, Types.FLOATS, 2.5f),
                Arguments.of(new int[] {1, 7}, Types.INTS, 7),
                Arguments.of(new long[] {1, 1L << 40}, Types.LONGS, 1L << 40),
                Arguments.of(new double[] {1, 0.25}, Types.DOUBLES, 0.25),
                Arguments.of(new short[] {1, -3}, Types.SHORTS, -3),
                Arguments.of(new byte[] {1, -4}, Types.BYTES, -4),
                Arguments.of(new Object[] {1, "x"}, Types.OBJECTS, "x"));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void elements(Object array, Type type, Object second) {
        Generated generated = new Generated(type, (code, parameter) -> {
            Expr element = parameter.at(Expr.of(1));
            assertEquals("x[1]", element.toString());
            return element;
        });
        assertEquals(second, generated.call(array));
    }

    @Test
    void wrongTypesAreRefusedWhereTheyAreWritten() {
        assertThrows(IllegalArgumentException.class, () -> Expr.of(1).plus(Expr.of(1L)));
        Method length = Method.of(STRING, "length", INT_TYPE);
        assertEquals(
                "String.length: operand 0 must be Ljava/lang/String;, not I",
                assertThrows(IllegalArgumentException.class, () -> length.on(Expr.of(1)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> length.on());
    }

    /** Functions that are copied into generated code. */
    static final class Library {
        private Library() {}

        static int twice(int x) {
            return x + x;
        }

        /** Has a loop, and calls another function of the library. */
        static int sumUpTo(int x) {
            return twice(loop(x));
        }

        private static int loop(int x) {
            int sum = 0;
            for (int i = 1; i <= x; i++) {
                sum += i;
            }
            return sum;
        }

        static long larger(long a, long b) {
            return a > b ? a : b;
        }

        static List<String> list() {
            return List.of("a", "b");
        }
    }
}
