package org.jdvm.symbolic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(S + 1) * H            | S*H + H",
                "2*H / 2                | H",
                "(2*H + 1) / 4          | H / 2",
                "4*H % 2                | 0",
                "min(S, S)              | S",
                "min(S + 1, S + 3)      | S + 1",
                "max(S, max(T, S + 1))  | max(T, S + 1)",
                "(S*12*D) / (12*D)      | S*D / D",
                "(S*H + K) / H          | S + K / H",
                "3*S / 2                | S + S / 2",
                "-((-S) / 8)            | (S + 7) / 8",
                "S / 2 / 3              | S / 6",
                "(S / 2 + 1) / 3        | (S + 2) / 6",
                "S % 8 % 4              | S % 4",
                "7*S % 8                | -S % 8",
                "(S + 8*T) % 8          | S % 8",
                "S / -2                 | -S / 2",
                "(S + T) * (S - T)      | S*S - T*T",
                "broadcast(S, 1)        | S",
                "broadcast(T, broadcast(S, T)) | broadcast(S, T)",
                "6*S % 4                | 2*(S % 2)",
            })
    void equalInAllCircumstances(String one, String other) {
        assertEquals(Dim.parse(other), Dim.parse(one));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "S*H / H          | S", // not for H = 0
                "min(S, T)        | S",
                "S / 2 * 2        | S",
                "broadcast(S, T)  | S",
                "broadcast(S, 4)  | 4", // not for S = 3
                "S + 1            | S",
            })
    void notEqualInAllCircumstances(String one, String other) {
        assertNotEquals(Dim.parse(other), Dim.parse(one));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + H*2             | 2*H + 1",
                "S*H                 | H*S",
                "S/2                 | floordiv(S, 2)",
                "S // 2              | floordiv(S, 2)",
                "H % 8               | mod(H, 8)",
                "min(4, S)           | min(S, 4)",
                "broadcast(T, S)     | broadcast(S, T)",
                "1 - S               | -S + 1",
                "S - S               | 0",
                "(S - 2) * S         | S*S - 2*S",
                "-9223372036854775808 * S + H | H + -9223372036854775808*S",
                "x.dim0 + x#1        | x#1 + x.dim0",
                "H + 2 * ...         | 2*... + H",
            })
    void canonicalText(String written, String text) {
        assertEquals(text, Dim.parse(written).toString());
        assertEquals(Dim.parse(written), Dim.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "S +     | expected a number, a name or '(' but found the end at position 3 of \"S +\"",
                "2 $ 3   | unexpected '$' after a size at position 2 of \"2 $ 3\"",
                "(S      | expected ')' at position 2 of \"(S\"",
                "_       | expected a number, a name or '(' but found '_' at position 0 of \"_\"",
                "S / 0   | division by zero at position 2 of \"S / 0\"",
                "foo(S)  | 'foo' is not a function; there are floordiv, mod, min, max, broadcast, position at position"
                        + " 0 of \"foo(S)\"",
                "mod(S)  | mod takes 2 arguments, but has 1 at position 0 of \"mod(S)\"",
                "99999999999999999999 | the number does not fit in 64 bits at position 0 of \"99999999999999999999\"",
            })
    void syntaxErrorsSayWhere(String text, String message) {
        assertEquals(
                message,
                assertThrows(DimSyntaxException.class, () -> Dim.parse(text)).getMessage());
    }

    @Test
    void deepNestingIsAnErrorNotAStackOverflow() {
        String text = "(".repeat(100_000) + "S" + ")".repeat(100_000);
        DimSyntaxException error = assertThrows(DimSyntaxException.class, () -> Dim.parse(text));
        assertTrue(error.getMessage().startsWith("nested too deeply"), error.getMessage());
    }

    @Test
    void constantsAndSymbols() {
        assertTrue(Dim.parse("2*3 + 4").isConstant());
        assertEquals(10, Dim.parse("2*3 + 4").constantValue());
        assertFalse(Dim.symbol("S").isConstant());
        assertEquals(
                "the size S + 1 is not a constant",
                assertThrows(IllegalStateException.class, Dim.parse("S + 1")::constantValue)
                        .getMessage());
        assertEquals(Optional.of("S"), Dim.symbol("S").symbolName());
        assertEquals(Optional.empty(), Dim.parse("2*S").symbolName());
        assertEquals(Set.of("H", "S", "T"), Dim.parse("S*H + min(T, S)").symbols());
        assertThrows(IllegalArgumentException.class, () -> Dim.symbol("2x"));
        assertThrows(IllegalArgumentException.class, () -> Dim.symbol("_"));
    }

    @Test
    void divisionRoundsDownForAllSigns() {
        for (long a : new long[] {-7, -6, -1, 0, 1, 6, 7}) {
            for (long b : new long[] {-4, -3, -1, 1, 3, 4}) {
                assertEquals(Math.floorDiv(a, b), Dim.symbol("S").floorDiv(b).evaluate(_ -> a));
                assertEquals(Math.floorMod(a, b), Dim.symbol("S").mod(b).evaluate(_ -> a));
                assertEquals(Math.floorMod(a, b), Dim.of(a).mod(Dim.symbol("S")).evaluate(_ -> b));
            }
        }
    }

    @Test
    void overflowIsAnErrorNotAWrongNumber() {
        Dim squared = Dim.parse("S*S");
        ArithmeticException error = assertThrows(ArithmeticException.class, () -> squared.evaluate(_ -> 1L << 32));
        assertEquals("size overflow: 4294967296 * 4294967296 does not fit in 64 bits", error.getMessage());
        DimProgram program = squared.compile(_ -> 0);
        assertThrows(ArithmeticException.class, () -> program.evaluate(new long[] {1L << 32}));
        assertEquals((1L << 62), program.evaluate(new long[] {1L << 31}));
        assertThrows(ArithmeticException.class, () -> Dim.of(Long.MAX_VALUE).plus(1));
        assertThrows(ArithmeticException.class, () -> Dim.of(Long.MIN_VALUE).floorDiv(-1));
    }

    @Test
    void undefinedIsAnErrorWithNumbers() {
        Dim broadcast = Dim.parse("broadcast(S, T)");
        ArithmeticException error =
                assertThrows(ArithmeticException.class, () -> broadcast.evaluate(name -> name.equals("S") ? 3 : 5));
        assertEquals("sizes 3 and 5 do not broadcast: they must be equal, or one of them 1", error.getMessage());
        assertEquals(5, broadcast.evaluate(name -> name.equals("S") ? 1 : 5));
        assertEquals(0, broadcast.evaluate(name -> name.equals("S") ? 1 : 0));
        assertThrows(ArithmeticException.class, () -> Dim.of(3).broadcast(Dim.of(4)));
        assertThrows(ArithmeticException.class, () -> Dim.symbol("S").mod(0));
        assertThrows(ArithmeticException.class, () -> Dim.parse("8 / S").evaluate(_ -> 0));
    }

    @Test
    void aProgramNeedsASlotForEverySymbol() {
        Dim dim = Dim.parse("2*S + 1");
        assertEquals(
                "the size S has no slot: slotOf gave -1",
                assertThrows(IllegalArgumentException.class, () -> dim.compile(_ -> -1))
                        .getMessage());
        assertEquals("2*S + 1", dim.compile(_ -> 0).toString());
    }

    @Test
    void constraints() {
        assertEquals(
                List.of(
                        new Constraint(Relation.LE, Dim.ONE, Dim.symbol("S")),
                        new Constraint(Relation.LE, Dim.symbol("S"), Dim.of(512))),
                Constraint.parse("1 <= S <= 512"));
        assertEquals(
                "[mod(H, 8) == 0, S > T]",
                Constraint.parse("H % 8 == 0 && S > T").toString());
        assertTrue(Constraint.parse("H == 2*K").getFirst().evaluate(name -> name.equals("H") ? 6 : 3));
        assertFalse(Constraint.parse("H != 2*K").getFirst().evaluate(name -> name.equals("H") ? 6 : 3));
        assertEquals(
                "expected a relation (==, !=, <, <=, > or >=) at position 5 of \"H % 8\"",
                assertThrows(DimSyntaxException.class, () -> Constraint.parse("H % 8"))
                        .getMessage());
        assertThrows(DimSyntaxException.class, () -> Constraint.parse("H = 8"));
        assertThrows(DimSyntaxException.class, () -> Constraint.parse("H == 8 K"));
    }

    @Test
    void negativePositionsCountFromTheEnd() {
        Dim size = Dim.symbol("N");
        assertEquals("position(i, N)", Dim.symbol("i").position(size).toString());
        assertEquals(Dim.symbol("i").position(size), Dim.parse("position(i, N)"));
        assertEquals("N - 1", Dim.of(-1).position(size).toString());
        assertEquals("1", Dim.ONE.position(size).toString());
        assertEquals(
                "5",
                Dim.symbol("i")
                        .position(size)
                        .substitute(java.util.Map.of("i", Dim.of(5)))
                        .toString());
        Dim position = Dim.parse("2*position(i, N) - 1");
        for (long i = -9; i <= 9; i++) {
            for (long n = 0; n <= 7; n++) {
                long[] values = {i, n};
                long expected = 2 * (i < 0 ? i + n : i) - 1;
                assertEquals(expected, position.evaluate(name -> values[name.equals("i") ? 0 : 1]));
                assertEquals(
                        expected,
                        position.compile(name -> name.equals("i") ? 0 : 1).evaluate(values));
            }
        }
    }
}
