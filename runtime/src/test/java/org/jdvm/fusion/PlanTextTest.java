package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jdvm.fusion.rule.Rules;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.GraphSyntaxException;
import org.jdvm.ir.passes.Passes;
import org.jdvm.reference.GraphCase;
import org.jdvm.testing.GraphGenerator;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans as text: they are read back equal, the version follows the planner, and damaged text is refused with its position. */
class PlanTextTest {
    private static final Path SOURCE = Path.of("src/main/java/org/jdvm/fusion/PlanText.java");

    private static final Plan NORM = Planner.plan(Passes.run(GraphParser.parse("""
        operator norm(%0 x: f32[T, H], %1 w: f32[H, K], eps: float) {
          %2: f32[T, H] = mul %0, %0
          %3: f32[T, 1] = sum %2 axes [1] keep
          %4: f32[T, 1] = add %3, {eps}
          %5: f32[T, H] = div %0, %4
          %6: f32[T, K] = matmul %5, %1
          return %6
        }
        """)));

    static List<Named<Graph>> operators() {
        return OperatorFile.graphs().stream()
                .map(graph -> Named.of(graph.name(), graph))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void goldenPlansAreReadBackEqual(Graph graph) {
        Graph canonical = Passes.run(graph);
        assertReadBack(Planner.plan(canonical));
        assertReadBack(Planner.plan(canonical, Rules.NONE));
    }

    @Provide
    Arbitrary<GraphCase> graphs() {
        return Arbitraries.integers()
                .between(0, 9999)
                .list()
                .ofMaxSize(100)
                .map(numbers -> GraphGenerator.generate(numbers, 3000, Set.of()));
    }

    @Property(tries = 400, seed = "17")
    void randomPlansAreReadBackEqual(@ForAll("graphs") GraphCase test) {
        assertReadBack(Planner.plan(Passes.run(test.graph())));
    }

    private static void assertReadBack(Plan plan) {
        String text = PlanText.print(plan);
        Plan read = PlanParser.parse(text);
        assertEquals(plan, read, text);
        assertEquals(text, PlanText.print(read));
        for (Optional<Plan> a = Optional.of(plan), b = Optional.of(read);
                a.isPresent();
                a = a.get().fallback(), b = b.get().fallback()) {
            assertEquals(a.get().graph().origins(), b.get().graph().origins());
        }
    }

    /** A name alone must tell a reason of a rule. */
    @Test
    void reasonsHaveNamesOfTheirOwn() {
        for (String rule : Rules.STANDARD.names()) {
            Set<String> names = new HashSet<>();
            Rules.refusals(rule)
                    .distinct()
                    .forEach(refusal -> assertTrue(names.add(refusal.qualifiedName()), rule + refusal));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plan 2         | plan 7         | line 1, column 1: expected 'plan",
                "load f32       | lode f32       | expected a step, found 'lode'",
                "load f32       | load f31       | expected an element type, found 'f31'",
                "argument 0     | argument 9     | a number below 2, for there are 2 tensor parameters",
                "result 0       | result 5       | a number below 1, for there are 1 results",
                "apply mul      | apply mull     | expected an operation, found 'mull'",
                " v0, v0        | ` v0, v99`     | expected a value that was defined before",
                "s0             | s40            | scalar slots",
                "{T} {H}        | {T}            | expected an offset and",
                "`\nend`        | `\n`           | expected 'end', found the end",
                "origins [0,    | origins [      | origins, found",
                "scalars        | scalers        | expected 'scalars', found 'scalers'",
            })
    void damagedTextsAreRefused(String what, String by, String message) {
        String text = PlanText.print(NORM);
        assertTrue(text.contains(what), text);
        String damaged = text.replace(what, by);
        GraphSyntaxException refused =
                assertThrows(GraphSyntaxException.class, () -> PlanParser.parse(damaged), damaged);
        assertTrue(refused.getMessage().contains(message), refused.getMessage() + "\n" + damaged);
    }

    /** Whatever line is missing: the text is refused, or describes another plan; no other exception is thrown. */
    @Test
    void anyMissingLineIsNoticed() {
        String text = PlanText.print(NORM);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            List<String> others = new ArrayList<>(lines);
            String line = others.remove(i);
            Plan read;
            try {
                read = PlanParser.parse(String.join("\n", others) + "\n");
            } catch (GraphSyntaxException e) {
                assertTrue(e.line() <= lines.size(), e.getMessage());
                continue;
            }
            assertTrue(!NORM.equals(read), line);
        }
    }

    @Test
    void theVersionIsFoundInAnyText() {
        assertEquals(Optional.of(PlanText.VERSION), PlanText.version(PlanText.print(NORM)));
        assertEquals(Optional.of("12.abc"), PlanText.version("plan 12.abc\nwhatever comes then"));
        assertEquals(Optional.empty(), PlanText.version("plan\noperator"));
        assertEquals(Optional.empty(), PlanText.version(""));
    }

    /** The build and the runtime may differ: the version tells whether they would make the same plans. */
    @Test
    void theVersionFollowsThePlans() throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Graph graph : OperatorFile.graphs()) {
            String text = PlanText.print(Planner.plan(Passes.run(graph)));
            digest.update(text.substring(text.indexOf('\n')).getBytes(StandardCharsets.UTF_8));
        }
        String version = PlanText.VERSION.substring(0, PlanText.VERSION.indexOf('.') + 1)
                + HexFormat.of().formatHex(digest.digest(), 0, 4);
        if (OperatorFile.REWRITE) {
            Files.writeString(SOURCE, Files.readString(SOURCE).replace(PlanText.VERSION, version));
        } else {
            assertEquals(
                    version,
                    PlanText.VERSION,
                    "the planner makes other plans now: rewrite PlanText.VERSION with -Djdvm.golden.rewrite=true");
        }
    }
}
