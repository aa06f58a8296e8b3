package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.exec.TileProgram.Operand;
import org.jdvm.ir.Op;
import org.jdvm.ir.Semantics;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reductions of each function and lane type in both directions. */
class ReduceTest {
    private static final int[][] SIZES = {
        {1, 1}, {1, 17}, {7, 1}, {5, 16}, {3, 33}, {13, 31}, {2, 64}, {35, 67}, {4, 1000}, {0, 5}, {5, 0}
    };

    static Stream<Arguments> functions() {
        List<Arguments> cases = new ArrayList<>();
        for (Op op : Op.values()) {
            if (op.kind() == Op.Kind.REDUCE) {
                for (DType type : new DType[] {DType.F32, DType.I32, DType.I64, DType.BOOL}) {
                    if (op.types().contains(type)) {
                        TileProgram.MACHINES.forEach(machine -> cases.add(Arguments.of(op, type, machine)));
                    }
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("functions")
    void agreesWithSemantics(Op op, DType type, NpuSpec machine) {
        Random random = new Random(op.code());
        for (int[] size : SIZES) {
            for (boolean accumulate : new boolean[] {false, true}) {
                for (Opcode direction : List.of(Opcode.REDUCE_X, Opcode.REDUCE_Y)) {
                    check(op, type, new TileProgram(machine, size[0], size[1]), direction, true, accumulate, random);
                    check(op, type, new TileProgram(machine, size[0], size[1]), direction, false, accumulate, random);
                }
            }
        }
    }

    private static void check(
            Op op, DType type, TileProgram program, Opcode direction, boolean tile, boolean accumulate, Random random) {
        boolean x = direction == Opcode.REDUCE_X;
        Extent line = x ? Extent.ROW : Extent.COLUMN;
        Extent across = x ? Extent.COLUMN : Extent.ROW;
        Extent from = tile ? Extent.TILE : line;
        Extent to = tile ? across : Extent.ONE;
        double[] values = values(type, program.elements(from), random);
        double[] old = values(type, program.elements(to), random);
        Operand source = program.load(type, from, TypedArrays.of(type, values));
        Operand target = accumulate
                ? program.load(type, to, TypedArrays.of(type, old))
                : program.allocate(to, LaneType.of(type));
        program.instruction(direction, op, type, accumulate, target, source);
        Object results = TypedArrays.allocate(type, program.elements(to));
        program.store(type, target, results);
        program.run();
        int count = program.elements(line);
        for (int result = 0; result < program.elements(to); result++) {
            double[] terms = new double[count];
            for (int i = 0; i < count; i++) {
                terms[i] = values[program.element(from, x ? result : i, x ? i : result)];
            }
            String what = op + " " + type + " " + direction + " of " + program.rows + " x " + program.columns
                    + ", result " + result;
            assertResult(
                    what, op, type, terms, accumulate, accumulate ? old[result] : 0, TypedArrays.get(results, result));
        }
    }

    private static void assertResult(
            String what, Op op, DType type, double[] terms, boolean accumulate, double old, double actual) {
        Semantics semantics = op.semantics();
        if (!type.isFloat()) {
            long identity = type == DType.I64
                    ? op.integerIdentity()
                    : Math.clamp(op.integerIdentity(), Integer.MIN_VALUE, Integer.MAX_VALUE);
            long sum = accumulate ? (long) old : identity;
            for (double term : terms) {
                sum = semantics.integerBinary().applyAsLong(sum, (long) term);
            }
            assertEquals(type == DType.I64 ? sum : type == DType.BOOL ? (byte) sum : (int) sum, actual, what);
            return;
        }
        double sum = accumulate ? old : op.floatIdentity();
        double magnitude = Math.abs(old);
        for (double term : terms) {
            sum = semantics.floatBinary().applyAsDouble(sum, term);
            magnitude += Math.abs(term);
        }
        double allowed = op == Op.SUM && Double.isFinite(magnitude) ? 1e-6 * magnitude : 0;
        assertEquals(sum, actual, allowed, what);
    }

    private static double[] values(DType type, int count, Random random) {
        double[] values = new double[count];
        boolean special = random.nextInt(4) == 0;
        for (int i = 0; i < count; i++) {
            values[i] = switch (type) {
                case F32 ->
                    special && random.nextInt(20) == 0
                            ? new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN}
                                    [random.nextInt(3)]
                            : (float) random.nextGaussian();
                case BOOL -> random.nextInt(8) == 0 ? 0 : 1;
                default -> random.nextInt();
            };
        }
        return values;
    }
}
