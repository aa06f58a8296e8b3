package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdvm.Conversions.Layout;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Accuracy;
import org.jdvm.ir.Op;
import org.jdvm.reference.ReferenceEvaluator;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.testing.AccuracyDocument;
import org.jdvm.testing.Agreement;
import org.jdvm.testing.GraphCase;
import org.jdvm.testing.GraphGenerator;
import org.jdvm.testing.WrittenFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of the table on every type that it accepts, against the oracle, within the tolerance that the table states. */
class OperationsTest {
    private static final int CASES = 24;
    private static final int CHOICES = 60;

    static Stream<Arguments> operations() {
        return Arrays.stream(Op.values())
                .flatMap(op -> Arrays.stream(DType.values())
                        .filter(op.types()::contains)
                        .map(type -> Arguments.of(op, type)));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void agreesWithTheOracle(Op op, DType type) {
        SplittableRandom random = new SplittableRandom(op.code() * 8L + type.ordinal());
        int done = 0;
        for (int attempt = 0; done < CASES && attempt < 20 * CASES; attempt++) {
            List<Integer> choices = IntStream.range(0, CHOICES)
                    .map(i -> random.nextInt(10_000))
                    .boxed()
                    .toList();
            GraphCase test = GraphGenerator.single(op, type, choices, 2_000);
            if (test != null) {
                check(op, test, List.of(Layout.values()[attempt % 3], Layout.values()[attempt / 3 % 3]));
                done++;
            }
        }
        assertEquals(CASES, done, "cases found");
    }

    private static void check(Op op, GraphCase test, List<Layout> layouts) {
        ReferenceTensor expected = test.evaluate().getFirst();
        ReferenceTensor exact = expected.rounded();
        ReferenceTensor actual = Conversions.reference(FusedRunner.run(test, FusedRunner.TWO_CORES, layouts)[0]);
        assertEquals(expected.type(), actual.type());
        assertEquals(Arrays.toString(expected.dims()), Arrays.toString(actual.dims()));
        double[] magnitudes =
                op.accuracy().sum() != Accuracy.Sum.NONE ? magnitudes(test) : new double[expected.elements()];
        for (int i = 0; i < expected.elements(); i++) {
            if (expected.type().isFloat() && magnitudes[i] > Float.MAX_VALUE) {
                // Some part of the sum may overflow in 32 bits.
                continue;
            }
            double want = expected.asDouble(i);
            double got = actual.asDouble(i);
            double tolerance = tolerance(op.accuracy(), expected.type(), want, magnitudes[i]);
            double rounded = exact.asDouble(i);
            if (rounded != got && Double.compare(rounded, got) != 0 && !(Math.abs(want - got) <= tolerance)) {
                fail("element " + i + ": expected " + want + " +- " + tolerance + ", got " + got + test + layouts);
            }
        }
    }

    private static double tolerance(Accuracy accuracy, DType type, double want, double magnitude) {
        if (accuracy.isExact() || !type.isFloat()) {
            return 0;
        }
        double ulp = Math.ulp((float) want);
        double wide = accuracy.ulps() * ulp + accuracy.absolute() + Agreement.units(accuracy) * 0x1p-24 * magnitude;
        // half a unit of a narrow type may be half a unit of the next power of two
        double narrow = type == DType.F32 ? 0 : Agreement.unit(type) * Math.abs(want) + Agreement.least(type);
        return wide + narrow;
    }

    /** The result for the magnitudes of all operands: of a sum, the sum of the magnitudes of its terms. */
    private static double[] magnitudes(GraphCase test) {
        List<ReferenceTensor> inputs = test.inputs().stream()
                .map(input -> input.type().isFloat()
                        ? ReferenceTensor.floats(
                                input.type(),
                                input.dims(),
                                Arrays.stream(input.toDoubles()).map(Math::abs).toArray())
                        : ReferenceTensor.integers(
                                input.type(),
                                input.dims(),
                                Arrays.stream(input.toLongs())
                                        .map(v -> input.type() == DType.I8 ? Math.min(Math.abs(v), 127) : Math.abs(v))
                                        .toArray()))
                .toList();
        return ReferenceEvaluator.evaluate(test.graph(), inputs, test.scalars())
                .getFirst()
                .toDoubles();
    }

    @Test
    void theDocumentIsWhatTheTableSays() throws IOException {
        WrittenFile.check(Path.of("../docs/accuracy.md"), AccuracyDocument.text());
    }
}
