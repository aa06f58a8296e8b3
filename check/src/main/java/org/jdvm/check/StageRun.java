package org.jdvm.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.Agreement.Comparison;
import org.jdvm.reference.ErrorBounds;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jspecify.annotations.Nullable;

/** One stage of one operation with one element type. */
final class StageRun {
    /** How often a case is drawn until there is one that fits together. */
    private static final int ATTEMPTS = 400;

    private static final int MOST_ELEMENTS = 40_000;

    /** Integers up to it are exact in double precision, in which operations along an axis have their meaning. */
    private static final long EXACT = 1L << 53;

    private final CheckedOperation operation;
    private final DType type;
    private final Stage stage;
    private final CheckOptions options;
    private final Runner runner;
    private int cases;
    private double worst;
    private @Nullable String failure;

    StageRun(CheckedOperation operation, DType type, Stage stage, CheckOptions options, Runner runner) {
        this.operation = operation;
        this.type = type;
        this.stage = stage;
        this.options = options;
        this.runner = runner;
    }

    CheckResult run() {
        long start = System.nanoTime();
        try {
            runCases();
        } catch (MissingFactException e) {
            failure = e.getMessage();
        }
        return new CheckResult(
                operation.name(),
                type,
                stage,
                cases,
                worst,
                Duration.ofNanos(System.nanoTime() - start),
                failure,
                options.command(operation.name(), type, stage));
    }

    private void runCases() {
        List<Overload> overloads = operation.overloads();
        int count = stage == Stage.SMOKE ? overloads.size() : options.cases(stage);
        if (stage == Stage.EDGES) {
            refusesOtherTypes();
        }
        for (int number = 0; number < count && failure == null; number++) {
            one(overloads.get(number % overloads.size()), number);
        }
    }

    private SplittableRandom random(int number, int attempt) {
        int hash = Objects.hash(operation.name(), type.toString(), stage.toString(), number, attempt);
        return new SplittableRandom(options.seed() * 0x9E3779B97F4A7C15L + hash);
    }

    /** Draws a case that fits together, or in the stage of wrong arguments any, and checks it. */
    private void one(Overload overload, int number) {
        String last = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            SplittableRandom random = random(number, attempt);
            // another kind of sizes and numbers after a while
            Draw draw = new Draw(stage, number + attempt / 50, operation.isScan(), random);
            List<Object> arguments = Arguments.draw(overload, type, draw);
            MethodCall call = new MethodCall(overload, arguments, stage != Stage.EDGES && random.nextBoolean());
            GraphCase test;
            ReferenceTensor expected;
            try {
                test = call.graphCase();
                expected = test.evaluate().getFirst();
            } catch (IllegalArgumentException refusal) {
                last = String.valueOf(refusal.getMessage());
                if (stage == Stage.EDGES) {
                    cases++;
                    refuses(call, last);
                    return;
                }
                continue;
            } catch (ArithmeticException byZero) {
                last = String.valueOf(byZero.getMessage());
                if (stage == Stage.EDGES) {
                    cases++;
                    refuses(call, last);
                    return;
                }
                continue;
            } catch (RuntimeException e) {
                fail(call, e.toString());
                return;
            }
            if (isDecidable(call, test, expected)) {
                cases++;
                check(call, test, number);
                return;
            }
        }
        failure = "%s: no arguments of %s were accepted in %d attempts (%s); ArgumentFacts needs an entry for '%s'"
                .formatted(overload, type, ATTEMPTS, last, operation.name());
    }

    /**
     * Whether the result is not too large, and known: operations along an axis have their meaning in double precision, also for integers, and sums
     * inside of formulas may overflow in one order and not in another.
     */
    private boolean isDecidable(MethodCall call, GraphCase test, ReferenceTensor expected) {
        if (expected.elements() > MOST_ELEMENTS) {
            return false;
        }
        if (!operation.isScan() || type.isFloat()) {
            return operation.method() instanceof Op || !Agreement.mayOverflow(test);
        }
        ReferenceTensor wide = call.inWideIntegers().graphCase().evaluate().getFirst();
        return Arrays.stream(wide.toLongs()).allMatch(v -> v > -EXACT && v < EXACT);
    }

    private void check(MethodCall call, GraphCase test, int number) {
        try {
            switch (stage) {
                case SMOKE, EDGES ->
                    compare(
                            call,
                            test,
                            call.overload().face() == null ? runner.run(call, test, false) : call.callPublic());
                case SHAPES, STABILITY -> compare(call, test, runner.run(call, test, number % 2 == 1));
                case DETERMINISM -> {
                    Map<String, ReferenceTensor> results = runner.runAll(call, test);
                    compare(call, test, results.values().iterator().next());
                    sameBits(call, results);
                }
            }
        } catch (RuntimeException e) {
            fail(call, e.toString());
        }
    }

    private void compare(MethodCall call, GraphCase test, ReferenceTensor actual) {
        boolean isSingle = test.graph().nodes().size() == test.inputs().size() + 1;
        Comparison comparison = isSingle && operation.method() instanceof Op op
                ? ErrorBounds.compare(op, test, actual)
                : Agreement.compare(test, List.of(actual));
        worst = Math.max(worst, comparison.worst());
        if (comparison.difference() != null) {
            fail(call, comparison.difference());
        } else if (PlainMeanings.difference(call, actual) instanceof String difference) {
            fail(call, difference);
        }
    }

    private void sameBits(MethodCall call, Map<String, ReferenceTensor> results) {
        String first = results.keySet().iterator().next();
        ReferenceTensor expected = results.get(first);
        results.forEach((way, result) -> {
            int at = TensorConversions.firstDifference(expected, result);
            if (at >= 0) {
                fail(
                        call,
                        "element %d is %s with %s, but %s with %s"
                                .formatted(at, expected.asDouble(at), first, result.asDouble(at), way));
            }
        });
    }

    // ---- errors ----

    /** What the evaluator refuses must be refused by the public method, with a message that names it. */
    private void refuses(MethodCall call, String reason) {
        if (call.overload().face() == null) {
            return;
        }
        try {
            ReferenceTensor result = call.callPublic();
            fail(call, "the evaluator refuses it (%s), but the method gives %s".formatted(reason, result));
        } catch (JdvmException refusal) {
            String message = String.valueOf(refusal.getMessage());
            TensorMethod method = operation.method();
            // what is wrong with an element type is said by the operation that does not take it
            boolean named = Stream.of(method.method(), method.toString(), "takes [", "cast the ")
                    .anyMatch(message::contains);
            if (!named) {
                fail(call, "the message does not name the operation: " + message);
            }
        } catch (RuntimeException e) {
            fail(call, "the evaluator refuses it (%s), but the method fails with %s".formatted(reason, e));
        }
    }

    /** An element type that is not in the table must be refused; a formula may take it, if the operations that it is made of do. */
    private void refusesOtherTypes() {
        for (Overload overload : operation.overloads()) {
            for (DType other : DType.values()) {
                if (overload.isStatic()
                        || overload.face() == null
                        || operation.method().takes(other)) {
                    continue;
                }
                Draw draw = new Draw(Stage.SMOKE, 0, operation.isScan(), random(-1, other.ordinal()));
                MethodCall call = new MethodCall(overload, Arguments.draw(overload, other, draw), false);
                cases++;
                try {
                    GraphCase test = call.graphCase();
                    if (operation.method() instanceof CompositeMethod) {
                        compare(call, test, call.callPublic());
                    } else {
                        fail(call, other + " is not in the table, but is taken");
                    }
                } catch (IllegalArgumentException refusal) {
                    refuses(call, String.valueOf(refusal.getMessage()));
                }
            }
        }
    }

    private void fail(MethodCall call, String what) {
        if (failure == null) {
            failure = what + "\n  " + call;
        }
    }
}
