package org.jdvm.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdvm.annotations.DType;
import org.jdvm.ir.TensorMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table of operations passes all five stages on each element type that it takes. The lines are in {@code target/check.txt}. */
class HarnessTest {
    private static final Path LINES = Path.of("target/check.txt");

    private static final List<String> ALL = new ArrayList<>();

    private static final Harness USUAL = new Harness(CheckOptions.usual());

    static List<String> operations() {
        return Harness.operations();
    }

    @AfterAll
    static void close() throws IOException {
        USUAL.close();
        Files.write(LINES, ALL);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void passesAllStages(String operation) {
        passes(USUAL, operation);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("operations")
    void passesAllStagesWithManyCases(String operation) {
        try (Harness harness = new Harness(CheckOptions.usual().deeper())) {
            passes(harness, operation);
        }
    }

    /** Each element type has a line for each stage, with cases in it; failures are told together. */
    private static void passes(Harness harness, String operation) {
        List<CheckResult> results = new ArrayList<>();
        harness.check(operation, results::add);
        results.forEach(result -> ALL.add(result.line()));
        String failures = results.stream()
                .filter(result -> !result.isPassed())
                .map(result -> result.line() + "\n" + result.command() + "\n" + result.failure())
                .collect(Collectors.joining("\n\n"));
        assertEquals("", failures);
        Set<DType> types = results.stream().map(CheckResult::type).collect(Collectors.toSet());
        assertFalse(types.isEmpty(), () -> operation + " has no element type");
        assertEquals(types.size() * Stage.values().length, results.size());
        results.forEach(result -> assertTrue(result.cases() > 0, result::line));
    }

    @Test
    void noRowIsLeftOut() {
        Set<String> expected = CheckedOperation.rows()
                .filter(row -> !CheckedOperation.NOT_CALLED.containsKey(row))
                .map(TensorMethod::method)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, new TreeSet<>(Harness.operations()));
        assertTrue(expected.containsAll(TensorMethod.all().keySet()), "all methods that users can call");
    }

    @Test
    void equalOptionsGiveEqualCases() {
        CheckOptions shapes = new CheckOptions(EnumSet.of(Stage.SHAPES), Set.of(DType.F32), false, 7);
        assertEquals(worst(shapes, "exp"), worst(shapes, "exp"));
        assertTrue(worst(shapes, "exp") > 0, "exponentials are rounded");
    }

    private static double worst(CheckOptions options, String operation) {
        List<CheckResult> results = results(options, operation);
        assertEquals(1, results.size());
        return results.getFirst().worst();
    }

    private static List<CheckResult> results(CheckOptions options, String operation) {
        List<CheckResult> results = new ArrayList<>();
        try (Harness harness = new Harness(options)) {
            harness.check(operation, results::add);
        }
        return results;
    }

    @Test
    void anUnknownOperationIsAnError() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> results(CheckOptions.usual(), "soft"));
        assertEquals("there is no operation soft", e.getMessage());
    }
}
