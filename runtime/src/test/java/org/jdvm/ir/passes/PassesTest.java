package org.jdvm.ir.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the list of passes and of what each rewrites. */
class PassesTest {
    @Test
    void theOrderIsPinned() {
        assertEquals(
                List.of(
                        "fold-scalars",
                        "simplify-casts",
                        "simplify-views",
                        "drop-broadcasts",
                        "simplify-arithmetic",
                        "recognise-functions",
                        "share-equal-nodes",
                        "remove-dead-nodes"),
                Passes.STANDARD.stream().map(Pass::name).toList());
    }

    /** Runs the passes on {@code x}, given nodes separated by semicolons; the last one is the result. */
    private static String run(String nodes) {
        String[] lines = nodes.split(";");
        String last = lines[lines.length - 1].strip();
        Graph graph = GraphParser.parse("operator f(%0 x: f32[2, 3], %1 i: i32[2, 3], %2 h: f16[1, 3], p: float) {\n"
                + String.join("\n", lines) + "\nreturn " + last.substring(0, last.indexOf(':')) + "\n}");
        String text = Passes.run(graph).toString();
        return text.substring(text.indexOf("{\n") + 2)
                .replace("\n}\n", "")
                .strip()
                .replaceAll("\n *", "; ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        %3: f32[2, 3] = reshape %0; %4: f32[2, 3] = neg %3 | %3: f32[2, 3] = neg %0; return %3
        %3: f32[6] = reshape %0; %4: f32[3, 2] = reshape %3 | %3: f32[3, 2] = reshape %0; return %3
        %3: f32[6] = reshape %0; %4: f32[2, 3] = reshape %3 | return %0
        %3: f32[2, 1, 3] = reshape %0; %4: f32[2, 3] = sum %3 axes [1] | return %0
        %3: f32[2, 3] = reduce_max %0 axes [] | return %0
        %3: f16[3] = sum %2 axes [0] | %3: f16[3] = reshape %2; return %3
        %3: f32[3, 2] = permute %0 order [1, 0]; %4: f32[2, 3] = permute %3 order [1, 0] | return %0
        %3: f32[2, 3] = permute %0 order [0, 1] | return %0
        %3: f32[4, 2, 3] = broadcast %0; %4: f32[5, 4, 2, 3] = broadcast %3 | %3: f32[5, 4, 2, 3] = broadcast %0; return %3
        %3: f16[2, 3] = broadcast %2; %4: f16[2, 3] = broadcast %2; %5: f16[2, 3] = add %3, %4 | %3: f16[2, 3] = broadcast %2; %4: f16[2, 3] = add %2, %3; return %4
        %3: f32[1, 3] = cast %2; %4: f32[2, 3] = broadcast %3; %5: f32[2, 3] = add %0, %4 | %3: f32[1, 3] = cast %2; %4: f32[2, 3] = add %0, %3; return %4
        %3: f32[2, 3] = fill {2.0}; %4: f32[2, 3] = mul %3, %0 | %3: f32[2, 3] = mul {2.0}, %0; return %3
        %3: bool[2, 3] = le %0, {p}; %4: f32[2, 3] = fill {2.0}; %5: f32[2, 3] = select %3, %4, {1.0} | %3: bool[2, 3] = le %0, {p}; %4: f32[2, 3] = fill {2.0}; %5: f32[2, 3] = select %3, %4, {1.0}; return %5
        %3: f32[2, 2] = slice %0 axis 1 start {1} step 1; %4: f32[2, 1] = slice %3 axis 1 start {1} step 1 | %3: f32[2, 1] = slice %0 axis 1 start {2} step 1; return %3
        %3: f32[2, 3] = slice %0 axis 1 start {0} step 1 | return %0
        %3: f32[2, 2] = slice %0 axis 1 start {0} step 2; %4: f32[1, 2] = slice %3 axis 0 start {0} step 2 | %3: f32[2, 2] = slice %0 axis 1 start {0} step 2; %4: f32[1, 2] = slice %3 axis 0 start {0} step 2; return %4
        %3: f32[1, 3] = cast %2; %4: f16[1, 3] = cast %3 | return %2
        %3: f32[1, 3] = cast %2; %4: i32[1, 3] = cast %3 | %3: i32[1, 3] = cast %2; return %3
        %3: f16[2, 3] = cast %0; %4: f32[2, 3] = cast %3 | %3: f16[2, 3] = cast %0; %4: f32[2, 3] = cast %3; return %4
        %3: f32[2, 3] = cast %1; %4: i32[2, 3] = cast %3 | %3: f32[2, 3] = cast %1; %4: i32[2, 3] = cast %3; return %4
        %3: f32[2, 3] = mul %0, {1.0}; %4: f32[2, 3] = sub %3, {0.0}; %5: f32[2, 3] = div %4, {1.0} | return %0
        %3: f32[2, 3] = add %0, {0.0} | %3: f32[2, 3] = add %0, {0.0}; return %3
        %3: f32[2, 3] = add %0, {-0.0} | return %0
        %3: f32[2, 3] = mul %0, {0.0} | %3: f32[2, 3] = mul %0, {0.0}; return %3
        %3: f32[2, 3] = sub %0, %0 | %3: f32[2, 3] = sub %0, %0; return %3
        %3: f32[2, 3] = neg %0; %4: f32[2, 3] = neg %3 | return %0
        %3: f32[2, 3] = mul %0, {add(p, mul(2.0, 3.0))} | %3: f32[2, 3] = mul %0, {add(p, 6.0)}; return %3
        %3: f32[2, 3] = neg %0; %4: f32[2, 3] = neg %0; %5: f32[2, 3] = mul %3, %4 | %3: f32[2, 3] = neg %0; %4: f32[2, 3] = mul %3, %3; return %4
        %3: f32[2, 3] = copy %0; %4: f32[2, 3] = copy %0; %5: f32[4, 3] = concat %3, %4 axis 0 | %3: f32[2, 3] = copy %0; %4: f32[2, 3] = copy %0; %5: f32[4, 3] = concat %3, %4 axis 0; return %5
        %3: f32[2, 3] = copy %0; %4: f32[2, 3] = copy %3 | %3: f32[2, 3] = copy %0; return %3
        """)
    void rewrites(String before, String after) {
        assertEquals(after, run(before));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gelu      | %3: f32[2, 3] = mul %0, {0.5}; %4: f32[2, 3] = div %0, {1.4142135}; %5: f32[2, 3] = erf %4; %6: f32[2, 3] = add %5, {1.0}; %7: f32[2, 3] = mul %3, %6
        gelu      | %3: f32[2, 3] = mul {0.70710678}, %0; %4: f32[2, 3] = erf %3; %5: f32[2, 3] = add {1.0}, %4; %6: f32[2, 3] = mul %5, %0; %7: f32[2, 3] = div %6, {2.0}
        gelu_tanh | %3: f32[2, 3] = pow %0, {3.0}; %4: f32[2, 3] = mul %3, {0.044715}; %5: f32[2, 3] = add %0, %4; %6: f32[2, 3] = mul %5, {0.7978846}; %7: f32[2, 3] = tanh %6; %8: f32[2, 3] = add %7, {1.0}; %9: f32[2, 3] = mul %0, %8; %10: f32[2, 3] = mul %9, {0.5}
        gelu_tanh | %3: f32[2, 3] = mul %0, %0; %4: f32[2, 3] = mul %3, %0; %5: f32[2, 3] = mul {0.044715}, %4; %6: f32[2, 3] = add %5, %0; %7: f32[2, 3] = mul {0.7978846}, %6; %8: f32[2, 3] = tanh %7; %9: f32[2, 3] = add {1.0}, %8; %10: f32[2, 3] = mul {0.5}, %0; %11: f32[2, 3] = mul %10, %9
        silu      | %3: f32[2, 3] = sigmoid %0; %4: f32[2, 3] = mul %3, %0
        silu      | %3: f32[2, 3] = neg %0; %4: f32[2, 3] = exp %3; %5: f32[2, 3] = add %4, {1.0}; %6: f32[2, 3] = div %0, %5
        sigmoid   | %3: f32[2, 3] = neg %0; %4: f32[2, 3] = exp %3; %5: f32[2, 3] = add {1.0}, %4; %6: f32[2, 3] = div {1.0}, %5
        rsqrt     | %3: f32[2, 3] = sqrt %0; %4: f32[2, 3] = reciprocal %3
        rsqrt     | %3: f32[2, 3] = sqrt %0; %4: f32[2, 3] = div {1.0}, %3
        reciprocal | %3: f32[2, 3] = div {1.0}, %0
        """)
    void formulasBecomeFunctions(String function, String nodes) {
        assertEquals("%3: f32[2, 3] = " + function + " %0; return %3", run(nodes));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        %3: f32[2, 3] = mul %0, {0.5}; %4: f32[2, 3] = div %0, {1.41421}; %5: f32[2, 3] = erf %4; %6: f32[2, 3] = add %5, {1.0}; %7: f32[2, 3] = mul %3, %6
        %3: f32[2, 3] = mul %0, {0.4}; %4: f32[2, 3] = div %0, {1.4142135}; %5: f32[2, 3] = erf %4; %6: f32[2, 3] = add %5, {1.0}; %7: f32[2, 3] = mul %3, %6
        %3: f32[2, 3] = mul %0, {0.5}; %4: f32[2, 3] = mul %0, %0; %5: f32[2, 3] = erf %4; %6: f32[2, 3] = add %5, {1.0}; %7: f32[2, 3] = mul %3, %6
        %3: f32[2, 3] = mul %0, {0.5}; %4: f32[2, 3] = mul %3, {0.70710678}; %5: f32[2, 3] = erf %4; %6: f32[2, 3] = add %5, {1.0}; %7: f32[2, 3] = mul %0, %6
        %3: i32[2, 3] = div {1.0}, %1
        """)
    void otherFormulasStay(String nodes) {
        assertEquals(nodes, run(nodes).replaceAll("; return.*", ""));
    }

    @Test
    void stepsTellWhatChanged() {
        Graph graph = GraphParser.parse("""
            operator f(%0 x: f32[T], %1 unused: f32[T]) {
              require T < 5 "test"
              %2: f32[T] = mul %0, {1.0}
              return %2
            }
            """);
        List<Passes.Step> steps = Passes.steps(graph);
        assertEquals(
                List.of("simplify-arithmetic"),
                steps.stream().map(step -> step.pass().name()).toList());
        assertEquals("""
            operator f(%0 x: f32[T], %1 unused: f32[T]) {
              require T < 5 "test"
              return %0
            }
            """, steps.getLast().after().toString());
    }
}
