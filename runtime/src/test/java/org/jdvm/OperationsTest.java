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
import org.jdvm.ir.Op;
import org.jdvm.reference.ErrorBounds;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.testing.AccuracyDocument;
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
        ReferenceTensor actual = Conversions.reference(FusedRunner.run(test, FusedRunner.TWO_CORES, layouts)[0]);
        // Only products read a matrix of windows.
        Op bounded = op == Op.WINDOW_MATRIX ? Op.MATMUL : op;
        String difference = ErrorBounds.compare(bounded, test, actual).difference();
        if (difference != null) {
            fail(difference + test + layouts);
        }
    }

    @Test
    void theDocumentIsWhatTheTableSays() throws IOException {
        WrittenFile.check(Path.of("../docs/accuracy.md"), AccuracyDocument.text());
    }
}
