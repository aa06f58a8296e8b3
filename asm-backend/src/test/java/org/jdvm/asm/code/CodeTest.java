package org.jdvm.asm.code;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Every statement: what it does and its text. */
class CodeTest {
    @Test
    void loopCountsUp() {
        Generated generated = new Generated(Type.INT_TYPE, (code, x) -> {
            Expr.Local sum = code.let("sum", Expr.of(0));
            code.loop("i", Expr.of(2), x, 3, i -> code.set(sum, sum.plus(i)));
            return sum;
        });
        assertEquals(2 + 5 + 8, generated.call(10));
        assertEquals(0, generated.call(2));
        assertTrue(generated.text.contains("""
                int sum = 0;
                for (int i = 2; i < x; i += 3) {
                    sum = sum + i;
                }
            """), generated.text);
    }

    @Test
    void whileComparesLongs() {
        Generated generated = new Generated(Type.LONG_TYPE, (code, x) -> {
            Expr.Local i = code.let("i", Expr.of(1L));
            code.whileLess(i, x, () -> code.set(i, i.plus(i)));
            return i;
        });
        assertEquals(1L << 33, generated.call((1L << 32) + 1));
        assertTrue(generated.text.contains("while (i < x) {"), generated.text);
    }

    @Test
    void ifRunsItsBodyOnlyBelow() {
        Generated generated = new Generated(Type.INT_TYPE, (code, x) -> {
            Expr.Local y = code.let("y", Expr.of(1));
            code.ifLess(x, Expr.of(5), () -> code.set(y, Expr.of(2)));
            return y;
        });
        assertEquals(2, generated.call(4));
        assertEquals(1, generated.call(5));
        assertTrue(generated.text.contains("if (x < 5) {"), generated.text);
    }

    @Test
    void elementsAreSet() {
        Generated generated = new Generated(Types.LONGS, (code, x) -> {
            code.set(x, Expr.of(1), Expr.of(9L));
            code.run(x.at(Expr.of(0)));
            return x;
        });
        long[] array = {1, 2, 3};
        generated.call(array);
        assertArrayEquals(new long[] {1, 9, 3}, array);
        assertTrue(generated.text.contains("x[1] = 9L;"), generated.text);
    }

    @Test
    void longMethodsAreRefused() {
        CodeLimitException e = assertThrows(
                CodeLimitException.class,
                () -> new Generated(Type.INT_TYPE, (code, x) -> {
                    Expr.Local sum = code.let("sum", x);
                    for (int i = 0; i < 2000; i++) {
                        code.set(sum, sum.times(Expr.of(1000 + i)));
                    }
                    return sum;
                }));
        assertTrue(e.getMessage().startsWith("the method made would have 1"), e.getMessage());
    }

    @Test
    void tooManyParametersAreRefused() {
        List<Code.Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            parameters.add(new Code.Parameter(Type.LONG_TYPE, "p" + i));
        }
        ClassWriter out = new ClassWriter(0);
        out.visit(Opcodes.V25, 0, "Wide", null, "java/lang/Object", null);
        Inliner inliner = new Inliner(out, "Wide", name -> null, name -> Expr.of(0));
        assertThrows(CodeLimitException.class, () -> new Code(out, inliner, true, "wide", Type.VOID_TYPE, parameters));
    }
}
